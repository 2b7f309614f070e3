"""How a figure is made of sums of measures: the twin of its function, for the read model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dashboards.metrics.measures import Histogram, Measure
from dashboards.metrics.values import Count, Days, Value
from matters.rates import Rate

Sums = Mapping[int, int]  # measure: sum; every measure asked for is there


@dataclass(frozen=True)
class Made:
    measures: tuple[int, ...]
    make: Callable[[Sums], Value]


def count_of(measure: Measure, *, per: int = 1) -> Made:
    """How many times the sum holds `per` in full."""
    return Made((measure,), lambda sums: Count(sums[measure] // per))


def rate_of(part: Measure, whole: Measure) -> Made:
    return Made((part, whole), lambda sums: Rate(sums[part], sums[whole]))


def rest_of(part: Measure, whole: Measure) -> Made:
    return Made((part, whole), lambda sums: Count(sums[whole] - sums[part]))


def days_of(histogram: Histogram) -> Made:
    bins = tuple(histogram.measures)
    return Made(bins, lambda sums: Days(tuple(sums[each] for each in bins)))
