"""What the pages of the service centres show."""

from typing import Any

from django.db.models import QuerySet

from foundation.places.models import Centre, Level
from foundation.places.trails import trail_of


def main_centre() -> Centre | None:
    """The city's own centre: the address to name when nothing nearer is known."""
    return Centre.objects.filter(place__level=Level.CITY, place__closed_on=None).select_related("place").first()


def centres_by_level() -> list[tuple[str, list[Centre]]]:
    """Of the city and the towns; those of the villages are listed by their town's centre. Empty levels are left out."""
    found: dict[str, list[Centre]] = {}
    open_ones = _open_centres().filter(place__level__in=[Level.CITY, Level.TOWN])
    for centre in open_ones:
        found.setdefault(centre.place.level, []).append(centre)
    return [(level, found[level]) for level in Level.values if level in found]


def _open_centres() -> QuerySet[Centre]:
    return Centre.objects.filter(place__closed_on=None).select_related("place").order_by("place__path")


def centre_page(centre: Centre) -> dict[str, Any]:
    """Public zones only: where disputes are analysed and commanded is nobody's walk-in."""
    return {
        "centre": centre,
        "trail": trail_of(centre.place, with_city=True),
        "functions": list(centre.functions.all()),
        "zones": list(centre.zones.filter(is_public=True)),
        "windows": list(centre.windows.select_related("body")),
        "bodies": list(centre.bodies.all()),
        "below": list(_open_centres().filter(place__in=centre.place.get_children())),
    }
