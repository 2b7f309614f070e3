"""Changes of the territory, each kept in its history. Imports of whole files: see `importing`."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from foundation.places.codes import grid_kind_of, has_shape_of, normalise_code
from foundation.places.exceptions import (
    CodeTaken,
    NameTaken,
    PlaceClosed,
    StillInUse,
    UnitInsideItself,
    WrongCode,
    WrongParent,
)
from foundation.places.importing import ImportReport, import_places
from foundation.places.models import ChangeKind, NameKind, Place, PlaceName, Unit
from foundation.places.names import index_names, keep_former_names, names_from_place, replace_own_names
from foundation.places.rules import change, clean_name, lock_tree, may_belong

__all__ = [
    "ImportReport",
    "add_name",
    "close_place",
    "create_place",
    "create_unit",
    "edit_name",
    "edit_unit",
    "import_places",
    "move_place",
    "move_unit",
    "put_on_map",
    "remove_name",
    "rename_place",
    "reopen_place",
]


@transaction.atomic
def create_place(
    *, code: str, name: str, level: str, parent: Place | None, source: str, at: datetime, name_en: str = ""
) -> Place:
    """Raises WrongCode, CodeTaken, NameEmpty, WrongParent, PlaceClosed."""
    lock_tree()
    code = normalise_code(code)
    if not has_shape_of(code, level):
        raise WrongCode
    if Place.objects.filter(code=code).exists():
        raise CodeTaken
    grid_kind = grid_kind_of(code, level)
    parent = _open_parent(parent, level=level, grid_kind=grid_kind)
    fields = {
        "code": code,
        "name": clean_name(name),
        "name_en": name_en.strip(),
        "level": level,
        "grid_kind": grid_kind,
    }
    place: Place = parent.add_child(**fields) if parent else Place.add_root(**fields)
    index_names(names_from_place(place))
    _record(place, ChangeKind.CREATED, after=place.name, source=source, at=at)
    return place


@transaction.atomic
def rename_place(*, place: Place, name: str, source: str, at: datetime, name_en: str = "") -> None:
    """The old name stays findable as a former one; an English name that is not given again goes with the old."""
    place.refresh_from_db()
    name, before = clean_name(name), place.name
    if (name, name_en.strip()) == (before, place.name_en):
        return
    place.name, place.name_en = name, name_en.strip()
    place.save(update_fields=["name", "name_en"])
    replace_own_names([place])
    if name != before:
        keep_former_names([(place, before)])
        _record(place, ChangeKind.RENAMED, before=before, after=name, source=source, at=at)


@transaction.atomic
def move_place(*, place: Place, parent: Place, source: str, at: datetime) -> None:
    """Hang the place and everything below it under another parent. Raises WrongParent, PlaceClosed."""
    lock_tree()
    place.refresh_from_db()
    before = place.get_parent()
    new_parent = _open_parent(parent, level=place.level, grid_kind=place.grid_kind)
    if new_parent is None or before is None:
        raise WrongParent
    if new_parent.pk == before.pk:
        return
    place.move(new_parent, pos="last-child")
    place.refresh_from_db()
    _record(place, ChangeKind.MOVED, before=before.name, after=new_parent.name, source=source, at=at)


@transaction.atomic
def close_place(*, place: Place, on: date, source: str, at: datetime) -> None:
    """The place no longer exists; its history, and what was registered there, stay. Raises StillInUse."""
    place.refresh_from_db()
    below = Place.objects.here_and_below(place).current().exclude(pk=place.pk).count()
    if below:
        raise StillInUse(below)
    if place.closed_on:
        raise PlaceClosed
    place.closed_on = on
    place.save(update_fields=["closed_on"])
    _record(place, ChangeKind.CLOSED, before=place.name, after=on.isoformat(), source=source, at=at)


@transaction.atomic
def reopen_place(*, place: Place, source: str, at: datetime) -> None:
    """A place closed by mistake exists again."""
    place.refresh_from_db()
    if place.closed_on is None:
        return
    place.closed_on = None
    place.save(update_fields=["closed_on"])
    _record(place, ChangeKind.REOPENED, after=place.name, source=source, at=at)


@transaction.atomic
def put_on_map(*, place: Place, row: int | None, column: int | None) -> None:
    """The town's square on the schematic map; none without both. Raises ValidationError."""
    place.refresh_from_db()
    if (row, column) == (place.map_row, place.map_column):
        return
    place.map_row, place.map_column = row, column
    place.clean_fields()
    place.validate_constraints()
    place.save(update_fields=["map_row", "map_column"])


@transaction.atomic
def edit_name(*, name: PlaceName, place: Place, kind: str, text: str) -> PlaceName:
    """Replaces the row: its search columns and pairs of characters are made anew. Raises NameEmpty, NameTaken."""
    remove_name(name=PlaceName.objects.get(pk=name.pk))
    return add_name(place=place, kind=kind, text=text)


@transaction.atomic
def add_name(*, place: Place, kind: str, text: str) -> PlaceName:
    """One more name people look the place up by: an estate, a road, a village group. Raises NameEmpty, NameTaken."""
    text = clean_name(text)
    if place.names.filter(kind=kind, text=text).exists():
        raise NameTaken
    index_names([PlaceName(place=place, kind=kind, text=text)])
    return place.names.get(kind=kind, text=text)


@transaction.atomic
def remove_name(*, name: PlaceName) -> None:
    """The official and English names follow the place and cannot be taken away here."""
    if name.kind not in (NameKind.OFFICIAL, NameKind.ENGLISH):
        name.delete()


@transaction.atomic
def create_unit(*, parent: Unit | None, **fields: Any) -> Unit:
    """Raises CodeTaken. The parent is read again: treebeard counts children on the row it is given."""
    if Unit.objects.filter(code=fields["code"]).exists():
        raise CodeTaken
    if parent is None:
        return Unit.add_root(**fields)
    return Unit.objects.select_for_update().get(pk=parent.pk).add_child(**fields)


@transaction.atomic
def edit_unit(*, unit: Unit, **fields: Any) -> None:
    """Raises CodeTaken."""
    if Unit.objects.filter(code=fields.get("code", unit.code)).exclude(pk=unit.pk).exists():
        raise CodeTaken
    for name, value in fields.items():
        setattr(unit, name, value)
    unit.save(update_fields=list(fields))


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit | None) -> None:
    """Raises UnitInsideItself."""
    unit.refresh_from_db()
    target = Unit.objects.select_for_update().get(pk=parent.pk) if parent else None
    if target and unit.covers(target):
        raise UnitInsideItself
    if target is None and not unit.is_root():
        unit.move(Unit.get_last_root_node(), pos="last-sibling")
    elif target and not unit.is_child_of(target):
        unit.move(target, pos="last-child")
    unit.refresh_from_db()


def _open_parent(parent: Place | None, *, level: str, grid_kind: str) -> Place | None:
    """The parent as it is now, or an exception that says why nothing may hang there."""
    fresh = Place.objects.get(pk=parent.pk) if parent else None
    if not may_belong(level=level, grid_kind=grid_kind, parent_level=fresh.level if fresh else None):
        raise WrongParent
    if fresh and fresh.closed_on:
        raise PlaceClosed
    return fresh


def _record(place: Place, kind: str, *, source: str, at: datetime, before: str = "", after: str = "") -> None:
    change(place, kind, source=source, at=at, before=before, after=after).save()
