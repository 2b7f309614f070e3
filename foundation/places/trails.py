"""Where a place lies, in words: town · village · grid."""

from collections.abc import Iterable

from foundation.places.models import Place


def trails_of(places: Iterable[Place], *, with_city: bool = False) -> dict[int, list[Place]]:
    """For each place what it belongs to, from the top down and itself last: one query for all of them."""
    places = list(places)
    above = {place.path: place for place in Place.objects.above_all(places)}
    return {
        place.pk: [
            step
            for step in [*(above[path] for path in place.paths_above if path in above), place]
            if with_city or step.depth > 1 or step is place
        ]
        for place in places
    }


def trail_of(place: Place, *, with_city: bool = False) -> list[Place]:
    return trails_of([place], with_city=with_city)[place.pk]
