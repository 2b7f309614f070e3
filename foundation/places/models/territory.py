"""The territory: city › town › village › grid › micro-grid."""

from collections.abc import Iterable
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from foundation.places.models.named import Named


def path_range(path: str) -> tuple[str, str]:
    """Half-open range of tree paths of a node and all below it.

    A range, not `startswith`: on SQLite the latter becomes LIKE … ESCAPE and scans the table (measured 5.3 ms
    against 0.4 ms). The end is the next path in the alphabet of paths, 0-9 then A-Z: a sign beyond them (":", "[")
    sorts before the digits in most collations other than C, and the range would be empty.
    """
    stem = path.rstrip("Z")
    return path, stem[:-1] + MP_Node.alphabet[MP_Node.alphabet.index(stem[-1]) + 1]


class TreeQuerySet(MP_NodeQuerySet):
    """Sets of a tree by path."""

    def here_and_below(self, node: MP_Node) -> Self:
        """The node itself and everything under it."""
        first, after = path_range(node.path)
        return self.filter(path__gte=first, path__lt=after)

    def here_and_above(self, node: MP_Node) -> Self:
        """The node itself and everything it belongs to, from the root down."""
        step = node.steplen
        return self.filter(path__in=[node.path[:end] for end in range(step, len(node.path) + 1, step)])


class Level(models.TextChoices):
    CITY = "city", _("city")
    TOWN = "town", _("town")
    VILLAGE = "village", _("village or community")
    GRID = "grid", _("grid")
    MICRO_GRID = "micro_grid", _("micro-grid")


# What a place may belong to. A dedicated grid (park, market, school) may also belong to a town directly.
PARENT_LEVELS: dict[str, tuple[str, ...]] = {
    Level.CITY: (),
    Level.TOWN: (Level.CITY,),
    Level.VILLAGE: (Level.TOWN,),
    Level.GRID: (Level.VILLAGE, Level.TOWN),
    Level.MICRO_GRID: (Level.GRID,),
}


MAP_SIDE = 12  # squares of the schematic map, down and across


def _square_field(name: Any) -> Any:
    within = [MinValueValidator(1), MaxValueValidator(MAP_SIDE)]
    return models.PositiveSmallIntegerField(name, null=True, blank=True, validators=within)


class GridKind(models.TextChoices):
    GENERAL = "general", _("general grid")
    DEDICATED = "dedicated", _("dedicated grid")


class PlaceManager(MP_NodeManager):
    def get_queryset(self) -> "PlaceQuerySet":
        return PlaceQuerySet(self.model, using=self._db).order_by("path")


class PlaceQuerySet(TreeQuerySet):
    def current(self) -> Self:
        """Places that exist today; closed ones stay for history."""
        return self.filter(closed_on=None)

    def at_level(self, level: Level) -> Self:
        return self.filter(level=level)

    def above_all(self, places: Iterable["Place"]) -> Self:
        """Everything any of the places belongs to, themselves left out: one query for a whole list."""
        return self.filter(path__in={path for place in places for path in place.paths_above})


class Place(Named, MP_Node):  # type: ignore[django-manager-missing]  # treebeard and guardian ship no types
    """A node of city › town › village › grid › micro-grid.

    `code` is the statistical code (12 digits) down to the village; a grid adds its type and number
    (`329981100201Z001`), a micro-grid two digits more (`329981100201Z00105`). DOMAIN §4.
    """

    code = models.CharField(pgettext_lazy("places", "code"), max_length=20, unique=True)
    level = models.CharField(pgettext_lazy("places", "level"), max_length=12, choices=Level.choices)
    grid_kind = models.CharField(_("kind of grid"), max_length=12, choices=GridKind.choices, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    map_row = _square_field(_("row on the map of towns"))  # from the north, beginning with 1
    map_column = _square_field(_("column on the map of towns"))  # from the west

    objects = PlaceManager.from_queryset(PlaceQuerySet)()  # type: ignore[django-manager-missing]  # treebeard and guardian ship no types

    class Meta:
        verbose_name = pgettext_lazy("places", "place")
        verbose_name_plural = pgettext_lazy("places", "places")
        constraints = [
            models.CheckConstraint(
                condition=(Q(level=Level.GRID) & ~Q(grid_kind="")) | (~Q(level=Level.GRID) & Q(grid_kind="")),
                name="place_grid_has_kind",
            ),
            models.CheckConstraint(
                condition=Q(map_row=None, map_column=None)
                | Q(
                    level=Level.TOWN, map_row__isnull=False, map_column__isnull=False,  # unknown would pass
                    map_row__gte=1, map_row__lte=MAP_SIDE, map_column__gte=1, map_column__lte=MAP_SIDE,
                ),
                name="place_on_map_is_a_town_with_row_and_column",
                violation_error_message=_("Write both the row and the column of a town, or neither."),
            ),
            models.UniqueConstraint(
                fields=["map_row", "map_column"],
                name="place_alone_on_its_square",
                violation_error_message=_("Another town stands on this square of the map."),
            ),
        ]  # fmt: skip

    def get_absolute_url(self) -> str:
        return reverse("places:card", args=[self.code])

    @property
    def paths_above(self) -> list[str]:
        """Tree paths of what the place belongs to, from the root down."""
        return [self.path[:end] for end in range(self.steplen, len(self.path), self.steplen)]

    @property
    def is_grid(self) -> bool:
        return self.level == Level.GRID

    def covers(self, other: "Place") -> bool:
        """True for the place itself and everything below it."""
        return bool(other.path.startswith(self.path))


class InPlaceQuerySet(models.QuerySet[Any]):
    """For rows with a `place` key: the one way to ask for "here and below"."""

    def in_place(self, place: Place) -> Self:
        first, after = path_range(place.path)
        return self.filter(place__path__gte=first, place__path__lt=after)
