"""What holds for every change of the territory, whoever makes it: a screen or a file."""

from datetime import datetime

from foundation.places.exceptions import NameEmpty
from foundation.places.models import PARENT_LEVELS, GridKind, Level, Place, PlaceChange

LONGEST_NAME = 100


def may_belong(*, level: str, grid_kind: str, parent_level: str | None) -> bool:
    """Whether a place of this level may hang under that one. Only a dedicated grid may skip the village."""
    if parent_level is None:
        return level == Level.CITY
    if level == Level.GRID and grid_kind == GridKind.GENERAL and parent_level == Level.TOWN:
        return False
    return parent_level in PARENT_LEVELS[level]


def lock_tree() -> None:
    """One change of the tree at a time: paths are computed from what is read. SQLite locks the whole file anyway."""
    list(Place.objects.select_for_update().filter(depth=1).values_list("pk"))


def clean_name(name: str) -> str:
    """Raises NameEmpty."""
    cleaned = " ".join(name.split())
    if not cleaned:
        raise NameEmpty
    return cleaned


def change(place: Place, kind: str, *, source: str, at: datetime, before: str = "", after: str = "") -> PlaceChange:
    """A line of history, not stored yet."""
    return PlaceChange(place=place, kind=kind, before=before, after=after, source=source[:200], at=at)
