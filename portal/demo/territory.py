"""The tree of places as plain rows, parents before children: city › town › village › grid › micro-grid."""

from collections.abc import Iterator
from dataclasses import dataclass

from foundation.places.models import GridKind, Level
from portal.demo.scales import Scale, shares
from portal.demo.towns import CITY_CODE, CITY_NAME, CITY_NAME_EN, TOWNS, Town
from portal.demo.words import chinese_number, english, village_stem

COMMUNITIES_OF_A_TOWN = 2  # further villages are 村; a subdistrict has communities only
FIRST_COMMUNITY, FIRST_VILLAGE = 1, 201  # statistical codes: 001–199 居委会, 200–399 村委会
SITES = {
    "中学": "Middle School",
    "农贸市场": "Market",
    "工业园": "Industrial Park",
    "医院": "Hospital",
    "商贸城": "Trade Centre",
    "码头": "Wharf",
    "景区": "Scenic Area",
}


@dataclass(frozen=True, slots=True)
class PlaceRow:
    code: str
    name: str
    name_en: str
    level: Level
    parent_code: str
    grid_kind: str = ""
    square: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Village:
    """A village with what is needed to name everything inside it."""

    number: int
    code: str
    stem: str
    is_community: bool
    town: Town

    @property
    def name(self) -> str:
        return self.stem + ("社区" if self.is_community else "村")

    @property
    def name_en(self) -> str:
        return f"{english(self.stem)} {'Community' if self.is_community else 'Village'}"


def towns(scale: Scale) -> list[Town]:
    return TOWNS[: scale.towns]


def villages(scale: Scale) -> list[Village]:
    """All villages, town by town; names do not repeat inside the city."""
    chosen = towns(scale)
    sizes = shares(scale.villages, [4 + n % 3 for n in range(len(chosen))])
    found: list[Village] = []
    for town, size in zip(chosen, sizes, strict=True):
        found.extend(_villages_of(town, size, first=len(found)))
    return found


def _villages_of(town: Town, size: int, *, first: int) -> Iterator[Village]:
    communities = size if town.is_urban else COMMUNITIES_OF_A_TOWN
    for n in range(size):
        is_community = n < communities
        number = FIRST_COMMUNITY + n if is_community else FIRST_VILLAGE + n - communities
        yield Village(first + n, f"{town.code[:9]}{number:03}", village_stem(first + n), is_community, town)


def places(scale: Scale) -> list[PlaceRow]:
    """Every place of the city in tree order of parents."""
    everything = villages(scale)
    rows = [PlaceRow(CITY_CODE, CITY_NAME, CITY_NAME_EN, Level.CITY, "")]
    rows += [
        PlaceRow(town.code, town.name, town.name_en, Level.TOWN, CITY_CODE, square=town.square) for town in towns(scale)
    ]
    rows += [PlaceRow(v.code, v.name, v.name_en, Level.VILLAGE, v.town.code) for v in everything]
    general = [row for village, size in _grids_of(scale) for row in _general_grids(village, size)]
    dedicated = [_dedicated_grid(n, village) for n, village in enumerate(_dedicated_at(scale, everything))]
    return [*rows, *general, *dedicated, *_micro_grids(scale, general)]


def _grids_of(scale: Scale) -> list[tuple[Village, int]]:
    """How many general grids each village has; communities are larger."""
    everything = villages(scale)
    return list(
        zip(everything, shares(scale.general_grids, [3 if v.is_community else 1 for v in everything]), strict=True)
    )


def _general_grids(village: Village, size: int) -> Iterator[PlaceRow]:
    for n in range(1, size + 1):
        yield PlaceRow(
            f"{village.code}Z{n:03}",
            f"{village.name}第{chinese_number(n)}网格",
            f"{village.name_en} Grid {n}",
            Level.GRID,
            village.code,
            GridKind.GENERAL,
        )


def _dedicated_at(scale: Scale, everything: list[Village]) -> list[Village]:
    """The villages with a site of their own, spread evenly."""
    return [everything[n * scale.villages // scale.dedicated_grids] for n in range(scale.dedicated_grids)]


def _dedicated_grid(n: int, village: Village) -> PlaceRow:
    site = list(SITES)[n % len(SITES)]
    name, name_en = f"{village.stem}{site}专属网格", f"{english(village.stem)} {SITES[site]} Dedicated Grid"
    return PlaceRow(f"{village.code}S001", name, name_en, Level.GRID, village.code, GridKind.DEDICATED)


def _micro_grids(scale: Scale, general: list[PlaceRow]) -> Iterator[PlaceRow]:
    for grid, size in zip(general, micro_sizes(scale), strict=True):
        for number in range(1, size + 1):
            name, name_en = f"{grid.name}第{number}微网格", f"{grid.name_en}, Micro-grid {number}"
            yield PlaceRow(f"{grid.code}{number:02}", name, name_en, Level.MICRO_GRID, grid.code)


def micro_sizes(scale: Scale) -> list[int]:
    """Micro-grids of each general grid, in the order of the grids."""
    return shares(scale.micro_grids, [7 + n % 5 for n in range(scale.general_grids)])
