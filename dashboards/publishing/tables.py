"""The published tables: a family of figures by place, unit, kind or channel, month by month, and a year's totals; and
of the villages of a town, quarter by quarter."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from dashboards.metrics import Value
from dashboards.months import Months
from dashboards.publishing.keys import Dimension, Key, city_key, keys_of, minimums_of, villages_of
from dashboards.publishing.published import (
    Counts,
    Kind,
    Published,
    Why,
    counts_of,
    kind_of,
    published,
    published_counts,
)
from dashboards.publishing.raw import read, watched_in
from foundation.disclosure.batches import hidden_in_month, hidden_totals
from foundation.disclosure.gate import MINIMUM
from foundation.memory import Memory

WATCHED = "received"  # the one figure of towns that moves while one looks


@dataclass(frozen=True)
class MonthTable:
    """One month that is over. The last row, of the key None, is whatever of the city belongs to none of the keys."""

    dimension: Dimension
    codes: tuple[str, ...]
    month: date

    @property
    def months(self) -> Months:
        return Months(self.month, self.month)

    @cached_property
    def keys(self) -> list[Key]:
        return keys_of(self.dimension)

    @cached_property
    def whole_key(self) -> int:
        """The place whose own figures stand under the table, for everybody to see."""
        return city_key()

    @cached_property
    def minimums(self) -> list[int]:
        return [*minimums_of(self.dimension, self.keys), MINIMUM]

    @cached_property
    def _values(self) -> dict[str, dict[Key, Value]]:
        figures = read(self.dimension, self.keys, self.months.first, self.months.last, self.codes)
        return {code: figures.by_key(code) for code in self.codes}

    @cached_property
    def _whole(self) -> dict[str, Value]:
        figures = read(Dimension.PLACE, [self.whole_key], self.months.first, self.months.last, self.codes)
        return {code: figures.whole(code) for code in self.codes}

    @cached_property
    def counts(self) -> dict[str, list[Counts]]:
        """By figure and row."""
        return {code: self._rows(code) for code in self.codes}

    def _rows(self, code: str) -> list[Counts]:
        rows = [counts_of(self._values[code][key]) for key in self.keys]
        named = [sum(part) for part in zip(*rows, strict=True)]
        whole = counts_of(self._whole[code])
        rest = tuple(max(total - named[part], 0) if rows else total for part, total in enumerate(whole))
        return [*rows, rest]

    @cached_property
    def layers(self) -> list[list[int]]:
        """Every count that is published, as columns of the rows."""
        return [list(part) for rows in self.counts.values() for part in zip(*rows, strict=True)]

    @cached_property
    def hidden(self) -> set[int]:
        return hidden_in_month(self.layers, self.minimums, self._watched)

    @cached_property
    def _watched(self) -> set[int]:
        """Rows of which everybody saw the count while the month ran."""
        if self.dimension != Dimension.PLACE or WATCHED not in self.codes:
            return set()
        return {self.row_of(key) for key in watched_in(self.month) if key is None or key in self.keys}

    def row_of(self, key: Key | None) -> int:
        return len(self.keys) if key is None else self.keys.index(key)

    def kind(self, code: str) -> Kind:
        return kind_of(self._whole[code])

    def cell(self, code: str, key: Key | None) -> Published:
        row, kind = self.row_of(key), self.kind(code)
        if row in self.hidden:
            return self._hidden(kind, self.counts[code][row], self.minimums[row])
        if key is None:
            return published_counts(kind, self.counts[code][row])
        return published(self._values[code][key])

    def _hidden(self, kind: Kind, counts: Counts, minimum: int) -> Published:
        """Of a month that is withheld nothing is told: three towns with "<5" and a city of three would be one each."""
        is_withheld = len(self.hidden) == len(self.minimums)
        is_small = kind == Kind.COUNT and 0 < counts[0] < minimum and not is_withheld
        return Published(kind, why=Why.SMALL if is_small else Why.PROTECTS, below=minimum)


@dataclass(frozen=True)
class QuarterTable(MonthTable):
    """The villages of one town in a quarter that is over, `month` its first. The last row is what lies in none."""

    town: int = 0

    @property
    def months(self) -> Months:
        return Months.quarter(self.month)

    @cached_property
    def keys(self) -> list[Key]:
        return villages_of(self.town)

    @cached_property
    def minimums(self) -> list[int]:
        return [MINIMUM] * (len(self.keys) + 1)

    @property
    def whole_key(self) -> int:
        return self.town

    @cached_property
    def hidden(self) -> set[int]:
        """A month of the town that is hidden would be what its villages leave of the quarter."""
        of_town = [month_table(Dimension.PLACE, self.codes, month) for month in self.months]
        if any(table.row_of(self.town) in table.hidden for table in of_town):
            return set(range(len(self.minimums)))
        return hidden_in_month(self.layers, self.minimums)


def _totals_hidden(asked: tuple[Dimension, tuple[str, ...], int]) -> set[int]:
    """Rows of a year that is over whose totals would give a hidden month away."""
    dimension, codes, year = asked
    tables = [month_table(dimension, codes, month) for month in Months.year(year)]
    hidden = {(row, place) for place, table in enumerate(tables) for row in table.hidden}
    if not hidden:
        return set()
    by_layer = zip(*(table.layers for table in tables), strict=True)
    layers = tuple(tuple(zip(*columns, strict=True)) for columns in by_layer)
    return set(_decided(layers, tuple(tables[0].minimums), frozenset(hidden)))


@lru_cache(maxsize=256)
def _decided(
    layers: tuple[tuple[tuple[int, ...], ...], ...], minimums: tuple[int, ...], hidden: frozenset[tuple[int, int]]
) -> set[int]:
    """By the counts themselves: a table of many small ones takes seconds, and counts of past years seldom change."""
    return hidden_totals(layers, minimums, hidden)


# A process makes each anew once a minute at most.
_months: Memory[tuple[Dimension, tuple[str, ...], date], MonthTable] = Memory(lambda key: MonthTable(*key))
_years: Memory[tuple[Dimension, tuple[str, ...], int], set[int]] = Memory(_totals_hidden)


_quarters: Memory[tuple[int, tuple[str, ...], date], QuarterTable] = Memory(
    lambda key: QuarterTable(Dimension.PLACE, key[1], key[2], key[0])
)


def quarter_table(town: int, codes: tuple[str, ...], first: date) -> QuarterTable:
    return _quarters.get((town, codes, first))


def month_table(dimension: Dimension, codes: tuple[str, ...], month: date) -> MonthTable:
    return _months.get((dimension, codes, month))


def sum_of(
    dimension: Dimension, codes: tuple[str, ...], code: str, key: Key | None, months: list[date]
) -> Counts | None:
    """Of these months of one year, all of them over; None where the sum is not published."""
    tables = [month_table(dimension, codes, month) for month in months]
    row = tables[0].row_of(key)
    has_gap = any(row in table.hidden for table in tables)
    if has_gap and (len(months) < 12 or row in _years.get((dimension, codes, months[0].year))):
        return None
    return tuple(map(sum, zip(*(table.counts[code][row] for table in tables), strict=True)))
