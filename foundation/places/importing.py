"""Take over a file of places: all or nothing, the same result when done twice, old names and parents kept."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.timezone import now

from foundation.places.exceptions import RowProblem
from foundation.places.import_plan import COLUMNS, LEVELS, PlaceRow, Plan, make_plan
from foundation.places.models import ChangeKind, Place, PlaceChange
from foundation.places.names import (
    BATCH,
    index_names,
    keep_former_names,
    names_from_place,
    replace_own_names,
)
from foundation.places.rules import change, lock_tree

__all__ = ["COLUMNS", "ImportReport", "import_places"]


@dataclass(frozen=True)
class ImportReport:
    """What an import did or, with `dry_run`, would do. With problems nothing was written at all."""

    read: int
    new: int
    renamed: int
    moved: int
    reopened: int
    changed: int
    unchanged: int
    problems: list[RowProblem] = field(default_factory=list)
    dry_run: bool = False

    @property
    def wrong(self) -> int:
        """Number of wrong rows; a row may have several problems."""
        return len({problem.row for problem in self.problems})

    @property
    def is_clean(self) -> bool:
        return not self.problems


@transaction.atomic
def import_places(
    rows: Iterable[Mapping[str, object]], *, source: str, at: datetime | None = None, dry_run: bool = False
) -> ImportReport:
    """Rows with code, name, parent_code, level (see COLUMNS). Places that a file does not name stay as they are."""
    lock_tree()
    plan = make_plan(rows)
    if not plan.problems and not dry_run:
        _write(plan, source=source, at=at or now())
    return _report(plan, dry_run=dry_run)


def _report(plan: Plan, *, dry_run: bool) -> ImportReport:
    changed = {row.code for row in [*plan.renamed, *plan.moved, *plan.reopened]}
    return ImportReport(
        read=plan.read,
        new=len(plan.new),
        renamed=len(plan.renamed),
        moved=len(plan.moved),
        reopened=len(plan.reopened),
        changed=len(changed),
        unchanged=plan.unchanged,
        problems=plan.problems,
        dry_run=dry_run,
    )


def _write(plan: Plan, *, source: str, at: datetime) -> None:
    """New places first, so that old ones can move under them; moves last, from the top down."""
    history = [
        *_create(plan, source=source, at=at),
        *_rename(plan, source=source, at=at),
        *_reopen(plan, source=source, at=at),
        *_move(plan, source=source, at=at),
    ]
    PlaceChange.objects.bulk_create(history, batch_size=BATCH)


def _create(plan: Plan, *, source: str, at: datetime) -> list[PlaceChange]:
    """Level by level in bulk: one add_child each would be five queries a place."""
    known = dict(plan.existing)
    created: list[Place] = []
    for level in LEVELS:
        places = list(_with_paths([row for row in plan.new if row.level == level], known))
        created += Place.objects.bulk_create(places, batch_size=BATCH)
        known |= {place.code: place for place in places}
    _count_children(created)
    index_names([name for place in created for name in names_from_place(place)])
    return [change(place, ChangeKind.CREATED, after=place.name, source=source, at=at) for place in created]


def _with_paths(rows: list[PlaceRow], known: Mapping[str, Place]) -> Iterator[Place]:
    """Unsaved places, each put after the last child of its parent. Order within a parent is by code."""
    next_step: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: row.code):
        parent = known[row.parent_code] if row.parent_code else None
        above, depth = (parent.path, parent.depth + 1) if parent else ("", 1)
        step = next_step[above] = next_step.get(above) or _last_step(above, depth) + 1
        next_step[above] += 1
        yield Place(
            code=row.code,
            name=row.name,
            level=row.level,
            grid_kind=row.grid_kind,
            path=Place._get_path(above, depth, step),
            depth=depth,
        )


def _last_step(above: str, depth: int) -> int:
    siblings = Place.objects.filter(depth=depth)
    if above:
        siblings = siblings.filter(path__gte=above, path__lt=above[:-1] + chr(ord(above[-1]) + 1))
    last = siblings.order_by("-path").values_list("path", flat=True).first()
    return int(Place._str2int(last[-Place.steplen :])) if last else 0


def _count_children(created: list[Place]) -> None:
    """Keep treebeard's own count of children right for old and new parents alike."""
    added: defaultdict[str, int] = defaultdict(int)
    for place in created:
        added[place.path[: -place.steplen]] += 1
    parents = list(Place.objects.filter(path__in=[path for path in added if path]))
    for parent in parents:
        parent.numchild += added[parent.path]
    Place.objects.bulk_update(parents, ["numchild"], batch_size=BATCH)


def _rename(plan: Plan, *, source: str, at: datetime) -> list[PlaceChange]:
    renamed = [(plan.existing[row.code], plan.existing[row.code].name) for row in plan.renamed]
    for row, (place, _before) in zip(plan.renamed, renamed, strict=True):
        place.name, place.name_en = row.name, ""  # the English name belonged to the old one
    places = [place for place, _before in renamed]
    Place.objects.bulk_update(places, ["name", "name_en"], batch_size=BATCH)
    replace_own_names(places)
    keep_former_names(renamed)
    return [
        change(place, ChangeKind.RENAMED, before=before, after=place.name, source=source, at=at)
        for place, before in renamed
    ]


def _reopen(plan: Plan, *, source: str, at: datetime) -> list[PlaceChange]:
    places = [plan.existing[row.code] for row in plan.reopened]
    Place.objects.filter(pk__in=[place.pk for place in places]).update(closed_on=None)
    return [change(place, ChangeKind.REOPENED, after=place.name, source=source, at=at) for place in places]


def _move(plan: Plan, *, source: str, at: datetime) -> list[PlaceChange]:
    """Each node is read again: a move before it may have changed its path or its parent's count."""
    history = []
    for row in sorted(plan.moved, key=lambda row: LEVELS.index(row.level)):
        place = Place.objects.get(code=row.code)
        before, after = place.get_parent(), Place.objects.get(code=row.parent_code)
        place.move(after, pos="last-child")
        words = {"before": before.name if before else "", "after": after.name}
        history.append(change(Place.objects.get(code=row.code), ChangeKind.MOVED, **words, source=source, at=at))
    return history
