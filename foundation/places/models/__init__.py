"""The territory and the bodies that serve it: one tree of places, one tree of units, centres and their insides."""

from foundation.places.models.centres import (
    Centre,
    CentreFunction,
    CentrePart,
    CentreQuerySet,
    ResidentBody,
    Window,
    Zone,
)
from foundation.places.models.named import Named, in_reader_language
from foundation.places.models.names import ChangeKind, NameKind, PlaceChange, PlaceName, PlaceNameGram
from foundation.places.models.territory import (
    MAP_SIDE,
    PARENT_LEVELS,
    GridKind,
    InPlaceQuerySet,
    Level,
    Place,
    PlaceManager,
    PlaceQuerySet,
    TreeQuerySet,
    path_range,
)
from foundation.places.models.units import Unit, UnitKind, UnitManager, UnitQuerySet

__all__ = [
    "MAP_SIDE",
    "PARENT_LEVELS",
    "Centre",
    "CentreFunction",
    "CentrePart",
    "CentreQuerySet",
    "ChangeKind",
    "GridKind",
    "InPlaceQuerySet",
    "Level",
    "NameKind",
    "Named",
    "Place",
    "PlaceChange",
    "PlaceManager",
    "PlaceName",
    "PlaceNameGram",
    "PlaceQuerySet",
    "ResidentBody",
    "TreeQuerySet",
    "Unit",
    "UnitKind",
    "UnitManager",
    "UnitQuerySet",
    "Window",
    "Zone",
    "in_reader_language",
    "path_range",
]
