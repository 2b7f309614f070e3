"""Plotly figures of published numbers. Colours are the page's: static/dashboards/figures.js fills them in, so that one
figure serves light, dark and printed pages. Lines differ by dash and mark, bars by pattern, never by colour alone."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.utils.html import strip_tags

from dashboards.cards import Line
from dashboards.publishing import Kind, Published, Series, name_of

DASHES = ("solid", "dash", "dot", "dashdot")
MARKS = ("circle", "square", "diamond", "triangle-up")
PATTERNS = ("", "/", "x", ".")
FORMATS = {Kind.COUNT: ",d", Kind.SHARE: ".0%", Kind.DAYS: ".1f"}


@cache
def _plotly() -> Any:
    """Loaded with the first chart: it takes a third of a second."""
    from plotly import graph_objects

    return graph_objects


def shown_in(values: Iterable[Published]) -> int:
    """How many of them there is something to draw of."""
    return sum(1 for value in values if value.number is not None)


def bars(series: Mapping[str, Series], codes: Sequence[str]) -> dict[str, Any]:
    plotly = _plotly()
    return _figure(
        [
            plotly.Bar(name=name_of(code), **_points(series[code]), marker={"pattern": _pattern(place)})
            for place, code in enumerate(codes)
        ],
        series[codes[0]].total.kind,
    )


def lines(series: Mapping[str, Series], codes: Sequence[str]) -> dict[str, Any]:
    """Where a month is not shown the line has a gap."""
    plotly = _plotly()
    return _figure(
        [
            plotly.Scatter(
                name=name_of(code), **_points(series[code]), mode="lines+markers", connectgaps=False,
                line={"dash": DASHES[place % 4]}, marker={"symbol": MARKS[place % 4], "size": 9},
            )
            for place, code in enumerate(codes)
        ],
        series[codes[0]].total.kind,
    )  # fmt: skip


def stripes(found: Sequence[Line], code: str) -> dict[str, Any]:
    """A bar for each line, from the top down in their order."""
    values = [line.values[0] for line in found]
    names = [strip_tags(line.label) for line in found]
    bar = _plotly().Bar(
        name=name_of(code), y=names, x=[value.number for value in values], orientation="h",
        text=[str(value) for value in values], textposition="outside", cliponaxis=False, hoverinfo="y+text",
    )  # fmt: skip
    return _figure([bar], values[0].kind, is_sideways=True)


def _pattern(place: int) -> dict[str, str]:
    return {"shape": PATTERNS[place % 4], "fillmode": "overlay"}


def _points(series: Series) -> dict[str, Any]:
    shown: list[Published] = list(series.months.values())
    return {"x": [f"{month:%Y-%m}" for month in series.months], "y": [each.number for each in shown]}


def _figure(traces: list[Any], kind: Kind, *, is_sideways: bool = False) -> dict[str, Any]:
    figure = _plotly().Figure(traces)
    numbers = {"tickformat": FORMATS[kind], "rangemode": "tozero", "fixedrange": True}
    names = {"autorange": "reversed", "fixedrange": True, "automargin": True}
    months = {"type": "category", "fixedrange": True, "automargin": True}  # a date axis would name a month twice
    figure.update_layout(
        template=None, barmode="group", bargap=0.35, hovermode="closest" if is_sideways else "x unified",
        showlegend=len(traces) > 1, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        margin={"l": 48, "r": 12, "t": 36, "b": 40},
        xaxis=numbers if is_sideways else months, yaxis=names if is_sideways else numbers | {"automargin": True},
    )  # fmt: skip
    return dict(figure.to_plotly_json())
