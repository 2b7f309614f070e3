"""The scenes of the screen in a hall: what the city shows on its wall, one after another."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy, pgettext_lazy

from dashboards.cards import RATES, Line, by_row
from dashboards.months import Months
from dashboards.news import LIVE, as_said
from dashboards.panels import months_panel
from dashboards.publishing import Dimension, Published, city, composite_weights, name_of
from dashboards.rows import by_name
from dashboards.tiles import tile_map
from reception_days.listing import free_times
from reception_days.models import ReceptionDay

COUNTED = ("received", "accepted")
POSTS = ("grid_workers", "village_mediators")
COMPOSITE = "composite"
Context = dict[str, Any]


class Scene(NamedTuple):
    code: str
    title: str
    template: str
    context: Context


class Figure(NamedTuple):
    """One large number. `weight` is its part of the composite in percent, 0 of others."""

    code: str
    name: str
    value: Published
    of: str
    weight: int


class Stripe(NamedTuple):
    """A row with a bar; `length` is of a hundred, None where the number is not shown."""

    label: str
    value: Published
    length: int | None


class Stripes(NamedTuple):
    title: str
    rows: list[Stripe]
    whole: Published


class NextDay(NamedTuple):
    """`free` is of the whole day, never a leader's; None while registration is not open."""

    day: ReceptionDay
    free: int | None
    opens_at: datetime | None


def last_month(today: date) -> Months:
    """The last one that is over."""
    month = Months.last_twelve(today).last
    return Months(month, month)


# --- Scenes -----------------------------------------------------------------------------------------------
def _now(at: datetime) -> Context:
    """The running month, all of the city: these move while one looks."""
    first = localdate(at).replace(day=1)
    months = Months(first, first)
    series = city([*LIVE, "coverage"], months)
    figures = {code: _figure(code, series[code].total) for code in LIVE}
    judged = [*RATES, COMPOSITE]
    return {
        "month": months.first,
        "counted": [figure for code, figure in figures.items() if code not in judged],
        "judged": [figures[code] for code in judged],
        "coverage": series["coverage"].total,
    }


def _figure(code: str, value: Published) -> Figure:
    return Figure(code, name_of(code), value, as_said(value)["of"], composite_weights().get(code, 0))


def _towns(at: datetime, code: str) -> Context:
    months = last_month(localdate(at))
    return {"month": months.first, "map": tile_map(code, months), "whole": city([code], months)[code].total}


def _months(at: datetime, codes: Sequence[str], title: str | Promise) -> Context:
    months = Months.last_twelve(localdate(at))
    return {"panel": months_panel(city(codes, months), codes, months, str(title), "")}


def _ways(at: datetime) -> Context:
    months = last_month(localdate(at))
    lists = [_stripes(each, months) for each in (Dimension.CHANNEL, Dimension.CATEGORY)]
    hidden = [row.value for each in lists for row in each.rows if row.value.meaning]
    return {"month": months.first, "lists": lists, "reasons": sorted({(str(each), each.meaning) for each in hidden})}


def _stripes(dimension: Dimension, months: Months) -> Stripes:
    *lines, whole = by_row(dimension, ["received"], months, "")
    largest = max((line.values[0].number or 0 for line in lines), default=0)
    return Stripes(by_name(dimension), [_stripe(line, largest) for line in lines], whole.values[0])


def _stripe(line: Line, largest: float) -> Stripe:
    value = line.values[0]
    shown = value.number is not None and largest
    return Stripe(line.label, value, round(100 * (value.number or 0) / largest) if shown else None)


def _people(at: datetime) -> Context:
    months = last_month(localdate(at))
    posts = city(POSTS, months)
    return {"month": months.first, "next": _next_day(at), "posts": [_figure(each, posts[each].total) for each in POSTS]}


def _next_day(at: datetime) -> NextDay | None:
    announced = ReceptionDay.objects.for_citizens().upcoming(today=localdate(at))
    day = announced.select_related("centre").first()
    if day is None:
        return None
    free = sum(free_times(day, at=at).values()) if day.is_open(at=at) else None
    return NextDay(day, free, day.opens_at if at < day.opens_at else None)


class _Plan(NamedTuple):
    title: str | Promise
    template: str
    facts: Callable[[datetime], Context]


BY_MONTH, RATES_BY_MONTH = gettext_lazy("Received and accepted by month"), gettext_lazy("The three rates by month")
PLANS = {
    "now": _Plan(pgettext_lazy("hall", "The whole city this month"), "now", _now),
    "towns": _Plan(pgettext_lazy("hall", "Received, by town"), "towns", lambda at: _towns(at, "received")),
    "towns-on-time": _Plan(pgettext_lazy("hall", "On time, by town"), "towns", lambda at: _towns(at, "on_time")),
    "towns-resolution": _Plan(pgettext_lazy("hall", "Resolved, by town"), "towns", lambda at: _towns(at, "resolution")),
    "months": _Plan(BY_MONTH, "chart", lambda at: _months(at, COUNTED, BY_MONTH)),
    "rates": _Plan(RATES_BY_MONTH, "chart", lambda at: _months(at, RATES, RATES_BY_MONTH)),
    "ways": _Plan(pgettext_lazy("hall", "How it came in, and what it was about"), "ways", _ways),
    "people": _Plan(pgettext_lazy("hall", "Meet the leaders, and who serves"), "people", _people),
}


def titles() -> dict[str, str]:
    return {code: str(plan.title) for code, plan in PLANS.items()}


def scenes(codes: Sequence[str], *, at: datetime) -> list[Scene]:
    return [
        Scene(code, str(PLANS[code].title), f"dashboards/hall/{PLANS[code].template}.html", PLANS[code].facts(at))
        for code in codes
    ]
