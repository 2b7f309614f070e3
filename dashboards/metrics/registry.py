"""The list of figures. An app adds its own by registering a function; nothing here knows which there are."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import getdoc

from django.utils.functional import Promise
from django.utils.translation import get_language

from dashboards.metrics.made import Made
from dashboards.metrics.question import Question
from dashboards.metrics.values import Value

Function = Callable[[Question], Value]


@dataclass(frozen=True)
class Metric:
    """`compute` is exact and reads the records themselves; its docstring is the definition: a paragraph in Chinese, an
    empty line, the same in English. `of_measures` makes the same value of sums of the read model; without it the figure
    is a state of a day, which does not add up over months and is always read from the records."""

    code: str
    name: Promise
    compute: Function
    of_measures: Made | None

    @property
    def is_rolled_up(self) -> bool:
        return self.of_measures is not None

    @property
    def definition(self) -> str:
        """In the reader's language."""
        chinese, english = (getdoc(self.compute) or "").split("\n\n")
        return " ".join(english.split()) if get_language() == "en" else "".join(chinese.split("\n"))


_metrics: dict[str, Metric] = {}


def metric(code: str, name: Promise, of_measures: Made | None) -> Callable[[Function], Function]:
    """Registers the function under a code that addresses, files and rows keep for good."""

    def register(compute: Function) -> Function:
        if code in _metrics:
            raise ValueError(f"there is a figure {code!r} already")
        _metrics[code] = Metric(code, name, compute, of_measures)
        return compute

    return register


def all_metrics() -> list[Metric]:
    """In the order they were registered: that of the house, from the ground up."""
    return list(_metrics.values())


def rolled_up_metrics() -> list[Metric]:
    return [each for each in _metrics.values() if each.is_rolled_up]


def get_metric(code: str) -> Metric:
    """Raises KeyError."""
    return _metrics[code]
