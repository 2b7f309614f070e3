"""What can go wrong with a holiday notice."""

from dataclasses import dataclass
from typing import NamedTuple


class RowProblem(NamedTuple):
    """What is wrong with one row of a file, in the reader's language. Row 1 is the heading; row 0 is the whole file."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class NoticeRefused(Exception):
    """The file was not imported: nothing of it was written."""

    problems: list[RowProblem]

    def __str__(self) -> str:
        return "; ".join(f"{problem.row} {problem.column}: {problem.message}" for problem in self.problems)
