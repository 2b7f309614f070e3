"""A panel: a table of figures, the same as a chart above it, and what both are called."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import pgettext

from dashboards.cards import Line, by_month, by_row
from dashboards.charts import bars, lines, shown_in, stripes
from dashboards.months import Months
from dashboards.publishing import Dimension, Kind, Series, name_of
from dashboards.rows import by_name, dimension_name

MOST_STRIPES = 24  # in one chart; a longer list is read in its table
MANY_STRIPES = 8  # need a higher one


class Head(NamedTuple):
    name: str
    url: str


class Panel(NamedTuple):
    """`chart` is a Plotly figure without colours (static/dashboards/figures.js paints it), None for a table alone."""

    id: str
    title: str
    first: str
    head: list[Head]
    lines: list[Line]
    chart: dict[str, Any] | None
    query: str = ""  # what its files are asked for with

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """The signs in the table that are no numbers, each with what it means, once."""
        values = [value for line in self.lines for value in line.values if value.meaning]
        return sorted({(str(value), value.meaning) for value in values})

    @property
    def is_tall(self) -> bool:
        return bool(self.chart) and self.id.startswith("by-") and len(self.lines) > MANY_STRIPES

    @property
    def data_id(self) -> str:
        return f"{self.id}-data"


def heads(codes: Sequence[str], query: str) -> list[Head]:
    return [Head(name_of(code), reverse("dashboards:figure", args=[code]) + query) for code in codes]


def months_panel(series: Mapping[str, Series], codes: Sequence[str], months: Months, title: str, query: str) -> Panel:
    """One line a month; counts as bars, shares and days as lines."""
    draw = bars if series[codes[0]].total.kind == Kind.COUNT else lines
    is_worth_it = any(shown_in(series[code].months.values()) > 1 for code in codes)
    chart = draw(series, codes) if is_worth_it else None
    name = f"months-{codes[0].replace('_', '-')}"
    column = pgettext("figure", "Month")
    return Panel(name, title, column, heads(codes, query), by_month(series, codes, months), chart)


def rows_panel(dimension: Dimension, codes: Sequence[str], months: Months, query: str) -> Panel:
    """One line a town, unit, kind or channel. Of one figure there is a chart, if it is not too long."""
    found = by_row(dimension, codes, months, query)
    name = f"by-{dimension.value}"
    asked = f"{query}&by={dimension.value}" if query else f"?by={dimension.value}"
    chart = _rows_chart(found[:-1], codes)
    return Panel(name, by_name(dimension), dimension_name(dimension), heads(codes, query), found, chart, asked)


def _rows_chart(found: Sequence[Line], codes: Sequence[str]) -> dict[str, Any] | None:
    if len(codes) > 1 or len(found) > MOST_STRIPES or shown_in(line.values[0] for line in found) < 2:
        return None
    return stripes(found, codes[0])
