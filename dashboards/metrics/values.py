"""What a figure can be: a count, a share with its two counts (matters.rates.Rate), or how many days something took."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from foundation.disclosure.bins import Bin, reached_by
from matters.rates import Rate

# The whole day at which each bin begins; the last has no end. Counts of bins add up over months and places, which
# medians do not.
BINS = (*range(16), 20, 30, 45, 60, 90, 180, 365)


class Count(NamedTuple):
    number: int

    def __str__(self) -> str:
        return f"{self.number:,}"


class Days(NamedTuple):
    """Calendar days, as how many fall into each of BINS. Half took no longer than the median, nine of ten no longer
    than `p90`, as if those of one bin were spread evenly over it; more than a year is shown as 365. None of none."""

    bins: tuple[int, ...] = (0,) * len(BINS)

    @classmethod
    def of(cls, spans: Iterable[timedelta]) -> "Days":
        counts = Counter(map(bin_of, spans))
        return cls(tuple(counts[number] for number in range(len(BINS))))

    @property
    def whole(self) -> int:
        return sum(self.bins)

    @property
    def median(self) -> float | None:
        return reached_by(0.5, self.filled())

    @property
    def p90(self) -> float | None:
        return reached_by(0.9, self.filled())

    def filled(self) -> list[Bin]:
        """From which day to which, and how many."""
        bins = zip(BINS, (*BINS[1:], BINS[-1]), self.bins, strict=True)
        return [each for each in bins if each[2]]

    def __str__(self) -> str:
        return f"{self.median:.1f} / {self.p90:.1f}" if self.whole else "—"


def bin_of(span: timedelta) -> int:
    """What was entered the wrong way round took no time."""
    return max(bisect_right(BINS, span.days) - 1, 0)


Value = Count | Rate | Days
