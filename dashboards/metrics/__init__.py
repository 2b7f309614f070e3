"""Figures as code with words: each a pure function of a question, whose docstring is its definition."""

from dashboards.metrics.made import Made, Sums, count_of, days_of, rate_of, rest_of
from dashboards.metrics.question import Question
from dashboards.metrics.registry import Metric, all_metrics, get_metric, metric, rolled_up_metrics
from dashboards.metrics.values import Count, Days, Value

__all__ = [
    "Count",
    "Days",
    "Made",
    "Metric",
    "Question",
    "Sums",
    "Value",
    "all_metrics",
    "count_of",
    "days_of",
    "get_metric",
    "metric",
    "rate_of",
    "rest_of",
    "rolled_up_metrics",
]
