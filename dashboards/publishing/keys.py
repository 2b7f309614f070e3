"""The rows of the published tables: the city's towns, units, first-level kinds and channels, in their own order.

A page asks for them a hundred times over; a process remembers them for a minute.
"""

from typing import Any

from dashboards.publishing.raw import Dimension, Key
from foundation.disclosure.gate import MINIMUM, SENSITIVE_MINIMUM
from foundation.memory import Memory
from foundation.places.models import Level, Place, Unit, UnitKind
from matters.models import Category, Channel

__all__ = ["Dimension", "Key", "city_key", "has_city", "keys_of", "minimums_of"]


def has_city() -> bool:
    """A portal without places has no figures yet."""
    return Place.objects.filter(depth=1).exists()


def city_key() -> int:
    """Raises Place.DoesNotExist on a portal without places."""
    return _city.get(None)


_city: Memory[None, int] = Memory(lambda _: int(Place.objects.only("pk").get(depth=1).pk))


def _rows(dimension: Dimension) -> Any:
    """Closed places, units and kinds stay: their years do."""
    return {
        Dimension.PLACE: Place.objects.at_level(Level.TOWN),
        Dimension.UNIT: Unit.objects.exclude(kind=UnitKind.VILLAGE),
        Dimension.CATEGORY: Category.objects.filter(depth=1, redirect_kind=""),
    }[dimension]


def keys_of(dimension: Dimension) -> list[Key]:
    """Never by what a figure comes to: nobody is ranked."""
    return list(Channel.values) if dimension == Dimension.CHANNEL else list(_keys.get(dimension))


_keys: Memory[Dimension, tuple[Key, ...]] = Memory(
    lambda dimension: tuple(_rows(dimension).order_by("path").values_list("pk", flat=True))
)


def villages_of(town: int) -> list[Key]:
    """Closed ones too, by today's boundaries."""
    below = Place.objects.here_and_below(Place.objects.get(pk=town)).at_level(Level.VILLAGE)
    return list(below.order_by("path").values_list("pk", flat=True))


def minimums_of(dimension: Dimension, keys: list[Key]) -> list[int]:
    if dimension != Dimension.CATEGORY:
        return [MINIMUM] * len(keys)
    return [SENSITIVE_MINIMUM if key in _never_public.get(None) else MINIMUM for key in keys]


_never_public: Memory[None, frozenset[Key]] = Memory(
    lambda _: frozenset(Category.objects.never_public().values_list("pk", flat=True))
)
