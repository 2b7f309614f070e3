"""The rows of published tables as pages and files name them."""

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import pgettext

from dashboards.publishing import Dimension, Key, keys_of
from foundation.places.models import Level, Place, Unit
from foundation.places.templatetags.places_tags import bilingual
from matters.models import Category, Channel


class Row(NamedTuple):
    """`name` is plain, `label` the same for a page: an English one says which names are Chinese."""

    key: Key | None
    code: str
    name: str
    label: str
    url: str


MODELS: dict[Dimension, Any] = {Dimension.PLACE: Place, Dimension.UNIT: Unit, Dimension.CATEGORY: Category}
PAGES = {
    Dimension.PLACE: "dashboards:place",
    Dimension.UNIT: "dashboards:unit",
    Dimension.CATEGORY: "dashboards:kind",
    Dimension.CHANNEL: "dashboards:channel",
}


def rows_of(dimension: Dimension) -> list[Row]:
    """In the order of the house; the last one is the rest of the city."""
    keys = keys_of(dimension)
    if dimension == Dimension.CHANNEL:
        named = [_row(dimension, each.value, each.value, str(each.label), str(each.label)) for each in Channel]
    else:
        found = MODELS[dimension].objects.in_bulk(keys)
        named = [_row(dimension, key, found[key].code, found[key].display_name, bilingual(found[key])) for key in keys]
    rest = rest_name(dimension)
    return [*named, Row(None, "", rest, rest, "")]


def _row(dimension: Dimension, key: Key, code: str, name: str, label: str) -> Row:
    return Row(key, code, name, label, reverse(PAGES[dimension], args=[code]))


def row_of(dimension: Dimension, code: str) -> Row | None:
    return next((row for row in rows_of(dimension) if row.code == code and row.key is not None), None)


def villages_in(town: Row) -> list[Row]:
    """Those that exist today."""
    here = Place.objects.get(code=town.code)
    below = Place.objects.here_and_below(here).at_level(Level.VILLAGE).current().order_by("path")
    return [
        Row(each.pk, each.code, each.display_name, bilingual(each), reverse("dashboards:village", args=[each.code]))
        for each in below
    ]


def rest_name(dimension: Dimension) -> str:
    return {
        Dimension.PLACE: pgettext("figure", "Not in one town"),
        Dimension.UNIT: pgettext("figure", "With no unit named here"),
        Dimension.CATEGORY: pgettext("figure", "Of no kind yet"),
        Dimension.CHANNEL: pgettext("figure", "Other ways"),
    }[dimension]


def dimension_name(dimension: Dimension) -> str:
    return {
        Dimension.PLACE: pgettext("figure", "Town"),
        Dimension.UNIT: pgettext("figure", "Unit"),
        Dimension.CATEGORY: pgettext("figure", "Kind of matter"),
        Dimension.CHANNEL: pgettext("figure", "Way in"),
    }[dimension]


def by_name(dimension: Dimension) -> str:
    return {
        Dimension.PLACE: pgettext("figure", "By town"),
        Dimension.UNIT: pgettext("figure", "By unit"),
        Dimension.CATEGORY: pgettext("figure", "By kind of matter"),
        Dimension.CHANNEL: pgettext("figure", "By way in"),
    }[dimension]
