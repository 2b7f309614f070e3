"""Every post of the city and who holds it: leaders, heads of units, village and grid rosters, gaps included."""

from collections.abc import Iterator
from dataclasses import dataclass

from foundation.people.models import Body, PostKind
from foundation.places.models import GridKind, Level
from portal.demo.departments import UnitRow, departments, town_units
from portal.demo.identities import landline, mobile
from portal.demo.scales import Scale
from portal.demo.tables import table
from portal.demo.territory import PlaceRow, Village, places, towns, villages
from portal.demo.towns import CITY_CODE, Town

# Every so many-th post of a kind stands vacant, beginning with the given one.
GAPS = {
    PostKind.UNIT_HEAD: (25, 20),
    PostKind.VILLAGE_SECRETARY: (40, 7),
    PostKind.GRID_WORKER: (23, 11),
    PostKind.VILLAGE_MEDIATOR: (18, 13),
    PostKind.POLICE_OFFICER: (60, 35),
    PostKind.JUDGE: (9, 2),
    PostKind.LAWYER: (30, 8),
    PostKind.MICRO_GRID_HEAD: (50, 13),
}
BODIES_OF_LEADERS = {"party-committee", "peoples-congress", "city-government", "cppcc"}
VILLAGES_OF_AN_OFFICER = 2
VILLAGES_OF_A_LAWYER = 4
GRID_WORKER_PHONES, MEDIATOR_PHONES, OFFICER_PHONES, SECRETARY_PHONES = 1000, 2000, 3000, 4000


@dataclass(frozen=True, slots=True)
class PostRow:
    """`holder` names a person by what they are; the same key on two posts is the same person, empty is vacant."""

    kind: PostKind
    name: str
    name_en: str
    holder: str
    unit_code: str = ""
    place_code: str = ""
    body: Body = Body.OTHER
    rank: int = 99
    portfolio: str = ""
    portfolio_en: str = ""
    work_phone: str = ""


def is_gap(kind: PostKind, n: int) -> bool:
    every, first = GAPS.get(kind, (0, 0))
    return bool(every) and n % every == first


def held(kind: PostKind, n: int, holder: str) -> str:
    return "" if is_gap(kind, n) else holder


def posts(scale: Scale) -> list[PostRow]:
    everything = villages(scale)
    units = departments() + [unit for town in towns(scale) for unit in town_units(town)]
    return [
        *_leaders(),
        *(_unit_head(n, unit) for n, unit in enumerate(units) if unit.code not in BODIES_OF_LEADERS),
        *(post for n, town in enumerate(towns(scale)) for post in _town_posts(n, town)),
        *(post for village in everything for post in _village_posts(village)),
        *_grid_posts(scale, {village.code: village for village in everything}),
    ]


def _leaders() -> Iterator[PostRow]:
    for row in table("leaders"):
        yield PostRow(
            PostKind.LEADER,
            row["name"],
            row["name_en"],
            "" if row["is_vacant"] else f"{row['body']}-{row['rank']}",
            place_code=CITY_CODE,
            body=Body[row["body"].upper()],
            rank=int(row["rank"]),
            portfolio=row["portfolio"],
            portfolio_en=row["portfolio_en"],
        )


def _unit_head(n: int, unit: UnitRow) -> PostRow:
    holder = unit.led_by or held(PostKind.UNIT_HEAD, n, f"head-{unit.code}")
    phone = landline(5000 + n)
    return PostRow(PostKind.UNIT_HEAD, unit.head, unit.head_en, holder, unit_code=unit.code, work_phone=phone)


def _town_posts(n: int, town: Town) -> Iterator[PostRow]:
    """The judge and the prosecutor of the "three officers and a lawyer", and who represents the town."""
    seats = [
        (PostKind.JUDGE, "联系法官", "Linked judge", landline(6000 + n)),
        (PostKind.PROSECUTOR, "联系检察官", "Linked prosecutor", landline(6100 + n)),
        (PostKind.DEPUTY, "市人大代表", "Deputy to the city congress", ""),
        (PostKind.DELEGATE, "市党代表", "City Party delegate", ""),
        (PostKind.CPPCC_MEMBER, "市政协委员", "City CPPCC member", ""),
    ]
    for kind, name, name_en, phone in seats:
        holder = held(kind, n, f"{kind}-{n}")
        yield PostRow(
            kind, town.name + name, f"{name_en}, {town.name_en}", holder, place_code=town.code, work_phone=phone
        )


def _village_posts(village: Village) -> Iterator[PostRow]:
    """One secretary, one full-time cadre, one police officer, two auxiliaries, two mediators, one lawyer."""
    n = village.number
    officer, lawyer = n // VILLAGES_OF_AN_OFFICER, n // VILLAGES_OF_A_LAWYER
    seats = [
        (PostKind.VILLAGE_SECRETARY, "党总支书记", "Party secretary", f"secretary-{n}", mobile(SECRETARY_PHONES + n)),
        (PostKind.STAFF, "专职社区干部", "Full-time cadre", f"cadre-{n}", ""),
        (PostKind.POLICE_OFFICER, "驻村民警", "Police officer", f"officer-{officer}", mobile(OFFICER_PHONES + officer)),
        (PostKind.STAFF, "辅警（一）", "Auxiliary officer 1", f"auxiliary-{n}-1", ""),
        (PostKind.STAFF, "辅警（二）", "Auxiliary officer 2", "" if n % 20 == 6 else f"auxiliary-{n}-2", ""),
        (PostKind.VILLAGE_MEDIATOR, "调解员", "Mediator", f"mediator-{n}", mobile(MEDIATOR_PHONES + n)),
        (PostKind.STAFF, "兼职调解员", "Part-time mediator", "" if n % 10 == 9 else f"second-mediator-{n}", ""),
        (PostKind.LAWYER, "法律顾问", "Lawyer", f"lawyer-{lawyer}", landline(7000 + lawyer)),
    ]
    for kind, name, name_en, holder, phone in seats:
        yield PostRow(
            kind,
            village.name + name,
            f"{name_en}, {village.name_en}",
            held(kind, n, holder),
            place_code=village.code,
            work_phone=phone,
        )


def _grid_posts(scale: Scale, by_code: dict[str, Village]) -> Iterator[PostRow]:
    rows = [row for row in places(scale) if row.level in {Level.GRID, Level.MICRO_GRID}]
    counts = {Level.GRID: 0, Level.MICRO_GRID: 0}
    for row in rows:
        n = counts[row.level]
        counts[row.level] += 1
        yield from _micro_grid_post(n, row) if row.level == Level.MICRO_GRID else _two_grid_posts(n, row, by_code)


def _two_grid_posts(n: int, row: PlaceRow, by_code: dict[str, Village]) -> Iterator[PostRow]:
    """The village secretary normally heads the first grid, members of the committee the others."""
    village = by_code[row.parent_code]
    leads = f"secretary-{village.number}" if row.code.endswith("Z001") else f"grid-head-{n}"
    is_gap_above = row.code.endswith("Z001") and is_gap(PostKind.VILLAGE_SECRETARY, village.number)
    worker, worker_en = ("专职网格员", "Full-time grid worker")
    if row.grid_kind == GridKind.DEDICATED:
        worker, worker_en = ("专属网格员", "Dedicated grid worker")
    yield PostRow(
        PostKind.GRID_HEAD,
        f"{row.name}网格长",
        f"Grid head, {row.name_en}",
        "" if is_gap_above else leads,
        place_code=row.code,
    )
    yield PostRow(
        PostKind.GRID_WORKER,
        row.name + worker,
        f"{worker_en}, {row.name_en}",
        held(PostKind.GRID_WORKER, n, f"grid-worker-{n}"),
        place_code=row.code,
        work_phone=mobile(GRID_WORKER_PHONES + n),
    )


def _micro_grid_post(n: int, row: PlaceRow) -> Iterator[PostRow]:
    name, name_en = f"{row.name}联络员", f"Contact, {row.name_en}"
    holder = held(PostKind.MICRO_GRID_HEAD, n, f"contact-{n}")
    yield PostRow(PostKind.MICRO_GRID_HEAD, name, name_en, holder, place_code=row.code)
