"""Public figures in the pages of editors: what may be chosen, and what it comes to when the page is shown."""

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext

from dashboards.forms import PeriodForm
from dashboards.months import Months
from dashboards.publishing import Dimension, Published, city, has_city, known_codes, name_of, one
from foundation.places.models import Level, Place
from foundation.places.templatetags.places_tags import bilingual


class Figure(NamedTuple):
    name: str
    value: Published
    url: str


class Told(NamedTuple):
    """`place` says where in the reader's language, `period` when."""

    place: str
    period: str
    figures: list[Figure]


def places() -> list[tuple[str, str]]:
    towns = Place.objects.current().at_level(Level.TOWN).order_by("path")
    return [("", gettext("The whole city")), *((town.code, town.display_name) for town in towns)]


def names() -> list[tuple[str, str]]:
    return [(code, name_of(code)) for code in known_codes()]


def wrong_period(since: str, until: str) -> dict[str, list[str]]:
    """What is wrong with two months as they were typed, in words, by field: that of the only one, said once."""
    form = _fixed(since, until)
    if form is None or form.is_valid():
        return {}
    wrong = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
    return wrong if since and until else {"since" if since else "until": next(iter(wrong.values()))}


def _fixed(since: str, until: str) -> PeriodForm | None:
    """A period that does not move; one month alone is both. None where the editor wrote none."""
    return PeriodForm({"since": since or until, "until": until or since}) if since or until else None


def told(value: Any) -> Told | None:
    """None where there is nothing to tell: before there are places, or of a town that has gone."""
    town = Place.objects.filter(code=value["place"], level=Level.TOWN).first() if value["place"] else None
    if not has_city() or (value["place"] and town is None):
        return None
    codes = [code for code in value["figures"] if code in known_codes()]
    months = _months(value)
    series = one(Dimension.PLACE, town.pk, codes, months) if town else city(codes, months)
    query = f"?since={months.first:%Y-%m}&until={months.last:%Y-%m}"
    place = town or Place.objects.get(depth=1)
    figures = [
        Figure(name_of(code), series[code].total, reverse("dashboards:figure", args=[code]) + query) for code in codes
    ]
    return Told(bilingual(place), months.label, figures)


def _months(value: Any) -> Months:
    today, form = localdate(), _fixed(value["since"], value["until"])
    if form and form.is_valid():
        return form.months
    if value["period"] == "last_year":
        return Months.year(today.year - 1)
    twelve = Months.last_twelve(today)
    return Months(twelve.last, twelve.last) if value["period"] == "last_month" else twelve
