"""The other names people look places up by: estates, buildings, roads, village groups, former and short names."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from foundation.places.models import Level, NameKind
from portal.demo.scales import Scale
from portal.demo.territory import PlaceRow, Village, places, villages
from portal.demo.words import chinese_number, estate, road, village_stem

ROADS_SHARED_BY = 4  # so many neighbouring villages lie along one road
FORMER_NAME_EVERY = 3
COLLOQUIAL_NAME_EVERY = 2
MERGED_NAMES_FROM = 340  # villages merged long ago carry the names no village of today has


@dataclass(frozen=True, slots=True)
class NameRow:
    code: str
    kind: NameKind
    text: str


def names(scale: Scale) -> list[NameRow]:
    """All aliases, at most once for a place, kind and text."""
    everything = villages(scale)
    rows = [name for village in everything for name in _names_of_village(village)]
    inside = [row for row in places(scale) if row.level == Level.MICRO_GRID]
    by_village = {village.code: village for village in everything}
    for code, group in groupby(inside, key=lambda row: row.code[:12]):
        rows.extend(_names_inside(by_village[code], list(group)))
    return rows


def _names_of_village(village: Village) -> Iterator[NameRow]:
    if village.number % COLLOQUIAL_NAME_EVERY == 0:
        yield NameRow(village.code, NameKind.ALIAS, village.stem + ("老街" if village.is_community else "老埠头"))
    yield NameRow(village.code, NameKind.ROAD, road(village.number // ROADS_SHARED_BY % 80))
    if village.number % FORMER_NAME_EVERY == 0:
        former = village_stem(MERGED_NAMES_FROM + village.number // FORMER_NAME_EVERY)
        yield NameRow(village.code, NameKind.FORMER, f"{former}村")


def _names_inside(village: Village, micro_grids: list[PlaceRow]) -> Iterator[NameRow]:
    """A village counts its groups through all its grids; a community has an estate a grid, a building a micro-grid."""
    for n, row in enumerate(micro_grids, start=1):
        if not village.is_community:
            yield NameRow(row.code, NameKind.GROUP, f"{village.name}{chinese_number(n)}组")
            continue
        number = int(row.code[-2:])
        name = estate((village.number * 5 + int(row.code[13:16])) % 500)
        if number == 1:
            yield NameRow(row.parent_code, NameKind.ESTATE, name)
        yield NameRow(row.code, NameKind.ALIAS, f"{name}{number}幢")
