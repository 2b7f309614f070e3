"""The only door from pages to the read model: some keys of one dimension, some months, some figures, one query."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet, Sum

from dashboards.contributing import first_day, month_of
from dashboards.metrics import Made, Value, get_metric
from dashboards.models import Dimension, FoldState, Rollup

Cells = dict[tuple[int, date, int], int]  # key, month, measure
Totals = dict[tuple[int, int], int]  # key, measure


class NotRolledUp(LookupError):
    """The figure is a state of a day: its function reads it from the records."""


class Freshness(NamedTuple):
    """`version` grows whenever a sum changes: for ETags and the live feed. `folded_at`: what happened since, if
    anything, is not in yet."""

    version: int
    folded_at: datetime | None


@dataclass(frozen=True)
class Figures:
    """Values of some keys over some months. Raises KeyError for a figure or a key that was not asked for, ValueError
    for months of what was read as a whole."""

    keys: tuple[int, ...]
    months: tuple[date, ...]  # first days, whether anything happened in them or not
    codes: frozenset[str]
    _cells: Cells | None = field(repr=False)
    _totals: Totals = field(repr=False)

    def whole(self, code: str) -> Value:
        """All months together, of the one key that was asked for."""
        return self._total(self._made(code), self._only_key())

    def by_month(self, code: str) -> dict[date, Value]:
        """Of the one key that was asked for."""
        return self._by_month(self._made(code), self._only_key())

    def by_key(self, code: str) -> dict[int, Value]:
        """All months together, of every key."""
        made = self._made(code)
        return {key: self._total(made, key) for key in self.keys}

    def by_key_and_month(self, code: str) -> dict[int, dict[date, Value]]:
        made = self._made(code)
        return {key: self._by_month(made, key) for key in self.keys}

    def of_key(self, key: int) -> "Figures":
        """The same of one of the keys."""
        if key not in self.keys:
            raise KeyError(key)
        return Figures((key,), self.months, self.codes, self._cells, self._totals)

    def _only_key(self) -> int:
        if len(self.keys) != 1:
            raise ValueError("ask for one key, or take one with of_key()")
        return self.keys[0]

    def _made(self, code: str) -> Made:
        if code not in self.codes:
            raise KeyError(code)
        return _made_of(code)

    def _total(self, made: Made, key: int) -> Value:
        return _value(made, lambda measure: self._totals.get((key, measure), 0))

    def _by_month(self, made: Made, key: int) -> dict[date, Value]:
        cells = self._cells
        if cells is None:
            raise ValueError("these months were read as a whole")

        def of(month: date) -> Value:
            return _value(made, lambda measure: cells.get((key, month, measure), 0))

        return {month: of(month) for month in self.months}


def read(
    dimension: Dimension,
    keys: Sequence[int],
    first: date,
    last: date,
    codes: Sequence[str],
    *,
    as_a_whole: bool = False,
) -> Figures:
    """The months in which `first` and `last` lie count in full. Whoever has nothing has values of nothing.

    `as_a_whole`: the database adds up the months, for a table of many keys: of two years a twentieth of the rows.
    Raises KeyError for an unknown figure, NotRolledUp for one that is a state of a day.
    """
    measures = {measure for code in codes for measure in _made_of(code).measures}
    months = tuple(map(first_day, range(month_of(first), month_of(last) + 1)))
    rows = Rollup.objects.filter(
        dimension=dimension, key__in=keys, measure__in=measures, month__gte=months[0], month__lte=months[-1]
    )
    cells, totals = (None, _totals(rows)) if as_a_whole else _cells_and_totals(rows)
    return Figures(tuple(dict.fromkeys(keys)), months, frozenset(codes), cells, totals)


def _totals(rows: QuerySet[Rollup]) -> Totals:
    return {
        (key, measure): int(total) for key, measure, total in rows.values_list("key", "measure").annotate(Sum("value"))
    }


def _cells_and_totals(rows: QuerySet[Rollup]) -> tuple[Cells, Totals]:
    cells: Cells = {}
    totals: Totals = {}
    for key, month, measure, value in rows.values_list("key", "month", "measure", "value"):
        cells[key, month, measure] = value
        totals[key, measure] = totals.get((key, measure), 0) + value
    return cells, totals


def freshness() -> Freshness:
    """Of all sums together."""
    return Freshness(*FoldState.objects.values_list("version", "folded_at").get())


def _value(made: Made, sum_of: Callable[[int], int]) -> Value:
    return made.make({measure: sum_of(measure) for measure in made.measures})


def _made_of(code: str) -> Made:
    made = get_metric(code).of_measures
    if made is None:
        raise NotRolledUp(code)
    return made
