"""Counts that grow while everybody watches, under a total that is public: which rows may be watched from now on.

Rows are opened from time to time (once a day), never in between, and an open one stays open. What is promised: whoever
saw everything from the first moment on cannot narrow down a small count as it stands now to fewer values than the
minimum, or than the public total leaves anyway (tests/disclosure/test_opening.py plays them). What is not: how large an
open row was before it was opened. Whoever watches the total knows that of the finished table too, where the other rows
are nothing.

- A row is large with twice the minimum. One opened at the minimum itself would say what it was a moment before.
- Hidden rows hide each other: their sum is what the total leaves. Where the rows that are not large would be too few or
  too small for that, the smallest large ones wait with them.
"""

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

from foundation.disclosure.gate import MINIMUM

Row = TypeVar("Row", bound=Hashable)
LARGE = 2 * MINIMUM


def rows_to_open(counts: Mapping[Row, int], is_open: Collection[Row]) -> set[Row]:
    """Of all rows of the table as they stand now, those to open beside the open ones."""
    hidden = sorted((count, place, row) for place, (row, count) in enumerate(counts.items()) if row not in is_open)
    large = [each for each in hidden if each[0] >= LARGE]
    small = [each for each in hidden if each[0] < LARGE]
    for companions in range(len(large) + 1):
        staying = [*small, *large[:companions]]
        if not staying or _hide_each_other([count for count, _place, _row in staying], companions):
            return {row for _count, _place, row in large[companions:]}
    return set()


def _hide_each_other(counts: Collection[int], companions: int) -> bool:
    """Whether one that is not large could be the minimum's worth of different values, going by the sum alone."""
    total, others = sum(counts), len(counts) - 1
    most = min(LARGE - 1, total - LARGE * companions)
    least = 0 if companions else max(0, total - (LARGE - 1) * others)
    return others > 0 and most - least >= MINIMUM - 1
