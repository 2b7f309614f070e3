"""Whether a suppressed cell can be worked out, and which further cells to hide so that it cannot.

A table with its totals is a network: rows and columns are nodes, each cell a pipe from its row to its column (totals
flow backwards), and every node balances. Another table that looks the same to the public differs from the true one by
cycles in this network, along which every pipe is moved by one and stays in the range the public knows for it. So a
cell has a second possible value exactly when a cycle runs through it (decomposition of flows), and the cheapest cells
to hide are a shortest path that closes one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

Place = tuple[int, int]  # row and column in the table with totals; the totals come last
Node = tuple[bool, int]  # (is a column, index)


@dataclass
class Cell:
    """A count as the public knows it: between `low` and `high`, which are equal where it is shown."""

    value: int
    place: Place
    row: int  # the nodes it joins
    column: int
    totals: int  # 0 a cell, 1 the total of a row or column, 2 the grand total
    minimum: int
    cost: int

    def __post_init__(self) -> None:
        self.low, self.high = (1, float(self.minimum - 1)) if self.is_small else (self.value, float(self.value))

    @property
    def is_small(self) -> bool:
        return 0 < self.value < self.minimum

    @property
    def is_backwards(self) -> bool:
        return self.totals == 1

    def can_move(self, step: int) -> bool:
        return self.low <= self.value + step <= self.high

    def could_move(self, step: int) -> bool:
        """If it were hidden. Zeros and small counts cannot be."""
        return self.low == self.high and min(self.value, self.value + step) >= self.minimum

    def hide(self) -> None:
        """From now on the public knows only that it is not small."""
        self.low, self.high = self.minimum, float("inf")


class Network:
    """The cells of one table by the lines they stand in."""

    def __init__(self, cells: list[Cell]):
        self.cells = cells
        self.lines: dict[Node, list[Cell]] = {}
        for cell in cells:
            self.lines.setdefault((False, cell.row), []).append(cell)
            self.lines.setdefault((True, cell.column), []).append(cell)

    def cells_to_hide(self, cell: Cell) -> list[Cell] | None:
        """The cheapest cells whose hiding gives the cell a second value; empty if it has one; None if none will do."""
        steps = [step for step in (1, -1) if cell.can_move(step)]
        if any(self._cheapest(cell, step, may_hide=False) for step in steps):  # the common case, and a quick look
            return []
        ways = [way for step in steps if (way := self._cheapest(cell, step, may_hide=True))]
        return min(ways, key=lambda way: way[0])[1] if ways else None

    def _cheapest(self, cell: Cell, step: int, *, may_hide: bool) -> tuple[int, list[Cell]] | None:
        """Dijkstra from where the moved flow arrives back to where it left."""
        row, column = (False, cell.row), (True, cell.column)
        start, goal = (column, row) if (step > 0) != cell.is_backwards else (row, column)
        turn = count()  # a tie-breaker, so that equal costs are resolved alike every time
        queue: list[tuple[int, int, Node, list[Cell]]] = [(0, next(turn), start, [])]
        settled: set[Node] = set()
        while queue:
            cost, _, node, hidden = heappop(queue)
            if node == goal:
                return cost, hidden
            if node in settled:
                continue
            settled.add(node)
            for price, onward, through in self._onward(node, cell, may_hide):
                if onward not in settled:
                    path = [*hidden, through] if price else hidden
                    heappush(queue, (cost + price, next(turn), onward, path))
        return None

    def _onward(self, node: Node, without: Cell, may_hide: bool) -> Iterator[tuple[int, Node, Cell]]:
        """Pipes out of a node: flow leaves a row forwards and a column backwards."""
        is_column = node[0]
        for cell in self.lines[node]:
            if cell is without:
                continue
            step = 1 if is_column == cell.is_backwards else -1
            onward = (False, cell.row) if is_column else (True, cell.column)
            if cell.can_move(step):
                yield 0, onward, cell
            elif may_hide and cell.could_move(step):
                yield cell.cost, onward, cell
