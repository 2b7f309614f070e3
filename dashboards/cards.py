"""Figures as pages show them: cards, and tables with a row for each month or each place."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboards.months import Months
from dashboards.publishing import (
    Dimension,
    Kind,
    Published,
    Series,
    change,
    city,
    definition_of,
    name_of,
    one,
    table,
)
from dashboards.rows import Row, row_of, rows_of

INTAKE = ("received", "accepted", "direct_share", "dispatch_share")
TIME = ("on_time", "overdue", "days_to_accept", "days_to_answer", "days_to_close")
JUDGED = ("response", "resolution", "satisfaction", "composite")
HONEST = ("claimed", "resolution", "rechecked", "coverage", "excluded")
HANDED = ("returns", "days_between_units", "rework")
SHORT = ("received", "on_time", "resolution", "satisfaction")  # the columns of a table of all towns
RATES = ("response", "resolution", "satisfaction")


class Card(NamedTuple):
    code: str
    name: str
    definition: str
    value: Published
    change: str
    coverage: str  # of what people say: how many of them said anything
    url: str


class Line(NamedTuple):
    label: str
    url: str
    values: list[Published]


def cards(series: Mapping[str, Series], before: Mapping[str, Series], codes: Sequence[str], query: str) -> list[Card]:
    """`before` is the same of as many months just before."""
    return [
        Card(
            code,
            name_of(code),
            definition_of(code),
            series[code].total,
            in_words(series[code].total, before[code].total),
            _coverage(series) if code in JUDGED else "",
            reverse("dashboards:figure", args=[code]) + query,
        )
        for code in codes
    ]


def _coverage(series: Mapping[str, Series]) -> str:
    found = series["coverage"].total if "coverage" in series else None
    if found is None or found.number is None:
        return ""
    return pgettext("figure", "judged by %(share)s of those who could") % {"share": found}


def in_words(now: Published, before: Published) -> str:
    """How a figure changed against the period before; empty where one of the two is not shown."""
    moved = change(now, before)
    if moved is None:
        return ""
    said = {"by": signed(moved, now.kind)}
    if not said["by"].strip("0.%"):
        return pgettext("figure", "as in the period before")
    if now.kind == Kind.SHARE:
        return pgettext("figure", "%(by)s points on the period before") % said
    if now.kind == Kind.DAYS:
        return pgettext("figure", "%(by)s days on the period before") % said
    return pgettext("figure", "%(by)s on the period before") % said


def signed(moved: float, kind: Kind) -> str:
    """With its sign; of no change the figure alone."""
    text = f"{moved:+,.0f}" if kind == Kind.COUNT else f"{moved:+.1f}"
    return text if text.strip("+-0.") else text[1:]


def gap(series: Mapping[str, Series]) -> str:
    """How far what units claim lies from what people confirm."""
    points = change(series["claimed"].total, series["resolution"].total)
    if points is None:
        return ""
    said = {
        "claimed": series["claimed"].total,
        "confirmed": series["resolution"].total,
        "points": signed(points, Kind.SHARE),
    }
    return pgettext("figure", "Claimed %(claimed)s, confirmed %(confirmed)s: a gap of %(points)s points.") % said


def by_month(series: Mapping[str, Series], codes: Sequence[str], months: Months) -> list[Line]:
    return [Line(f"{month:%Y-%m}", "", [series[code].months[month] for code in codes]) for month in months]


def by_row(dimension: Dimension, codes: Sequence[str], months: Months, query: str) -> list[Line]:
    """A line for each town, unit, kind or channel that there is something to say of, and the city as the last one."""
    tables = {code: table(dimension, code, months) for code in codes}
    whole = city(codes, months)
    lines = [
        Line(row.label, row.url + query if row.url else "", [tables[code][row.key] for code in codes])
        for row in rows_of(dimension)
        if row.key in tables[codes[0]]
    ]
    if dimension != Dimension.PLACE:
        lines = [line for line in lines if any(value.number or value.is_hidden for value in line.values)]
    return [*lines, Line(_("The whole city"), "", [whole[code].total for code in codes])]


def series_of(dimension: Dimension | None, row: Row | None, codes: Sequence[str], months: Months) -> dict[str, Series]:
    """Of a row of a published table; of the city where there is none."""
    if dimension is None or row is None or row.key is None:
        return city(codes, months)
    return one(dimension, row.key, codes, months)


def place_row(code: str) -> Row | None:
    return row_of(Dimension.PLACE, code)
