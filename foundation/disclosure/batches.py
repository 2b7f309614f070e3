"""Tables published month by month: which cells of a breakdown × months stay hidden, and which totals of its rows.

- Several tables of the same cells (the part and the rest of a rate) are shown or hidden together, cell by cell, so
  that none gives away another.
- The sum of each column is public: whoever adds up the shown cells of a month knows what the hidden ones sum up to.
- A month is decided by its own counts, so what was published of it does not change when further months join. Once a
  year is over the totals of its rows are published too, as far as no hidden cell can be worked out from them.

Zeros are shown unless a whole month is withheld, which happens where nothing else in it could hide a small count.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.disclosure.protection import Cell, Network

Layers = Sequence[Sequence[Sequence[int]]]  # table, row, month
TOTAL = -1  # stands for the month in the place of a row's total


@dataclass(frozen=True)
class Batch:
    """`hidden` are places (row, month); `hidden_totals` rows. Both are empty where everything may be shown."""

    hidden: frozenset[tuple[int, int]]
    hidden_totals: frozenset[int]


class _Shown(Cell):
    """A count of a month that was published as it is and cannot be taken back."""

    def could_move(self, step: int) -> bool:
        return False


def batch(layers: Layers, minimums: Sequence[int], *, is_over: bool) -> Batch:
    """`minimums` by row. Without `is_over` no total of a row is shown: the next one would give the month between."""
    rows, months = range(len(minimums)), range(len(layers[0][0]))
    hidden = {
        (row, month)
        for month in months
        for row in hidden_in_month([[table[row][month] for row in rows] for table in layers], minimums)
    }
    totals = hidden_totals(layers, minimums, hidden) if is_over else set(rows)
    return Batch(frozenset(hidden), frozenset(totals))


def hidden_in_month(
    columns: Sequence[Sequence[int]], minimums: Sequence[int], watched: Collection[int] = ()
) -> set[int]:
    """Rows to hide in one month; `columns` has the counts of that month for each of the tables. `watched` are rows that
    everybody saw while the month ran (foundation.disclosure.opening): hiding them would hide nothing."""

    def cells(column: Sequence[int], hidden: Collection[int]) -> list[Cell]:
        """All between the same two nodes: what one gains another one has to lose."""
        found = []
        for row, count in enumerate(column):
            kind = _Shown if row in watched else Cell
            cell = kind(count, (row, 0), 0, 0, 0, minimums[row], count)
            if row in hidden and row not in watched and count >= minimums[row]:
                cell.hide()
            found.append(cell)
        return found

    return _together(columns, cells, len(minimums))


def hidden_totals(layers: Layers, minimums: Sequence[int], hidden: Collection[tuple[int, int]]) -> set[int]:
    """Rows whose total over all these months is not shown, while the places (row, month) are hidden."""
    width = len(layers[0][0])
    withheld = {month for month in range(width) if all((row, month) in hidden for row in range(len(minimums)))}

    def cells(table: Sequence[Sequence[int]], totals: Collection[int]) -> list[Cell]:
        found: list[Cell] = []
        for row, line in enumerate(table):
            for month, count in enumerate(line):
                cell = _Shown(count, (row, month), row, month, 0, minimums[row], count)
                if month in withheld:
                    cell.low, cell.high = 0, float("inf")
                    cell.goals = (0, min(minimums[row] - 1, sum(each[month] for each in table)))
                elif (row, month) in hidden and count >= minimums[row]:
                    cell.hide()
                found.append(cell)
            total = Cell(sum(line), (row, TOTAL), row, width, 1, minimums[row], sum(line))
            if row in totals and total.value >= minimums[row]:
                total.hide()
            found.append(total)
        return found

    return _together(layers, cells, len(minimums), only=TOTAL)


def _together(
    layers: Sequence[Any], cells: Callable[[Any, Collection[int]], list[Cell]], height: int, only: int = 0
) -> set[int]:
    """Rows to hide in every table, until no small count of any of them can be worked out; all of them if need be."""
    every = (cell for layer in layers for cell in cells(layer, ()))
    hidden = {cell.place[0] for cell in every if cell.is_small and cell.place[1] == only}
    while True:
        before = len(hidden)
        for layer in layers:
            chosen = _protected(cells(layer, hidden))
            if chosen is None:
                return set(range(height))
            hidden |= {row for row, month in chosen if month == only}
        if len(hidden) == before:
            return hidden


def _protected(cells: list[Cell]) -> list[tuple[int, int]] | None:
    network = Network(cells)
    if not all(network.protect(cell) for cell in cells if cell.is_small):
        return None
    return [cell.place for cell in cells if cell.low != cell.high]
