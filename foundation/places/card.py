"""What the card of a place shows. Rooms above add their panels here; places itself knows nothing of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from foundation.places.models import Centre, NameKind, Place, PlaceName
from foundation.places.trails import trail_of

ALSO_KNOWN = [NameKind.ESTATE, NameKind.ROAD, NameKind.GROUP, NameKind.ALIAS]


@dataclass(frozen=True)
class Panel:
    """A piece of the card: a template and what it needs."""

    template: str
    context: dict[str, Any]


Fetch = Callable[["Card", date], Panel | None]
_panels: dict[str, Fetch] = {}


def register_panel(name: str, fetch: Fetch) -> None:
    """Called in ready(). `fetch` answers in a constant number of queries, or None when it has nothing to show."""
    _panels[name] = fetch


@dataclass(frozen=True)
class Below:
    """A place below, with the estates, roads and groups by which people recognise it."""

    place: Place
    known_as: list[PlaceName] = field(default_factory=list)


@dataclass(frozen=True)
class Card:
    """Everything about a place that needs no person: where it lies, its names, its centres, what lies below."""

    place: Place
    trail: list[Place]
    names: list[PlaceName]
    centres: list[Centre]
    below: list[Below]

    @property
    def centre(self) -> Centre | None:
        """The nearest centre: the door to go to first."""
        return self.centres[0] if self.centres else None

    @property
    def supervision_phone(self) -> str:
        """Where to complain when the work is not done: the nearest centre that has such a number."""
        return next((centre.supervision_phone for centre in self.centres if centre.supervision_phone), "")

    @property
    def known_as(self) -> list[PlaceName]:
        return [name for name in self.names if name.kind in ALSO_KNOWN]

    @property
    def former_names(self) -> list[PlaceName]:
        return [name for name in self.names if name.kind == NameKind.FORMER]


def card_of(place: Place) -> Card:
    """Four queries, whatever the place."""
    children = list(place.get_children().filter(closed_on=None))
    names: dict[int, list[PlaceName]] = {}
    for name in PlaceName.objects.filter(place__in=[place, *children]).order_by("kind", "pk"):
        names.setdefault(name.place_id, []).append(name)
    return Card(
        place=place,
        trail=trail_of(place, with_city=True),
        names=names.get(place.pk, []),
        centres=list(Centre.objects.near(place).select_related("place")),
        below=[Below(child, [n for n in names.get(child.pk, []) if n.kind in ALSO_KNOWN]) for child in children],
    )


def panels_of(card: Card, on: date) -> list[Panel]:
    """The panels of the rooms above, in the order they registered."""
    fetched = (fetch(card, on) for fetch in _panels.values())
    return [panel for panel in fetched if panel is not None]
