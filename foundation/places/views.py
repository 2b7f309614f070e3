"""The public pages of the territory: find a place, its card, the service centres."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate

from foundation.places.card import card_of, panels_of
from foundation.places.centres import centre_page, centres_by_level, main_centre
from foundation.places.forms import ANY_LEVEL, fitting_places
from foundation.places.models import Centre, Level, Place
from foundation.places.search import LONGEST_TEXT, find_places
from foundation.requests.public_pages import mark_as_public, public_page


def who_serves_me(request: HttpRequest) -> HttpResponse:
    """Results are not kept in the page cache: anybody could fill it with made-up words."""
    text = request.GET.get("q", "").strip()[:LONGEST_TEXT]
    context = {
        "text": text,
        "matches": find_places(text) if text else [],
        "towns": Place.objects.current().at_level(Level.TOWN),
        "centre": main_centre(),
    }
    response = render(request, "places/who_serves_me.html", context)
    return response if text else mark_as_public(response)


def suggestions(request: HttpRequest) -> HttpResponse:
    """The choices of a place field while somebody types: a piece of HTML, the same the form itself would show."""
    text = request.GET.get("q", "").strip()[:LONGEST_TEXT]
    levels = set(request.GET.get("levels", "").split(",")) & set(ANY_LEVEL) or ANY_LEVEL
    name = request.GET.get("name", "place")
    context = {"name": name, "id": f"id_{name}", "text": text, "matches": fitting_places(text, levels) if text else []}
    return render(request, "places/place_choices.html", context)


@public_page
def card(request: HttpRequest, code: str) -> HttpResponse:
    place = get_object_or_404(Place, code=code.upper())
    shown = card_of(place)
    panels = [] if place.closed_on else panels_of(shown, localdate())
    return render(request, "places/card.html", {"card": shown, "place": place, "panels": panels})


@public_page
def centres(request: HttpRequest) -> HttpResponse:
    return render(request, "places/centres.html", {"levels": centres_by_level()})


@public_page
def centre(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Centre.objects.select_related("place"), place__code=code.upper())
    return render(request, "places/centre.html", centre_page(found))
