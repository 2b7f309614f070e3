"""The way from the card of a place to its public figures."""

from datetime import date

from django.urls import reverse

from foundation.places.card import Card, Panel
from foundation.places.models import Level

PAGES = {Level.TOWN: "dashboards:place", Level.VILLAGE: "dashboards:village"}


def figures_panel(card: Card, on: date) -> Panel | None:
    """A grid has no figures of its own: those of its village say them."""
    if card.place.level == Level.CITY:
        return Panel("dashboards/place_panel.html", {"url": reverse("dashboards:overview")})
    found = next((place for place in reversed(card.trail) if place.level in PAGES), None)
    if found is None:
        return None
    url = reverse(PAGES[Level(found.level)], args=[found.code])
    return Panel("dashboards/place_panel.html", {"url": url, "is_village": found.level == Level.VILLAGE})
