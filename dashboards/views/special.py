"""Pages of their own: the reception days, and who serves."""

from typing import Any, NamedTuple

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from dashboards.cards import cards
from dashboards.forms import PeriodForm
from dashboards.panels import months_panel, rows_panel
from dashboards.publishing import Dimension, Published, city, city_days
from dashboards.views.asking import period_page
from foundation.places.models import Level
from reception_days.models import DayKind, ReceptionDay

RECEPTION = ("reception_registered", "reception_redirected")
POSTS = ("grid_workers", "village_mediators")


class Day(NamedTuple):
    day: ReceptionDay
    values: list[Published]


@period_page
def reception_days(form: PeriodForm) -> tuple[str, dict[str, Any]]:
    """By month, and each day of the city's leaders that is over."""
    months, query = form.months, form.query
    now, before = city(RECEPTION, months), city(RECEPTION, months.before)
    context = {
        "cards": cards(now, before, RECEPTION, query),
        "by_month": months_panel(now, RECEPTION, months, _("Registered and referred by month"), query),
        "days": _days(form),
    }
    return "dashboards/reception_days.html", context


def _days(form: PeriodForm) -> list[Day]:
    """A date on which a town receives too is told with the city's: matters are counted, not rooms."""
    held = ReceptionDay.objects.published().filter(place__level=Level.CITY, kind=DayKind.FIXED, date__lt=localdate())
    within = held.filter(date__gte=form.months.first, date__lt=form.months.after).order_by("date")
    found = city_days(RECEPTION, [day.date for day in within])
    return [Day(day, [found[day.date][code] for code in RECEPTION]) for day in within]


@period_page
def who_serves(form: PeriodForm) -> tuple[str, dict[str, Any]]:
    """How many of the posts the city has promised are held, on the last day of the period."""
    months, query = form.months, form.query
    now, before = city(POSTS, months), city(POSTS, months.before)
    context = {
        "cards": cards(now, before, POSTS, query),
        "by_month": months_panel(now, POSTS, months, _("Posts held at the end of each month"), query),
        "towns": rows_panel(Dimension.PLACE, POSTS, months, query),
    }
    return "dashboards/who_serves.html", context
