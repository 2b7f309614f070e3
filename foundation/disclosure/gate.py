"""The gate: counts in, what may be published out."""

from collections.abc import Sequence

from foundation.disclosure.protection import Cell, Network
from foundation.disclosure.table import PublicTable, Shown, Suppressed, Table

MINIMUM = 5
SENSITIVE_MINIMUM = 10  # family violence, young people, mental health (DOMAIN §5)
SMALLEST_MINIMUM = 3  # "<2" would say 1


def gate(table: Table | Sequence[Sequence[int]], minimum: int = MINIMUM) -> PublicTable:
    """What may be published of the table and its totals. The package's docstring says what that promises."""
    if minimum < SMALLEST_MINIMUM:
        raise ValueError(f"the minimum must be at least {SMALLEST_MINIMUM}")
    if not isinstance(table, Table):
        table = Table(table)
    cells = with_totals(table.cells)
    network = Network(_pipes(cells, minimum))
    if not _protect(network):
        return _public(table, [[Suppressed()] * len(line) for line in cells], is_withheld=True)
    return _public(table, _seen(cells, network, minimum))


def with_totals(cells: Sequence[Sequence[int]]) -> list[list[int]]:
    lines = [[*line, sum(line)] for line in cells]
    return [*lines, [sum(column) for column in zip(*lines, strict=True)]]


def _protect(network: Network) -> bool:
    """Hides cells until every small one may be anything from 1 on. Hiding more never takes a value away again."""
    return all(network.protect(cell) for cell in network.cells if cell.is_small)


def _pipes(cells: list[list[int]], minimum: int) -> list[Cell]:
    """One pipe for every published count that is a count of its own.

    In a single row each column total is the cell above it, so the totals row is left out, and as no column balances,
    all cells run between the same two nodes. Likewise in a single column.
    """
    height, width = len(cells) - 1, len(cells[0]) - 1
    is_row, is_column = height == 1, width == 1 < height
    return [
        Cell(
            value=cells[row][column],
            place=(row, column),
            row=0 if is_column else row,
            column=0 if is_row else column,
            totals=(row == height) + (column == width),
            minimum=minimum,
            # A total says most, so it is hidden last.
            cost=cells[row][column] + (cells[-1][-1] if row == height or column == width else 0),
        )
        for row in range(1 if is_row else height + 1)
        for column in range(1 if is_column else width + 1)
    ]


def _seen(cells: list[list[int]], network: Network, minimum: int) -> list[list[Shown]]:
    """The table with totals as the public sees it."""
    seen: list[list[Shown]] = [list(line) for line in cells]
    for cell in network.cells:
        if cell.low != cell.high:
            row, column = cell.place
            seen[row][column] = Suppressed(minimum if cell.is_small else None)
    if len(cells) == 2:
        seen[1] = list(seen[0])
    elif len(cells[0]) == 2:
        seen = [[line[0], line[0]] for line in seen]
    return seen


def _public(table: Table, seen: Sequence[Sequence[Shown]], is_withheld: bool = False) -> PublicTable:
    return PublicTable(
        rows=table.rows,
        columns=table.columns,
        cells=[line[:-1] for line in seen[:-1]],
        row_totals=[line[-1] for line in seen[:-1]],
        column_totals=seen[-1][:-1],
        total=seen[-1][-1],
        is_withheld=is_withheld,
    )
