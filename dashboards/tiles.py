"""The city as a schematic map: one square a town, where the back office put it. A second view of a table of towns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from math import ceil, sqrt
from typing import NamedTuple

from dashboards.months import Months
from dashboards.publishing import Dimension, Kind, Published, name_of, table
from dashboards.rows import rows_of
from foundation.places.models import MAP_SIDE, Place

WIDE = 1.8  # columns a row where nobody has put a town anywhere: as a screen is
CLASSES = 5
SHARES = (0.6, 0.7, 0.8, 0.9)  # where a class of shares begins; below the first is a class as well
STEPS = (1, 2, 5)

Square = tuple[int, int]  # row and column, from 1


class Tile(NamedTuple):
    """`shade` is the class of its number, from 1; 0 of a number that is not shown."""

    row: int
    column: int
    label: str
    url: str
    value: Published
    shade: int


@dataclass(frozen=True)
class TileMap:
    """`bounds` are the classes in words, from the lowest."""

    name: str
    months: Months
    tiles: list[Tile]
    rows: int
    columns: int
    bounds: list[str]

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """The signs on it that are no numbers, each with what it means, once."""
        return sorted({(str(each.value), each.value.meaning) for each in self.tiles if each.value.meaning})


def tile_map(code: str, months: Months, query: str = "") -> TileMap | None:
    """None of a city without towns. In the order of the house, whatever the figures come to."""
    rows = [row for row in rows_of(Dimension.PLACE) if row.key is not None]
    if not rows:
        return None
    values = table(Dimension.PLACE, code, months)
    shades = Shades([values[row.key] for row in rows])
    known = Place.objects.in_bulk([int(row.key or 0) for row in rows])
    squares = laid_out([_square_of(known[int(row.key or 0)]) for row in rows])
    tiles = [
        Tile(*square, row.label, row.url + query, values[row.key], shades.of(values[row.key]))
        for square, row in zip(squares, rows, strict=True)
    ]
    down, across = (max(each) for each in zip(*squares, strict=True))
    return TileMap(name_of(code), months, tiles, down, across, shades.words)


def _square_of(place: Place) -> Square | None:
    return (place.map_row, place.map_column) if place.map_row and place.map_column else None


def laid_out(squares: Sequence[Square | None]) -> list[Square]:
    """Empty edges are cut off; whoever has no square gets the next free one in reading order, below if need be."""
    placed = [square for square in squares if square]
    top = min((row for row, _ in placed), default=1) - 1
    left = min((column for _, column in placed), default=1) - 1
    moved = [(square[0] - top, square[1] - left) if square else None for square in squares]
    free = _free_squares({square for square in moved if square}, len(squares))
    return [square or next(free) for square in moved]


def _free_squares(taken: set[Square], towns: int) -> Iterator[Square]:
    columns = max((column for _, column in taken), default=min(ceil(sqrt(towns * WIDE)), MAP_SIDE))
    squares = ((row, column) for row in count(1) for column in range(1, columns + 1))
    return (square for square in squares if square not in taken)


class Shades:
    """Classes of the numbers that are shown: of shares always the same, of others equal steps up to the largest."""

    def __init__(self, values: Sequence[Published]) -> None:
        shown = [value.number for value in values if value.number is not None]
        self.kind = values[0].kind
        largest = max(shown, default=0)
        self.begins = SHARES if self.kind == Kind.SHARE else [_step(largest) * each for each in range(1, CLASSES)]
        self.is_empty = not shown

    def of(self, value: Published) -> int:
        if value.number is None:
            return 0
        return 1 + sum(1 for begins in self.begins if value.number >= begins)

    @property
    def words(self) -> list[str]:
        if self.is_empty:
            return []
        if self.kind == Kind.SHARE:
            edges = [0, *(round(100 * each) for each in self.begins), 100]
            return [f"{low}–{high}%" for low, high in pairwise(edges)]
        edges = [0, *(round(each) for each in self.begins)]
        closed = [_span(low, after - 1) for low, after in pairwise(edges)]
        return [*closed, f"≥{edges[-1]:,}"]


def _span(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def _step(largest: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … of which five reach the largest number."""
    size = 1
    while True:
        for each in STEPS:
            if each * size * CLASSES > largest:
                return each * size
        size *= 10
