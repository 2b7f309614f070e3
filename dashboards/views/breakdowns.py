"""Figures by town, unit, kind and way in: the table of all of them, and a page for each."""

from functools import partial
from typing import Any, NamedTuple

from django.http import Http404
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from dashboards.cards import HONEST, INTAKE, JUDGED, RATES, SHORT, TIME, cards, gap, series_of
from dashboards.forms import PeriodForm
from dashboards.news import TOPIC, told_of, towns_of_this_month
from dashboards.panels import months_panel, rows_panel
from dashboards.publishing import Dimension, Published, composite_weights
from dashboards.rows import Row, by_name, row_of, villages_in
from dashboards.tiles import tile_map
from dashboards.views.asking import period_page

GROUPS = {"intake": INTAKE, "time": TIME, "judged": JUDGED, "honest": HONEST}
CODES = tuple(dict.fromkeys(code for codes in GROUPS.values() for code in codes))
COUNTED = ("received", "accepted")
LISTS = {
    Dimension.PLACE: "dashboards:places",
    Dimension.UNIT: "dashboards:units",
    Dimension.CATEGORY: "dashboards:kinds",
    Dimension.CHANNEL: "dashboards:channels",
}


def _all(form: PeriodForm, dimension: Dimension) -> tuple[str, dict[str, Any]]:
    panel = rows_panel(dimension, SHORT, form.months, form.query)
    return "dashboards/breakdown.html", {
        "panel": panel,
        "title": by_name(dimension),
        "is_shortened": dimension != Dimension.PLACE,
        "now": running_towns() if dimension == Dimension.PLACE else None,
        "map": tile_map(SHORT[0], form.months, form.query) if dimension == Dimension.PLACE else None,
    }


class Town(NamedTuple):
    row: Row
    told_of: str
    figure: Published


def running_towns() -> dict[str, Any]:
    """The running month by town, which moves while one looks."""
    towns = [Town(row, told_of(row.code), figure) for row, figure in towns_of_this_month(localdate())]
    return {"topic": TOPIC, "month": f"{localdate():%Y-%m}", "towns": towns}


def _one(form: PeriodForm, code: str, dimension: Dimension) -> tuple[str, dict[str, Any]]:
    """The figures of one row of a published table, and its months."""
    row = row_of(dimension, code)
    if row is None:
        raise Http404
    months, query = form.months, form.query
    now, before = (series_of(dimension, row, CODES, each) for each in (months, months.before))
    context: dict[str, Any] = {name: cards(now, before, codes, query) for name, codes in GROUPS.items()}
    context |= {
        "row": row,
        "villages": villages_in(row) if dimension == Dimension.PLACE else [],
        "list_url": LISTS[dimension],
        "list_name": by_name(dimension),
        "weights": composite_weights(),
        "gap": gap(now),
        "counted_by_month": months_panel(
            now, ("received", "accepted"), months, _("Received and accepted by month"), query
        ),
        "rates_by_month": months_panel(now, RATES, months, _("The three rates by month"), query),
    }
    return "dashboards/row.html", context


towns = period_page(partial(_all, dimension=Dimension.PLACE))
units = period_page(partial(_all, dimension=Dimension.UNIT))
kinds = period_page(partial(_all, dimension=Dimension.CATEGORY))
channels = period_page(partial(_all, dimension=Dimension.CHANNEL))
town = period_page(partial(_one, dimension=Dimension.PLACE))
unit = period_page(partial(_one, dimension=Dimension.UNIT))
kind = period_page(partial(_one, dimension=Dimension.CATEGORY))
channel = period_page(partial(_one, dimension=Dimension.CHANNEL))
