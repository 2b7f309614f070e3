"""Is this day worked? The whole calendar is a few hundred rows: it is read once a minute and kept in memory.

A new notice is seen at once by the process that imported it and by every other one within `FRESH_FOR` seconds.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from foundation.memory import Memory
from foundation.workdays.models import DayKind, HolidayNotice, NoticedDay

SATURDAY = 5


@dataclass(frozen=True)
class DayMark:
    """What the notice says about a day: the corner marks 休 and 班 of a calendar."""

    kind: str
    occasion: str

    @property
    def is_off(self) -> bool:
        return self.kind == DayKind.OFF


@dataclass(frozen=True)
class Calendar:
    """Every noticed day, and the years that have a notice."""

    marks: dict[date, DayMark]
    years: frozenset[int]


def _read(_: None) -> Calendar:
    days = NoticedDay.objects.values_list("on", "kind", "occasion")
    return Calendar(
        marks={on: DayMark(kind, occasion) for on, kind, occasion in days},
        years=frozenset(HolidayNotice.objects.values_list("year", flat=True)),
    )


_kept = Memory(_read)


def forget() -> None:
    """Read the rows again at the next question."""
    _kept.forget()


def _calendar() -> Calendar:
    return _kept.get(None)


def mark(day: date) -> DayMark | None:
    """What the notice says about the day; None on an ordinary one."""
    return _calendar().marks.get(day)


def is_certain(year: int) -> bool:
    """False while the State Council's notice for the year is not imported (待公布): then Monday to Friday counts."""
    return year in _calendar().years


def is_workday(day: date) -> bool:
    noticed = mark(day)
    return not noticed.is_off if noticed else day.weekday() < SATURDAY


def next_workday(day: date) -> date:
    """The day itself when it is worked, else the first worked day after it."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def add_working_days(start: date, count: int) -> date:
    """The count-th working day after the start, which is not counted itself (Civil Code art. 201)."""
    if count < 0:
        raise ValueError("a limit cannot be negative")
    day = start
    for _number in range(count):
        day = next_workday(day + timedelta(days=1))
    return day


def working_days_between(start: date, end: date) -> int:
    """Worked days after the start, up to and with the end. Negative when the end lies before the start."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_workday(start + timedelta(days=number)) for number in range(1, (end - start).days + 1))
