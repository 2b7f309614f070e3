"""Holds the read model against the records: every sum must be what the function of its figure counts."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from django.db import connection
from django.db.models import Max, Min

from dashboards.contributing import CHANNEL_KEYS, CODE_VERSION, first_day, month_of
from dashboards.facts import counted_categories, counted_places
from dashboards.folding import fold_all
from dashboards.metrics import Count, Days, Metric, Question, Value, rolled_up_metrics
from dashboards.models import Dimension, FoldState, Rollup
from dashboards.periods import MOST_MONTHS, Period
from foundation.places.models import Place, Unit
from matters.models import Category, Channel, Matter
from matters.rates import Rate
from reception_days.models import ReceptionDay

NOTHING: tuple[Value, ...] = (Count(0), Rate(0, 0), Days())
Narrowed = dict[str, Any]  # what a question names beside its period


class NeverSteady(Exception):
    """Something was touched again and again between folding and looking."""


@dataclass(frozen=True)
class Difference:
    """Of one month, or of several where each month is right and the whole is not."""

    dimension: str
    key: int
    first: date
    last: date
    code: str
    rolled_up: Value
    counted: Value


@dataclass
class Reconciled:
    """`values`: how many values of a key, a month and a figure were compared; `counts`: by how many counts."""

    differences: list[Difference] = field(default_factory=list)
    keys: int = 0
    months: int = 0
    values: int = 0
    counts: int = 0


def reconcile(*, at: datetime, months: int | None = None, sample: int | None = None, seed: int = 0) -> Reconciled:
    """Folds, then compares as of one moment while others go on writing. `months`: only the latest; `sample`: so many
    keys of each dimension, drawn by `seed`. Raises NeverSteady."""
    for _try in range(10):
        fold_all(at=at)
        with _one_moment():
            state = FoldState.objects.get()
            at = max(at, state.folded_at or at)
            if not FoldState.objects.waiting(at=at, code_version=CODE_VERSION).exists():
                return _compared(at, months, sample, Random(seed))  # noqa: S311  # which to look at, no secret
    raise NeverSteady


@contextmanager
def _one_moment() -> Iterator[None]:
    """Every query inside sees the same moment, and stops no writer."""
    if connection.in_atomic_block:  # the caller's moment
        yield
        return
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _compared(at: datetime, months: int | None, sample: int | None, chance: Random) -> Reconciled:
    first, last = _span(at)
    if months is not None:
        first = max(first, month_of(at) - months + 1)
    found = Reconciled(months=last - first + 1)
    for dimension, asked in _all_keys(sample, chance).items():
        for key, narrowed in asked.items():
            found.keys += 1
            _Comparing(found, dimension, key, narrowed, at).over(first, last)
    return found


def _span(at: datetime) -> tuple[int, int]:
    """From the first month with anything in it to the last one; reception days may lie ahead."""
    sums = Rollup.objects.aggregate(first=Min("month"), last=Max("month"))
    registered = Matter.objects.aggregate(first=Min("registered_at"))["first"]
    day = ReceptionDay.objects.aggregate(last=Max("date"))["last"]
    firsts = [month_of(each) for each in (sums["first"], registered, at) if each is not None]
    lasts = [month_of(each) for each in (sums["last"], day, at) if each is not None]
    return min(firsts), max(lasts)


def _all_keys(sample: int | None, chance: Random) -> dict[Dimension, dict[int, Narrowed | None]]:
    """Every key that has sums or matters, with the question it answers. A sum under a key that is nothing is asked
    about nothing, so that it differs."""
    city = Place.objects.filter(depth=1).first()
    if city is None:
        return {}
    asked: dict[Dimension, dict[int, Narrowed | None]] = {
        dimension: dict.fromkeys(_some(sorted(keys), sample, chance)) for dimension, keys in _known_keys().items()
    }
    places, units, categories, channels = (asked[dimension] for dimension in Dimension)
    places |= {pk: {"place": place} for pk, place in Place.objects.in_bulk(list(places)).items()}
    units |= {pk: {"place": city, "unit": unit} for pk, unit in Unit.objects.in_bulk(list(units)).items()}
    categories |= {
        pk: {"place": city, "category": each} for pk, each in Category.objects.in_bulk(list(categories)).items()
    }
    channels |= {key: {"place": city, "channel": each} for each, key in CHANNEL_KEYS.items() if key in channels}
    return asked


def _known_keys() -> dict[Dimension, set[int]]:
    def of_matters(column: str) -> set[Any]:
        return set(Matter.objects.order_by().values_list(column, flat=True).distinct()) - {None}

    known: dict[Dimension, set[int]] = {
        Dimension.PLACE: set(counted_places(of_matters("place__path")).values()),
        Dimension.UNIT: of_matters("unit"),
        Dimension.CATEGORY: set(counted_categories(of_matters("category__path")).values()),
        Dimension.CHANNEL: {CHANNEL_KEYS[Channel(each)] for each in of_matters("channel")},
    }
    for dimension, key in Rollup.objects.values_list("dimension", "key").distinct():
        known[Dimension(dimension)].add(key)
    return known


def _some(keys: list[int], sample: int | None, chance: Random) -> list[int]:
    return keys if sample is None or sample >= len(keys) else chance.sample(keys, sample)


class _Comparing:
    """One key. A range of months in which both sides have nothing has nothing in any of its months, since no count is
    below 0; every other one is halved until a month is left, so that months are also seen to add up."""

    def __init__(
        self, found: Reconciled, dimension: Dimension, key: int, narrowed: Narrowed | None, at: datetime
    ) -> None:
        self.found, self.dimension, self.key, self.narrowed, self.at = found, dimension, key, narrowed, at
        rows = Rollup.objects.filter(dimension=dimension, key=key).values_list("month", "measure", "value")
        self.cells = {(month_of(month), measure): value for month, measure, value in rows}

    def over(self, first: int, last: int) -> None:
        for metric in rolled_up_metrics():
            self.found.values += last - first + 1
            for start in range(first, last + 1, MOST_MONTHS):
                self.compare(metric, start, min(start + MOST_MONTHS - 1, last))

    def compare(self, metric: Metric, first: int, last: int) -> bool:
        """Whether a difference was found."""
        assert metric.of_measures is not None
        sums = self._sums(metric.of_measures.measures, first, last)
        ours, counted = metric.of_measures.make(sums), self._counted(metric, first, last)
        if counted in NOTHING and not any(sums.values()):
            return False
        found = False
        if first < last:
            middle = (first + last) // 2
            found = self.compare(metric, first, middle) | self.compare(metric, middle + 1, last)
        if ours != counted and not found:
            self._note(metric, first, last, ours, counted)
            found = True
        return found

    def _sums(self, measures: Sequence[int], first: int, last: int) -> dict[int, int]:
        months = range(first, last + 1)
        return {measure: sum(self.cells.get((month, measure), 0) for month in months) for measure in measures}

    def _counted(self, metric: Metric, first: int, last: int) -> Value:
        if self.narrowed is None:
            assert metric.of_measures is not None
            return metric.of_measures.make(dict.fromkeys(metric.of_measures.measures, 0))
        self.found.counts += 1
        period = Period(first_day(first), Period.month(*divmod_month(last)).last)
        return metric.compute(Question(period=period, at=self.at, **self.narrowed))

    def _note(self, metric: Metric, first: int, last: int, ours: Value, counted: Value) -> None:
        self.found.differences.append(
            Difference(
                self.dimension.name.lower(), self.key, first_day(first), first_day(last), metric.code, ours, counted
            )
        )


def divmod_month(month: int) -> tuple[int, int]:
    """Year and month of the year."""
    return month // 12, month % 12 + 1
