"""A small invented county: city › two towns › villages › grids. Codes of the fictional county 329981."""

from datetime import UTC, datetime
from typing import Any

from foundation.places.importing import import_places
from foundation.places.models import Place

AT = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)

CITY = ("329981000000", "澄江市", "", "city")
TOWN = ("329981100000", "云溪镇", "329981000000", "town")
OTHER_TOWN = ("329981101000", "青石镇", "329981000000", "town")
VILLAGE = ("329981100201", "幸福村村委会", "329981100000", "village")
COMMUNITY = ("329981100001", "长安社区居委会", "329981100000", "village")
NAMESAKE = ("329981101201", "幸福村村委会", "329981101000", "village")
GRID = ("329981100201Z001", "幸福村第1网格", "329981100201", "grid")
PARK = ("329981100000S001", "云溪工业园专属网格", "329981100000", "grid")
MICRO = ("329981100201Z00101", "幸福村第1网格第1微网格", "329981100201Z001", "micro_grid")
COUNTY = [CITY, TOWN, OTHER_TOWN, VILLAGE, COMMUNITY, NAMESAKE, GRID, PARK, MICRO]


def rows(*given: tuple[str, str, str, str]) -> list[dict[str, object]]:
    return [dict(zip(["code", "name", "parent_code", "level"], row, strict=True)) for row in given]


def load_county(*extra: tuple[str, str, str, str]) -> None:
    report = import_places(rows(*COUNTY, *extra), source="county.csv", at=AT)
    assert report.is_clean, report.problems


def place(row: tuple[str, str, str, str]) -> Place:
    return Place.objects.get(code=row[0])


def city_of(towns: int, villages: int, grids: int, micro_grids: int) -> list[dict[str, Any]]:
    """Rows of a whole invented city: each number counts the children of one parent."""
    found = [CITY]
    for t in range(towns):
        town = f"3299811{t:02}000"
        found.append((town, f"第{t}新镇", CITY[0], "town"))
        for v in range(villages):
            village = f"{town[:9]}{201 + v}"
            found.append((village, f"{'东南西北中'[v % 5]}{'河湖山林田园桥'[v % 7]}{t}{v}村", town, "village"))
            for g in range(1, grids + 1):
                grid = f"{village}Z{g:03}"
                found.append((grid, f"{t}{v}村第{g}网格", village, "grid"))
                found += [(f"{grid}{m:02}", f"第{m}微网格", grid, "micro_grid") for m in range(1, micro_grids + 1)]
    return rows(*found)
