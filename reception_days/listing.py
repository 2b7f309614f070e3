"""What the pages show of a day: times with free counts, leaders by protocol. Constant queries."""

from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.db.models import Count
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from reception_days.models import LeaderSession, ReceptionDay, Seat

NOON = 12


def free_times(day: ReceptionDay, *, at: datetime) -> dict[datetime, int]:
    """Start → free seats, only where there are some, earliest first. Never per leader (DESIGN §6)."""
    rows = Seat.objects.free(at=at).filter(session__day=day).values("starts_at").annotate(free=Count("pk"))
    return {row["starts_at"]: row["free"] for row in rows.order_by("starts_at")}


def all_times(day: ReceptionDay, *, at: datetime, mine: datetime | None = None) -> list[dict[str, Any]]:
    """Every offered time of the day with its free count, zero included; `mine`: a time held by who is asking."""
    offered = Seat.objects.offered().filter(session__day=day).values_list("starts_at", flat=True).distinct()
    free = free_times(day, at=at)
    return [
        {
            "starts_at": start,
            "clock": f"{localtime(start):%H:%M}",
            "free": free.get(start, 0) + (start == mine),
            "is_mine": start == mine,
            "is_morning": localtime(start).hour < NOON,
        }
        for start in offered.order_by("starts_at")
    ]


def grid_of(times: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    """The calendar's rows: the mornings' times beside the afternoons', in order; None where a half day is shorter."""
    morning = [each for each in times if each["is_morning"]]
    afternoon = [each for each in times if not each["is_morning"]]
    return list(zip_longest(morning, afternoon))


def count_words() -> dict[str, str]:
    """How a script words a count that arrives later; `%(free)d` is the number."""
    one, other = (ngettext("%(free)d place free", "%(free)d places free", count) for count in (1, 2))
    return {"one": one, "other": other, "none": gettext("taken")}


def sessions_of(day: ReceptionDay) -> list[LeaderSession]:
    """By protocol: Party committee, congress, government, CPPCC, then rank."""
    return list(LeaderSession.objects.filter(day=day).taking_place().select_related("post").by_protocol())
