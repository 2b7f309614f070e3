"""Services of the read model: touches and passed limits become sums. Nobody else writes Rollup and Contribution."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction

from dashboards.contributing import CODE_VERSION, Contributed, contribution_of, first_day
from dashboards.facts import load
from dashboards.models import Contribution, FoldState, Rollup, Touch, Touched
from matters.models import Matter
from reception_days.models import Booking

BATCH = 1000  # touches or matters at once: well below a second
ROWS = 1000  # of one INSERT
Changed = frozenset[tuple[int, int, date]]  # dimension, key, month
Sums = Counter[tuple[int, int, int, int]]  # dimension, key, month, measure


@dataclass(frozen=True)
class Folded:
    """`changed`: dimension, key and month of every sum that is another one now, for whoever tells open pages.
    `has_more`: there was more to do than one fold does."""

    changed: Changed = frozenset()
    version: int = 0
    has_more: bool = False


def fold(*, at: datetime) -> Folded:
    """One batch of what was touched, and of what time alone changed by `at`. Nothing where another process folds."""
    if not FoldState.objects.waiting(at=at, code_version=CODE_VERSION).exists():
        return Folded()
    with transaction.atomic():
        state = FoldState.objects.select_for_update(skip_locked=True).first()
        if state is None or state.code_version > CODE_VERSION:
            return Folded()
        if state.code_version < CODE_VERSION:
            return _rebuilt(state, at)
        return _folded(state, max(at, state.folded_at or at))


def fold_all(*, at: datetime) -> Folded:
    """Batch after batch, each in its own transaction, until nothing is left."""
    changed: set[tuple[int, int, date]] = set()
    folded = Folded(has_more=True)
    while folded.has_more:
        folded = fold(at=at)
        changed |= folded.changed
    return Folded(frozenset(changed), folded.version)


@transaction.atomic
def rebuild(*, at: datetime) -> Folded:
    """All sums from the records, from nothing. Whoever reads sees the old ones until it is done. On SQLite nobody else
    writes meanwhile; on PostgreSQL everybody does."""
    return _rebuilt(FoldState.objects.select_for_update().get(), at)


def _rebuilt(state: FoldState, at: datetime) -> Folded:
    Touch.objects.all().delete()  # those seen by now: whatever they tell is read below
    Rollup.objects.all().delete()
    Contribution.objects.all().delete()
    changed: set[tuple[int, int, date]] = set()
    for matters in _batches_of_matters():
        changed |= _recount(matters, at)
    return _noted(state, at, frozenset(changed), has_more=False)


def _batches_of_matters() -> Iterator[list[int]]:
    last = 0
    while batch := list(Matter.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield batch
        last = batch[-1]


def _folded(state: FoldState, at: datetime) -> Folded:
    """Touches are deleted by their ids, never up to a highest one: transactions commit in another order than they
    count. What commits while this reads has a touch of its own, which waits for the next fold."""
    touches = list(Touch.objects.order_by("pk").values_list("pk", "kind", "row_id")[:BATCH])
    due = list(Contribution.objects.due(at=at).values_list("pk", flat=True)[:BATCH])
    expanded = _touch_below(touches)
    changed = _recount({row for _pk, kind, row in touches if kind == Touched.MATTER} | set(due), at)
    Touch.objects.filter(pk__in=[pk for pk, _kind, _row in touches]).delete()
    has_more = bool(expanded) or BATCH in (len(touches), len(due))
    return _noted(state, at, changed, has_more=has_more)


def _noted(state: FoldState, at: datetime, changed: Changed, *, has_more: bool) -> Folded:
    state.version += bool(changed)
    state.code_version = CODE_VERSION
    state.folded_at = state.folded_at if has_more else at
    state.save()
    return Folded(changed, state.version, has_more)


def _touch_below(touches: Sequence[tuple[int, int, int]]) -> int:
    """A place, category or day that changed touches each of its matters: they are recounted in later batches."""
    rows = {kind: [row for _pk, each, row in touches if each == kind] for kind in Touched}
    count = 0
    for below in (
        Matter.objects.filter(place__in=rows[Touched.PLACE]).values_list("pk", flat=True),
        Matter.objects.filter(category__in=rows[Touched.CATEGORY]).values_list("pk", flat=True),
        Booking.objects.filter(day__in=rows[Touched.DAY]).values_list("matter_id", flat=True),
    ):
        ids = below.order_by().iterator(chunk_size=BATCH)
        while batch := [Touch(kind=Touched.MATTER, row_id=pk) for pk in islice(ids, BATCH)]:
            count += len(Touch.objects.bulk_create(batch))
    return count


def _recount(matters: Collection[int], at: datetime) -> Changed:
    """Each matter's contribution anew; what differs is taken off and added."""
    if not matters:
        return frozenset()
    stored, facts = Contribution.objects.in_bulk(list(matters)), load(matters)
    sums, written = Sums(), []
    for pk in matters:
        old, new = stored.get(pk), contribution_of(facts[pk], at=at) if pk in facts else Contributed()
        if old is None and not new.keys:
            continue
        if old is None or _stored_form(old) != new:
            _count(sums, old, new)
            written.append(Contribution(matter_id=pk, keys=new.keys, cells=new.cells, changes_at=new.changes_at))
    _keep(written)
    _add(sums)
    return frozenset((dimension, key, first_day(month)) for (dimension, key, month, _), value in sums.items() if value)


def _stored_form(row: Contribution) -> Contributed:
    return Contributed(tuple(map(tuple, row.keys)), tuple(map(tuple, row.cells)), row.changes_at)


def _count(sums: Sums, old: Contribution | None, new: Contributed) -> None:
    for sign, keys, cells in ((-1, old.keys, old.cells) if old else (-1, (), ()), (1, new.keys, new.cells)):
        for dimension, key in keys:
            for month, measure, value in cells:
                sums[dimension, key, month, measure] += sign * value


def _keep(rows: list[Contribution]) -> None:
    gone = [row.pk for row in rows if not row.keys]
    Contribution.objects.bulk_create(
        [row for row in rows if row.keys],
        update_conflicts=True,
        unique_fields=["matter_id"],
        update_fields=["keys", "cells", "changes_at"],
    )
    if gone:
        Contribution.objects.filter(pk__in=gone).delete()


UPSERT = """
INSERT INTO {table} (dimension, "key", month, measure, "value") VALUES {rows}
ON CONFLICT (dimension, "key", measure, month) DO UPDATE SET "value" = {table}."value" + excluded."value"
RETURNING id, "value"
"""


def _add(sums: Sums) -> None:
    """In one statement a thousand cells. A sum that is 0 now has no row."""
    cells = iter([(*cell, value) for cell, value in sums.items() if value])
    empty: list[int] = []
    while batch := list(islice(cells, ROWS)):
        empty += [pk for pk, value in _upserted(batch) if value == 0]
    if empty:
        Rollup.objects.filter(pk__in=empty).delete()


def _upserted(cells: list[tuple[int, int, int, int, int]]) -> list[tuple[int, int]]:
    statement = UPSERT.format(table=Rollup._meta.db_table, rows=", ".join(["(%s, %s, %s, %s, %s)"] * len(cells)))
    values: list[Any] = []
    for dimension, key, month, measure, value in cells:
        values += (dimension, key, connection.ops.adapt_datefield_value(first_day(month)), measure, value)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
