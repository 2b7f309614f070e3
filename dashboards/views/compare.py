"""Two places or two periods side by side."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dashboards.cards import place_row, series_of, signed
from dashboards.forms import CompareForm
from dashboards.months import Months
from dashboards.publishing import Dimension, Published, change, has_city, name_of, of_matters
from dashboards.views.asking import no_figures
from foundation.places.models import Place
from foundation.places.templatetags.places_tags import bilingual
from foundation.requests.public_pages import mark_as_public


class Side(NamedTuple):
    label: str
    months: Months
    values: dict[str, Published]


class Pair(NamedTuple):
    name: str
    url: str
    both: tuple[Published, Published]
    difference: str


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    if not has_city():
        return no_figures(request)
    form = CompareForm(request.GET.dict())
    if not form.is_valid():
        context = {"form": form, "action": request.path}
        return render(request, "dashboards/refused.html", context, status=400)
    one, other = _side(form.place_of("place"), form.months), _side(form.place_of("other"), form.other_months)
    context = {"form": form, "action": request.path, "one": one, "other": other, "pairs": _pairs(one, other)}
    return mark_as_public(render(request, "dashboards/compare.html", context), form.fields)


def _side(place: Place, months: Months) -> Side:
    series = series_of(Dimension.PLACE, place_row(place.code), of_matters(), months)
    return Side(bilingual(place), months, {code: each.total for code, each in series.items()})


def _pairs(one: Side, other: Side) -> list[Pair]:
    return [
        Pair(
            name_of(code),
            reverse("dashboards:figure", args=[code]),
            (one.values[code], other.values[code]),
            difference(one.values[code], other.values[code]),
        )
        for code in of_matters()
    ]


def difference(one: Published, other: Published) -> str:
    """The first less the second, without words."""
    moved = change(one, other)
    return "—" if moved is None else signed(moved, one.kind)
