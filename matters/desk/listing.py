"""Sets and pages of the desks' lists. Nothing here changes anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch, Q
from django.utils.dateparse import parse_datetime

from foundation.people.permissions import scope
from foundation.people.visibility import OneOf, VisibleQuerySet
from foundation.places.models import Place, Unit
from matters.models import Assignment, AssignmentRole, Category, Clock, Extension, Matter, MatterQuerySet
from matters.services.routing import without_route
from matters.states import OPEN_STATES, WITH_A_UNIT, MatterState

PAGE = 50
MOST_COUNTED = 999
HANDLE = "matters.handle"
# What a list can be narrowed to besides the columns of a matter.
OVERDUE, NEAR, RETURN, EXTENSION, REOPENED, NO_ROUTE = "overdue", "near", "return", "extension", "reopened", "no_route"
RECHECK = "recheck"  # closed as a rule, and waiting for the office all the same


@dataclass(frozen=True)
class Wanted:
    """What somebody asks a list for; "" is everything."""

    state: str = ""
    only: str = ""
    category: str = ""
    place: str = ""
    unit: str = ""
    channel: str = ""
    urgency: str = ""

    @property
    def is_newest_first(self) -> bool:
        """What has ended has no clock to go by."""
        return bool(self.state) and self.state not in OPEN_STATES


def narrowed(rows: MatterQuerySet, wanted: Wanted, *, at: datetime) -> MatterQuerySet:
    """Without a state: what is open. Codes that name nothing narrow nothing."""
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    elif wanted.only != RECHECK:
        rows = rows.open()
    if category := Category.objects.filter(code=wanted.category).first() if wanted.category else None:
        rows = rows.filter(OneOf("category", _keys(Category.objects.here_and_below(category))))
    if place := Place.objects.filter(code=wanted.place).first() if wanted.place else None:
        rows = rows.filter(OneOf("place", _keys(Place.objects.here_and_below(place))))
    if unit := Unit.objects.filter(code=wanted.unit).first() if wanted.unit else None:
        rows = rows.filter(unit=unit)
    for name in ("channel", "urgency"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    return only(rows, wanted.only, at=at)


def _keys(rows: Any) -> list[int]:
    return list(rows.values_list("pk", flat=True))


def only(rows: MatterQuerySet, what: str, *, at: datetime) -> MatterQuerySet:
    """One of the sets above."""
    if what == OVERDUE:
        return rows.overdue(at=at)
    if what == NEAR:
        near = Clock.objects.near(at=at)
        return rows.filter(due_at__gte=at, pk__in=near.values("matter"))
    if what == RETURN:
        return rows.filter(state=MatterState.RETURN_REQUESTED)
    if what == EXTENSION:
        return rows.filter(pk__in=Extension.objects.filter(is_granted=None).values("matter"))
    if what == REOPENED:
        return rows.filter(reopenings__gt=0)
    if what == RECHECK:
        return rows.awaiting_recheck_decision()
    if what == NO_ROUTE:
        return without_route(rows, at=at)
    return rows


def counts_of(rows: MatterQuerySet, *, at: datetime) -> dict[str, int]:
    """How many in each open state that has any, under OVERDUE how many late, under RECHECK how many wait for a
    decision after one, each up to one above MOST_COUNTED: in a big city counting all of them would cost more than the
    page. What has ended is not counted: it only grows.
    """
    counts = {state: _up_to_many(rows.filter(state=state)) for state in OPEN_STATES}
    return {state: count for state, count in counts.items() if count} | {
        OVERDUE: _up_to_many(rows.open().overdue(at=at)),
        RECHECK: _up_to_many(rows.awaiting_recheck_decision()),
    }


def _up_to_many(rows: MatterQuerySet) -> int:
    return rows.order_by()[: MOST_COUNTED + 1].count()


def how_many(count: int) -> str:
    """As it stands on a button: "999+" where it was not counted to the end."""
    return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"


def led_by_units_of(user: Any) -> MatterQuerySet:
    """Where a unit of the user's is the one that answers: this is what their inbox is."""
    rows = VisibleQuerySet.visible_to(Matter.objects.all(), user, HANDLE)
    return rows.not_about(user)


def assisted_by_units_of(user: Any) -> MatterQuerySet:
    """Where a unit of the user's only assists."""
    units = scope(user, HANDLE)
    if units.everything or not units.unit_paths:
        return Matter.objects.none()
    parts = Assignment.objects.filter(OneOf("unit", units.units), role=AssignmentRole.ASSIST, ended_at=None)
    return Matter.objects.filter(pk__in=parts.values("matter"), state__in=WITH_A_UNIT).not_about(user)


@dataclass(frozen=True)
class Row:
    """One line: a matter and what its clock says."""

    matter: Matter
    is_overdue: bool
    is_near: bool


def shown(rows: Any) -> Any:
    """With what a line needs: the number of queries does not grow with the lines."""
    running = Prefetch("clocks", Clock.objects.running(), to_attr="running_clocks")
    return rows.select_related("category", "place", "unit").prefetch_related(running)


def lines(matters: Iterable[Matter], *, at: datetime) -> list[Row]:
    return [_line(matter, at) for matter in matters]


def _line(matter: Matter, at: datetime) -> Row:
    is_overdue = matter.is_overdue(at=at)
    clocks: list[Clock] = matter.running_clocks  # type: ignore[attr-defined]  # set by `shown`
    return Row(matter, is_overdue, not is_overdue and any(clock.is_near(at=at) for clock in clocks))


@dataclass(frozen=True)
class Page:
    matters: list[Matter]
    after: str = ""
    before: str = ""


def page_by_clock(rows: Any, *, after: str = "", before: str = "") -> Page:
    """What runs out first comes first; the keys name the last and the first matter shown."""
    if before and (key := _key(before)):
        found = list(rows.filter(_earlier(*key)).order_by(F("due_at").desc(nulls_first=True), "-pk")[: PAGE + 1])
        return _page(found[:PAGE][::-1], has_next=True, has_previous=len(found) > PAGE)
    key = _key(after)
    rows = rows.filter(_later(*key)) if key else rows
    found = list(rows.by_clock()[: PAGE + 1])
    return _page(found[:PAGE], has_next=len(found) > PAGE, has_previous=key is not None)


def page_newest_first(rows: Any, *, after: str = "", before: str = "") -> Page:
    if before and (key := _key(before)):
        found = list(rows.filter(pk__gt=key[1]).order_by("pk")[: PAGE + 1])
        return _page(found[:PAGE][::-1], has_next=True, has_previous=len(found) > PAGE)
    key = _key(after)
    rows = rows.filter(pk__lt=key[1]) if key else rows
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return _page(found[:PAGE], has_next=len(found) > PAGE, has_previous=key is not None)


def _page(found: list[Matter], *, has_next: bool, has_previous: bool) -> Page:
    if not found:
        return Page([])
    return Page(found, key_of(found[-1]) if has_next else "", key_of(found[0]) if has_previous else "")


def key_of(matter: Matter) -> str:
    return f"{matter.due_at.isoformat() if matter.due_at else ''}~{matter.pk}"


def _key(text: str) -> tuple[datetime | None, int] | None:
    """What `key_of` wrote; None for anything else."""
    moment, mark, number = text.partition("~")
    if not (mark and number.isascii() and number.isdigit() and len(number) < 19):
        return None
    try:
        due_at = parse_datetime(moment) if moment else None
    except ValueError:
        return None
    if moment and (due_at is None or due_at.tzinfo is None):
        return None
    return due_at, int(number)


def _later(due_at: datetime | None, pk: int) -> Q:
    if due_at is None:
        return Q(due_at=None, pk__gt=pk)
    return Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk) | Q(due_at=None)


def _earlier(due_at: datetime | None, pk: int) -> Q:
    if due_at is None:
        return Q(due_at__isnull=False) | Q(due_at=None, pk__lt=pk)
    return Q(due_at__lt=due_at) | Q(due_at=due_at, pk__lt=pk)
