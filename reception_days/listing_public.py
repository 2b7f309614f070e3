"""What everybody reads of the days: one date with all that takes place on it, and the list. Constant queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count
from django.utils.timezone import localdate, localtime

from reception_days.models import DayState, HalfDay, LeaderSession, ReceptionDay, Seat

NOON = 12


@dataclass
class Time:
    """One time of a day with what is free at it, over all leaders (DESIGN §6: never per leader)."""

    starts_at: datetime
    free: int

    @property
    def is_morning(self) -> bool:
        return localtime(self.starts_at).hour < NOON


@dataclass
class PublicDay:
    """One day as announced."""

    day: ReceptionDay
    at: datetime
    times: list[Time] = field(default_factory=list)
    sessions: list[LeaderSession] = field(default_factory=list)

    @property
    def is_fixed(self) -> bool:
        return self.day.has_seats

    @property
    def is_cancelled(self) -> bool:
        return self.day.state == DayState.CANCELLED

    @property
    def is_open(self) -> bool:
        return self.day.is_open(at=self.at)

    @property
    def is_early(self) -> bool:
        return self.at < self.day.opens_at

    @property
    def is_over(self) -> bool:
        return self.day.date < localdate(self.at)

    @property
    def first_free(self) -> Time | None:
        return next((each for each in self.times if each.free), None)

    @property
    def free(self) -> int:
        return sum(each.free for each in self.times)

    @property
    def halves(self) -> list[tuple[str, list[LeaderSession]]]:
        """Leaders by protocol within each half day."""
        halves = [(str(half.label), [each for each in self.sessions if each.half_day == half]) for half in HalfDay]
        return [(label, sessions) for label, sessions in halves if sessions]


def public_days(days: list[ReceptionDay], *, at: datetime) -> list[PublicDay]:
    """The days with their times and leaders, in four queries at most."""
    shown = {day.pk: PublicDay(day, at) for day in days}
    announced = [day.pk for day in days if day.state == DayState.PUBLISHED]
    for session in LeaderSession.objects.filter(day__in=announced).taking_place().select_related("post").by_protocol():
        shown[session.day_id].sessions.append(session)
    offered = Seat.objects.offered().filter(session__day__in=announced)
    free = _counts(Seat.objects.free(at=at).filter(session__day__in=announced))
    for day_id, starts_at in offered.values_list("session__day", "starts_at").distinct().order_by("starts_at"):
        shown[day_id].times.append(Time(starts_at, free[day_id, starts_at]))
    return list(shown.values())


def _counts(seats: "object") -> dict[tuple[int, datetime], int]:
    rows = seats.values_list("session__day", "starts_at").annotate(free=Count("pk"))  # type: ignore[attr-defined]
    return defaultdict(int, {(day_id, starts_at): free for day_id, starts_at, free in rows.order_by()})


def days_on(on: date) -> list[ReceptionDay]:
    """All that was announced for the date: first where citizens register, the city before its towns. A day called
    off is left out where the same takes place on that date after all."""
    rows = ReceptionDay.objects.published().filter(date=on)
    related = rows.select_related("place", "centre", "visited_place", "moved_to").prefetch_related("units_called")
    found = sorted(related, key=lambda day: (not day.has_seats, day.place.path, day.kind, day.pk))
    standing = {(day.place_id, day.kind) for day in found if day.state == DayState.PUBLISHED}
    return [day for day in found if day.state == DayState.PUBLISHED or (day.place_id, day.kind) not in standing]
