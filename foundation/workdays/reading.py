"""Rows of a file → notices. The columns are year,date,kind,occasion,notice,published_on."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from foundation.workdays.exceptions import NoticeRefused, RowProblem
from foundation.workdays.models import DayKind, NoticedDay

COLUMNS = ["year", "date", "kind", "occasion", "notice", "published_on"]
# Statutory days with a fixed date (Regulation on public holidays, 2024-11-10): a file without them is wrong,
# and wrong files for coming years do circulate.
FIXED_DAYS_OFF = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]
SATURDAY = 5


@dataclass(frozen=True)
class DayRow:
    row: int
    on: date
    kind: str
    occasion: str


@dataclass
class NoticeRows:
    """The rows of one year's notice."""

    year: int
    title: str
    published_on: date
    days: list[DayRow] = field(default_factory=list)


@dataclass
class _Reading:
    notices: dict[int, NoticeRows] = field(default_factory=dict)
    seen: dict[date, int] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)


def read_notices(rows: Iterable[Mapping[str, object]]) -> list[NoticeRows]:
    """Check every row and put them together by year. Raises NoticeRefused with all that is wrong.

    A row may carry its number in the file as "row"; else they are counted from the heading on.
    """
    reading = _Reading()
    for position, row in enumerate(rows, start=2):
        number = row.get("row", position)
        index = number if isinstance(number, int) else position
        _take(reading, index, {column: _text(row.get(column)) for column in COLUMNS})
    if not reading.notices and not reading.problems:
        reading.problems.append(RowProblem(0, "", _("The file has no rows.")))
    for notice in reading.notices.values():
        reading.problems += _missing_days(notice) if not reading.problems else []
    if not reading.problems:
        reading.problems += _taken_by_other_years(reading)
    if reading.problems:
        raise NoticeRefused(reading.problems)
    return sorted(reading.notices.values(), key=lambda notice: notice.year)


def _text(value: object) -> str:
    return unicodedata.normalize("NFKC", str(value if value is not None else "")).strip()


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.replace("/", "-").split(" ")[0])
    except ValueError:
        return None


def _take(reading: _Reading, index: int, row: dict[str, str]) -> None:
    year = int(row["year"]) if row["year"].isascii() and row["year"].isdigit() else 0
    on, published_on = _date(row["date"]), _date(row["published_on"])
    problems = list(_row_problems(index, row, year, on, published_on))
    if on and on in reading.seen:
        text = _("This day is already in row %(row)d.") % {"row": reading.seen[on]}
        problems.append(RowProblem(index, "date", text))
    if problems or on is None or published_on is None:
        reading.problems += problems
        return
    reading.seen[on] = index
    notice = reading.notices.setdefault(year, NoticeRows(year, row["notice"], published_on))
    notice.days.append(DayRow(index, on, row["kind"], row["occasion"]))


def _row_problems(
    index: int, row: dict[str, str], year: int, on: date | None, published_on: date | None
) -> Iterable[RowProblem]:
    if not 2000 <= year <= 2100:
        yield RowProblem(index, "year", _("Write the year with four digits."))
    if on is None:
        yield RowProblem(index, "date", _("Write the date as 2026-10-01."))
    elif 2000 <= year <= 2100 and not (on.year == year or (on.year == year - 1 and on.month == 12)):
        yield RowProblem(index, "date", _("This day does not belong to a notice for %(year)d.") % {"year": year})
    if row["kind"] not in DayKind.values:
        yield RowProblem(index, "kind", _("Write off for a day off or work for a make-up workday."))
    elif on and row["kind"] == DayKind.WORK and on.weekday() < SATURDAY:
        yield RowProblem(index, "kind", _("A make-up workday is a Saturday or Sunday; this is an ordinary workday."))
    if not row["occasion"] or len(row["occasion"]) > 40:
        yield RowProblem(index, "occasion", _("Write the holiday, at most 40 characters."))
    if not row["notice"] or len(row["notice"]) > 200:
        yield RowProblem(index, "notice", _("Write the title of the notice, at most 200 characters."))
    if published_on is None:
        yield RowProblem(index, "published_on", _("Write the date as 2026-10-01."))


def _missing_days(notice: NoticeRows) -> list[RowProblem]:
    off = {day.on for day in notice.days if day.kind == DayKind.OFF}
    missing = [day for month, number in FIXED_DAYS_OFF if (day := date(notice.year, month, number)) not in off]
    if not missing:
        return []
    text = _("The notice for %(year)d lacks these statutory days off: %(days)s.")
    return [RowProblem(0, "date", text % {"year": notice.year, "days": ", ".join(map(str, missing))})]


def _taken_by_other_years(reading: _Reading) -> list[RowProblem]:
    others = NoticedDay.objects.filter(on__in=list(reading.seen)).exclude(notice__year__in=list(reading.notices))
    text = _("The notice for %(year)d already speaks of this day.")
    return [
        RowProblem(reading.seen[day.on], "date", text % {"year": day.notice.year})
        for day in others.select_related("notice")
    ]
