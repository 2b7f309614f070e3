"""Tables of counts before and after the gate."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Suppressed:
    """A count that is not shown. `below` is the minimum it lies under; None where it was hidden to protect others."""

    below: int | None = None

    def __str__(self) -> str:
        return f"<{self.below}" if self.below else "—"

    @property
    def meaning(self) -> str:
        """In words, for screen readers and the note under a table."""
        if self.below:
            return _("fewer than %(number)d") % {"number": self.below}
        return _("not shown, to protect small numbers")


Shown = int | Suppressed


def shown(value: Shown) -> str:
    """What is printed in a cell."""
    return str(value)


@dataclass(frozen=True)
class Table:
    """Counts by row and column, without totals: the gate adds them. Labels may be left out."""

    cells: Sequence[Sequence[int]]
    rows: Sequence[str] = ()
    columns: Sequence[str] = ()

    def __post_init__(self) -> None:
        widths = {len(line) for line in self.cells}
        if len(widths) != 1 or 0 in widths:
            raise ValueError("a table has at least one cell, and rows of one length")
        if any(type(count) is not int or count < 0 for line in self.cells for count in line):
            raise ValueError("a count is a whole number of at least 0")
        if self.rows and len(self.rows) != len(self.cells):
            raise ValueError("one label a row")
        if self.columns and len(self.columns) not in widths:
            raise ValueError("one label a column")


@dataclass(frozen=True)
class PublicTable:
    """What may be published. With a single row the column totals repeat its cells; likewise with a single column."""

    rows: Sequence[str]
    columns: Sequence[str]
    cells: Sequence[Sequence[Shown]]
    row_totals: Sequence[Shown]
    column_totals: Sequence[Shown]
    total: Shown
    is_withheld: bool = False

    def as_text(self) -> list[list[str]]:
        """Lines of printed cells, totals last: for CSV files and text twins of figures."""
        lines = [[*map(shown, line), shown(total)] for line, total in zip(self.cells, self.row_totals, strict=True)]
        return [*lines, [*map(shown, self.column_totals), shown(self.total)]]
