"""What a figure can be: a count, a share with its two counts (matters.rates.Rate), or how many days something took."""

from collections.abc import Iterable
from datetime import timedelta
from statistics import median, quantiles
from typing import NamedTuple

from matters.rates import Rate

A_DAY = timedelta(days=1)


class Count(NamedTuple):
    number: int

    def __str__(self) -> str:
        return f"{self.number:,}"


class Days(NamedTuple):
    """Calendar days: half took no longer than the median, nine of ten no longer than `p90`. None of none."""

    median: float | None
    p90: float | None
    whole: int

    @classmethod
    def of(cls, spans: Iterable[timedelta]) -> "Days":
        days = sorted(span / A_DAY for span in spans)
        if not days:
            return cls(None, None, 0)
        p90 = quantiles(days, n=10, method="inclusive")[-1] if len(days) > 1 else days[0]
        return cls(median(days), p90, len(days))

    def __str__(self) -> str:
        return "—" if self.median is None else f"{self.median:.1f} / {self.p90:.1f}"


Value = Count | Rate | Days
