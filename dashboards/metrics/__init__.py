"""Figures as code with words: each a pure function of a question, whose docstring is its definition."""

from dashboards.metrics.question import Question
from dashboards.metrics.registry import Metric, all_metrics, get_metric, metric
from dashboards.metrics.values import Count, Days, Value

__all__ = ["Count", "Days", "Metric", "Question", "Value", "all_metrics", "get_metric", "metric"]
