"""What is left out of the satisfaction rate is counted in public (DESIGN §3.5), by calendar quarter and reason.

Only quarters that are over: an exclusion belongs to the quarter in which it was approved, a rating to the quarter in
which it was given, so that a published line never changes. Each line passes the gate by itself for the same reason:
another quarter beside it must not change what it hides.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from django.db.models import Count
from django.db.models.functions import TruncQuarter
from django.utils.timezone import get_default_timezone, localtime

from foundation.disclosure.gate import MINIMUM, gate
from foundation.disclosure.table import Shown, Suppressed
from matters.models import Exclusion, ExclusionReason, Verdict, VerdictKind

QUARTERS = 12  # three years


class Line(NamedTuple):
    """One quarter: excluded by reason (in the order of ExclusionReason) and in all, and how many matters were rated."""

    year: int
    quarter: int
    reasons: Sequence[Shown]
    total: Shown
    rated: Shown


def signs() -> dict[str, Shown]:
    """What the note explains, as the gate prints it: a small count, the most it can be, a hidden one."""
    return {"small": Suppressed(MINIMUM), "most": MINIMUM - 1, "hidden": Suppressed()}


def lines(*, at: datetime) -> list[Line]:
    """Quarters that are over, the newest first, down to the first one with anything in it."""
    days = _quarters_over(at)
    span = (_begins(days[-1]), _begins(_next(days[0])))
    excluded, rated = _excluded(span), _rated(span)
    counted = [day for day in days if any(excluded[day].values()) or rated[day]]
    return [_line(day, excluded[day], rated[day]) for day in days if counted and day >= min(counted)]


def _line(day: date, excluded: dict[str, int], rated: int) -> Line:
    public = gate([[excluded.get(reason, 0) for reason in ExclusionReason.values]], MINIMUM)
    return Line(
        day.year, (day.month + 2) // 3, public.cells[0], public.row_totals[0], gate([[rated]], MINIMUM).cells[0][0]
    )  # fmt: skip


def _quarters_over(at: datetime) -> list[date]:
    """The first days of the last twelve quarters before the one that runs, the newest first."""
    today = localtime(at).date()
    running = today.year * 4 + (today.month - 1) // 3
    return [date(number // 4, number % 4 * 3 + 1, 1) for number in range(running - 1, running - 1 - QUARTERS, -1)]


def _next(day: date) -> date:
    return date(day.year + 1, 1, 1) if day.month == 10 else date(day.year, day.month + 3, 1)


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), get_default_timezone())


Span = tuple[datetime, datetime]


def _excluded(span: Span) -> dict[date, dict[str, int]]:
    rows = Exclusion.objects.approved().filter(decided_at__gte=span[0], decided_at__lt=span[1])
    counted = rows.annotate(begins=TruncQuarter("decided_at", tzinfo=get_default_timezone()))
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for begins, reason, count in counted.values_list("begins", "reason").annotate(many=Count("pk")).order_by():
        found[begins.date()][reason] = count
    return found


def _rated(span: Span) -> dict[date, int]:
    """Matters, not verdicts: who rated a second answer in the same quarter counts once. The left-out ones are in it."""
    rows = Verdict.objects.rated().filter(kind=VerdictKind.AFTER_REPLY, given_at__gte=span[0], given_at__lt=span[1])
    counted = rows.annotate(begins=TruncQuarter("given_at", tzinfo=get_default_timezone()))
    many = counted.values_list("begins").annotate(many=Count("matter", distinct=True)).order_by()
    return defaultdict(int, {begins.date(): count for begins, count in many})
