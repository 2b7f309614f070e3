"""Writes the territory in bulk: places with computed tree paths, their names with search columns, units, centres."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from treebeard.mp_tree import MP_Node

from foundation.places.models import (
    Centre,
    CentreFunction,
    ChangeKind,
    Place,
    PlaceChange,
    PlaceName,
    ResidentBody,
    Unit,
    Window,
    Zone,
)
from foundation.places.names import index_names, names_from_place
from portal.demo import centres
from portal.demo.aliases import names
from portal.demo.centres import CentreRow
from portal.demo.departments import UnitRow, departments, town_units
from portal.demo.identities import landline
from portal.demo.scales import Scale
from portal.demo.territory import PlaceRow, places, towns, villages

SOURCE = "演示数据"
BATCH = 500  # SQLite allows 32,766 variables a statement


class Tree:
    """Hands out the next free path below each parent, as treebeard would one by one."""

    def __init__(self, model: type[MP_Node]) -> None:
        self.model = model
        self.children: Counter[str] = Counter()
        roots = model.objects.filter(depth=1).order_by("path")
        last = roots.last()
        self.roots_before = model._str2int(last.path) if last else 0

    def path(self, parent_path: str) -> str:
        self.children[parent_path] += 1
        step = self.children[parent_path] + (self.roots_before if not parent_path else 0)
        return str(self.model._get_path(parent_path, len(parent_path) // self.model.steplen + 1, step))

    def create(self, nodes: Iterable[Any]) -> None:
        """Save nodes that have a path; depth and number of children follow from the paths handed out."""
        nodes = list(nodes)
        for node in nodes:
            node.depth = len(node.path) // self.model.steplen
            node.numchild = self.children[node.path]
        self.model.objects.bulk_create(nodes, batch_size=BATCH)


def load_places(scale: Scale, *, at: datetime) -> dict[str, Place]:
    """All places by code, with a line of history each."""
    tree = Tree(Place)
    by_code: dict[str, Place] = {}
    for row in places(scale):
        parent = by_code.get(row.parent_code)
        by_code[row.code] = _place(row, tree.path(parent.path if parent else ""))
    tree.create(by_code.values())
    history = [
        PlaceChange(place=place, kind=ChangeKind.CREATED, after=place.name, source=SOURCE, at=at)
        for place in by_code.values()
    ]
    PlaceChange.objects.bulk_create(history, batch_size=BATCH)
    return by_code


def _place(row: PlaceRow, path: str) -> Place:
    map_row, map_column = row.square
    return Place(
        path=path, code=row.code, name=row.name, name_en=row.name_en, level=row.level, grid_kind=row.grid_kind,
        map_row=map_row, map_column=map_column,
    )  # fmt: skip


def load_names(scale: Scale, by_code: dict[str, Place]) -> int:
    """Official, English and other names of all places, findable. Returns how many."""
    rows = [name for place in by_code.values() for name in names_from_place(place)]
    rows += [PlaceName(place=by_code[row.code], kind=row.kind, text=row.text) for row in names(scale)]
    index_names(rows)
    return len(rows)


def load_units(scale: Scale, by_code: dict[str, Place]) -> dict[str, Unit]:
    rows = departments() + [unit for town in towns(scale) for unit in town_units(town)]
    tree = Tree(Unit)
    units: dict[str, Unit] = {}
    for n, row in enumerate(rows):
        parent = units.get(row.parent_code)
        units[row.code] = _unit(n, row, tree.path(parent.path if parent else ""), by_code[row.place_code])
    tree.create(units.values())
    return units


def _unit(n: int, row: UnitRow, path: str, place: Place) -> Unit:
    return Unit(
        path=path, code=row.code, name=row.name, name_en=row.name_en, short_name=row.short_name, kind=row.kind,
        place=place, phone=landline(8000 + n),
    )  # fmt: skip


def load_centres(scale: Scale, by_code: dict[str, Place], units: dict[str, Unit]) -> list[Centre]:
    rows = [centres.city_centre()]
    rows += [centres.town_centre(n, town) for n, town in enumerate(towns(scale))]
    rows += [centres.village_centre(village) for village in villages(scale)]
    made = Centre.objects.bulk_create([_centre(row, by_code, units) for row in rows], batch_size=BATCH)
    _furnish_city(made[0], units)
    for centre in made[1 : 1 + scale.towns]:
        _furnish_town(centre)
    return made


def _centre(row: CentreRow, by_code: dict[str, Place], units: dict[str, Unit]) -> Centre:
    hours, hours_en = row.hours
    return Centre(
        place=by_code[row.place_code], unit=units.get(row.unit_code), name=row.name, name_en=row.name_en,
        address=row.address, address_en=row.address_en, hours=hours, hours_en=hours_en, phone=row.phone,
        supervision_phone=row.supervision_phone,
    )  # fmt: skip


def _furnish_city(centre: Centre, units: dict[str, Unit]) -> None:
    bodies = ResidentBody.objects.bulk_create(
        ResidentBody(
            centre=centre, number=n, name=body.name, name_en=body.name_en, unit=units[body.unit_code],
            duties=body.duties, duties_en=body.duties_en, phone=units[body.unit_code].phone,
        )
        for n, body in enumerate(centres.RESIDENT_BODIES, start=1)
    )  # fmt: skip
    Window.objects.bulk_create(
        Window(centre=centre, number=n, name=name, name_en=name_en, body=bodies[body - 1])
        for n, (name, name_en, body) in enumerate(centres.WINDOWS, start=1)
    )
    Zone.objects.bulk_create(
        Zone(centre=centre, number=n, name=name, name_en=name_en, is_public=is_public)
        for n, (name, name_en, is_public) in enumerate(centres.ZONES, start=1)
    )
    CentreFunction.objects.bulk_create(
        CentreFunction(centre=centre, number=n, name=name, name_en=name_en, entry_path=entry)
        for n, (name, name_en, entry) in enumerate(centres.FUNCTIONS, start=1)
    )


def _furnish_town(centre: Centre) -> None:
    Window.objects.bulk_create(
        Window(centre=centre, number=n, name=name, name_en=name_en)
        for n, (name, name_en) in enumerate(centres.TOWN_WINDOWS, start=1)
    )
    Zone.objects.bulk_create(
        Zone(centre=centre, number=n, name=name, name_en=name_en)
        for n, (name, name_en) in enumerate(centres.TOWN_ZONES, start=1)
    )
