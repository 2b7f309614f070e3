"""The facts of many matters in a constant number of queries."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from treebeard.mp_tree import MP_Node

from dashboards.contributing import (
    CHANNEL_KEYS,
    Answer,
    Facts,
    Key,
    Limit,
    Part,
    Return,
    Visit,
    Word,
)
from dashboards.models import Dimension
from foundation.places.models import Level, Place
from matters.models import (
    Assignment,
    Category,
    Channel,
    Clock,
    Exclusion,
    Matter,
    MatterEvent,
    Reply,
    ReturnRequest,
    Verdict,
)
from matters.states import REWORK_MOVES
from reception_days.models import Booking

COUNTED_LEVELS = (Level.CITY, Level.TOWN, Level.VILLAGE)
OWN = ("state", "outcome", "registered_at", "accepted_at", "replied_at", "closed_at")


def load(matters: Collection[int]) -> dict[int, Facts]:
    """By matter; one that is gone is left out. Twelve queries."""
    rows = list(
        Matter.objects.filter(pk__in=matters).values(
            "pk", "split_from_id", "unit_id", "channel", "place__path", "category__path", *OWN
        )
    )
    keys = _Keys(rows)
    found = {row["pk"]: _without_its_story(row, keys) for row in rows}
    for name, pk, fact in _stories(list(found)):
        getattr(found[pk], name).append(fact)
    for pk, decided_at in _of(Exclusion.objects.approved(), list(found), "decided_at"):
        found[pk].is_excluded, found[pk].excluded_at = True, decided_at
    return found


def _without_its_story(row: dict[str, Any], keys: "_Keys") -> Facts:
    return Facts(
        keys=tuple(keys.of(row)), is_part=row["split_from_id"] is not None, **{name: row[name] for name in OWN}
    )


def _stories(matters: list[int]) -> Iterator[tuple[str, int, Any]]:
    """Name of the fact, whose it is, and what."""
    for pk, *rest in _of(Clock.objects.main(), matters, "legal_due_at", "stopped_at"):
        yield "limits", pk, Limit(*rest)
    for pk, *rest in _of(Assignment.objects.all(), matters, "began_at", "ended_at", "ended_how"):
        yield "parts", pk, Part(*rest)
    for pk, *rest in _of(Reply.objects.filter(sent_at__isnull=False), matters, "sent_at", "claims_solved"):
        yield "answers", pk, Answer(*rest)
    for pk, *rest in _of(Verdict.objects.all(), matters, *Word._fields):
        yield "words", pk, Word(*rest)
    for pk, *rest in _of(ReturnRequest.objects.filter(ruled_at__isnull=False), matters, *Return._fields):
        yield "returns", pk, Return(*rest)
    for pk, at in _of(MatterEvent.objects.filter(move__in=REWORK_MOVES), matters, "at"):
        yield "reworks", pk, at
    for pk, *rest in _of(Booking.objects.all(), matters, "day__date", "state"):
        yield "visits", pk, Visit(*rest)


def _of(rows: Any, matters: list[int], *columns: str) -> Iterable[Any]:
    """In the order they were written: of verdicts the last row is the last word."""
    return rows.filter(matter__in=matters).order_by("pk").values_list("matter_id", *columns)


class _Keys:
    """Under which keys each matter of a batch is counted."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.places = counted_places({row["place__path"] for row in rows})
        self.categories = counted_categories({row["category__path"] for row in rows} - {None})

    def of(self, row: dict[str, Any]) -> Iterator[Key]:
        yield from self._of_tree(Dimension.PLACE, Place, self.places, row["place__path"])
        if row["unit_id"] is not None:
            yield Dimension.UNIT.value, row["unit_id"]
        if row["category__path"] is not None:
            yield from self._of_tree(Dimension.CATEGORY, Category, self.categories, row["category__path"])
        yield Dimension.CHANNEL.value, CHANNEL_KEYS[Channel(row["channel"])]

    @staticmethod
    def _of_tree(dimension: Dimension, tree: type[MP_Node], known: dict[str, int], path: str) -> Iterator[Key]:
        return ((dimension.value, known[above]) for above in _upwards(tree, path) if above in known)


def _upwards(tree: type[MP_Node], path: str) -> list[str]:
    """The path and those of everything above it, from the root down."""
    return [path[:end] for end in range(tree.steplen, len(path) + 1, tree.steplen)]


def counted_places(paths: Iterable[str]) -> dict[str, int]:
    """Keys of those paths and of everything above them, as far as figures are kept of them."""
    return _by_path(Place, paths, level__in=COUNTED_LEVELS)


def counted_categories(paths: Iterable[str]) -> dict[str, int]:
    return _by_path(Category, paths)


def _by_path(tree: Any, paths: Iterable[str], **narrowed: Any) -> dict[str, int]:
    wanted = {above for path in paths for above in _upwards(tree, path)}
    return dict(tree.objects.filter(path__in=wanted, **narrowed).values_list("path", "pk"))
