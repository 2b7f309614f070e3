"""How far a suppressed cell can be narrowed down, and which further cells to hide so that it cannot.

A table with its totals is a network: rows and columns are nodes, each cell a pipe from its row to its column (totals
flow backwards), and every node balances. Another table that looks the same to the public differs from the true one by
cycles in this network, along which every pipe is moved by one and stays in the range the public knows for it. So a
cell may be one more or one less exactly when a cycle runs through it (decomposition of flows), the cheapest cells to
hide are a shortest path that closes one, and doing so again from there on tells how far the cell can go.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

Place = tuple[int, int]  # row and column in the table with totals; the totals come last
Node = tuple[bool, int]  # (is a column, index)
Move = tuple["Cell", int]  # a cell and by how much
Way = list[Move]


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
    moved: int = field(default=0, init=False)  # how far another table that looks the same has it from the true value

    def __post_init__(self) -> None:
        self.low, self.high = (1, float(self.minimum - 1)) if self.is_small else (self.value, float(self.value))
        self.goals = (1, self.minimum - 1)  # what a small one must remain possible as

    @property
    def is_small(self) -> bool:
        return 0 < self.value < self.minimum

    @property
    def is_backwards(self) -> bool:
        return self.totals == 1

    def can_move(self, step: int) -> bool:
        return self.low <= self.value + self.moved + step <= self.high

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

    def protect(self, cell: Cell) -> bool:
        """Hides the cheapest cells that leave the cell every value between its goals. False where none will do."""
        return all(self._reaches(cell, goal) for goal in cell.goals)

    def _reaches(self, cell: Cell, goal: int) -> bool:
        step = 1 if goal > cell.value else -1
        moved: list[Cell] = []
        try:
            while cell.value + cell.moved != goal:
                way = self._cheapest(cell, step, may_hide=False) or self._cheapest(cell, step, may_hide=True)
                if way is None:
                    return False
                for each, by in [(cell, step), *way]:
                    if each.low == each.high:
                        each.hide()
                    each.moved += by
                    moved.append(each)
            return True
        finally:
            for each in moved:
                each.moved = 0

    def _cheapest(self, cell: Cell, step: int, *, may_hide: bool) -> Way | None:
        """Dijkstra from where the moved flow arrives back to where it left."""
        row, column = (False, cell.row), (True, cell.column)
        start, goal = (column, row) if (step > 0) != cell.is_backwards else (row, column)
        turn = count()  # a tie-breaker, so that equal costs are resolved alike every time
        queue: list[tuple[int, int, Node, Way]] = [(0, next(turn), start, [])]
        settled: set[Node] = set()
        while queue:
            cost, _, node, way = heappop(queue)
            if node == goal:
                return way
            if node in settled:
                continue
            settled.add(node)
            for price, onward, move in self._onward(node, cell, may_hide):
                if onward not in settled:
                    heappush(queue, (cost + price, next(turn), onward, [*way, move]))
        return None

    def _onward(self, node: Node, without: Cell, may_hide: bool) -> Iterator[tuple[int, Node, Move]]:
        """Price, where it leads, and the move. Flow leaves a row forwards and a column backwards."""
        is_column = node[0]
        for cell in self.lines[node]:
            if cell is without:
                continue
            step = 1 if is_column == cell.is_backwards else -1
            onward = (False, cell.row) if is_column else (True, cell.column)
            if cell.can_move(step):
                yield 0, onward, (cell, step)
            elif may_hide and cell.could_move(step):
                yield cell.cost, onward, (cell, step)
