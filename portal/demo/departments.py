"""The 54 bodies of the city level, parents before children, and the units of a town."""

from dataclasses import dataclass

from foundation.places.models import UnitKind
from portal.demo.tables import table
from portal.demo.towns import CITY_CODE, Town

CITY_GOVERNMENT, CITY_CENTRE, PETITION_OFFICE = "city-government", "governance-centre", "petition-office"
TOWN_GOVERNMENTS = {"街道": "街道办事处", "新区": "新区管理委员会"}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """`led_by` names the city leader who heads it (`party-6`), where one does."""

    code: str
    name: str
    name_en: str
    short_name: str
    kind: UnitKind
    parent_code: str
    place_code: str
    head: str
    head_en: str
    led_by: str = ""


def departments() -> list[UnitRow]:
    return [
        UnitRow(
            code=row["code"],
            name=row["name"],
            name_en=row["name_en"],
            short_name=row["short_name"],
            kind=UnitKind(row["kind"]),
            parent_code=row["parent"],
            place_code=CITY_CODE,
            head=row["head"],
            head_en=row["head_en"],
            led_by=row["led_by"],
        )
        for row in table("departments")
    ]


def town_units(town: Town) -> list[UnitRow]:
    """The government of a town (a zone has an administrative committee) and its centre."""
    return [_town_government(town), _town_centre(town)]


def _town_government(town: Town) -> UnitRow:
    return UnitRow(
        code=town.unit_code,
        name=town.stem + TOWN_GOVERNMENTS.get(town.kind, f"{town.kind}人民政府"),
        name_en=f"{town.name_en} Government",
        short_name=town.name,
        kind=UnitKind.TOWN,
        parent_code=CITY_GOVERNMENT,
        place_code=town.code,
        head="主任" if town.kind in TOWN_GOVERNMENTS else f"{town.kind}长",
        head_en="Head",
    )


def _town_centre(town: Town) -> UnitRow:
    return UnitRow(
        code=town.centre_code,
        name=f"{town.name}社会治理综合服务中心",
        name_en=f"{town.name_en} Governance Service Centre",
        short_name=f"{town.name}中心",
        kind=UnitKind.CENTRE,
        parent_code=town.unit_code,
        place_code=town.code,
        head="主任",
        head_en="Director",
    )
