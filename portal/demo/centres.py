"""What is inside the governance service centres of the three levels.

Of the city centre's insides the speech names five resident bodies, four of twelve windows, seven of ten zones and
seven of ten functions; the others are proposals that an administrator can rename.
"""

from dataclasses import dataclass

from foundation.places.models import Level
from portal.demo.departments import CITY_CENTRE
from portal.demo.identities import landline
from portal.demo.territory import Village
from portal.demo.towns import CITY_CODE, CITY_NAME, CITY_NAME_EN, Town
from portal.demo.words import english, road

CENTRES = "/centres/"  # where no online entry exists yet, the nearest centre is the door
CITY_HOURS = ("每天8:30–17:30；夜间由12345热线值守", "Daily 8:30–17:30; at night the 12345 hotline is staffed")
TOWN_HOURS = ("周一至周六8:30–17:30", "Monday to Saturday 8:30–17:30")
VILLAGE_HOURS = ("周一至周五8:30–17:00，午间有人值班", "Monday to Friday 8:30–17:00, staffed at noon")


@dataclass(frozen=True, slots=True)
class CentreRow:
    place_code: str
    unit_code: str
    level: Level
    name: str
    name_en: str
    address: str
    address_en: str
    hours: tuple[str, str]
    phone: str
    supervision_phone: str


@dataclass(frozen=True, slots=True)
class BodyRow:
    name: str
    name_en: str
    unit_code: str
    duties: str
    duties_en: str


RESIDENT_BODIES = [
    # name, English, unit, duties, duties in English
    BodyRow(
        "社会治理现代化指挥中心", "Governance Command Centre", "command-centre", "受理、派单、督办", "Intake, dispatch"
    ),
    BodyRow("矛盾调处中心", "Dispute Mediation Centre", "mediation-centre", "调解矛盾纠纷", "Mediates disputes"),
    BodyRow("网格化服务管理中心", "Grid Service Centre", "grid-centre", "管理网格和网格员", "Looks after the grids"),
    BodyRow("法院诉讼服务中心", "Court Service Centre", "court", "立案、诉前调解", "Filing, court-linked mediation"),
    BodyRow(
        "公共法律服务中心",
        "Public Legal Service Centre",
        "justice",
        "法律援助、咨询、公证",
        "Legal aid, advice, notary",
    ),
]
WINDOWS = [
    # (name, English, number of the resident body); the first four are named in the speech
    ("综合受理", "General intake", 1),
    ("法律援助", "Legal aid", 5),
    ("法律咨询", "Legal advice", 5),
    ("涉诉信访接待", "Petitions about court cases", 4),
    ("信访接待", "Petitions", 1),
    ("人民调解", "People's mediation", 2),
    ("劳动仲裁", "Labour arbitration", 2),
    ("诉讼服务", "Court services", 4),
    ("网格事项", "Grid matters", 3),
    ("心理服务", "Counselling", 2),
    ("公证", "Notary", 5),
    ("检察服务", "Procuratorate services", 4),
]
ZONES = [
    # (name, English, open to the public); the first seven are named in the speech
    ("窗口接待区", "Reception windows", True),
    ("法律（法援）服务区", "Legal services and legal aid", True),
    ("研判分析区", "Research and analysis", False),
    ("联动指挥区", "Joint command", False),
    ("网格指导区", "Grid guidance", True),
    ("矛盾调处区", "Mediation rooms", True),
    ("心理疏导区", "Counselling rooms", True),
    ("诉讼服务区", "Court services", True),
    ("等候休息区", "Waiting area", True),
    ("社会组织工作区", "Social organisations", True),
]
FUNCTIONS = [
    # (name, English, where it begins on this site); the first seven are named in the speech
    ("社会治理事件处置", "Handling of local matters", "/matters/new/"),
    ("矛盾纠纷调处化解", "Mediation of disputes", "/who-serves-me/"),
    ("信访受理", "Petitions and reception days", "/matters/new/"),
    ("社会风险分析研判", "Analysis of risks", CENTRES),
    ("联动协调指挥", "Joint coordination", CENTRES),
    ("法律援助", "Legal aid", CENTRES),
    ("心理疏导", "Counselling", CENTRES),
    ("网格事项流转", "Grid matters", "/who-serves-me/"),
    ("诉讼服务", "Court services", CENTRES),
    ("热线受理", "12345 hotline", "/matters/new/"),
]
TOWN_WINDOWS = [
    ("综合受理", "General intake"),
    ("公安司法", "Police and justice"),
    ("信访接待", "Petitions"),
    ("网格事项", "Grid matters"),
]
TOWN_ZONES = [("窗口接待区", "Reception windows"), ("矛盾调处区", "Mediation rooms"), ("融和法庭", "Doorstep court")]


def _address(street: int, number: int) -> tuple[str, str]:
    name = road(street)
    kind = "Street" if name.endswith("街") else "Road"
    return f"{name}{number}号", f"{number} {english(name[:-1])} {kind}"


def city_centre() -> CentreRow:
    chinese, foreign = _address(2, 66)
    return CentreRow(
        CITY_CODE, CITY_CENTRE, Level.CITY,
        f"{CITY_NAME}社会治理综合服务中心", f"{CITY_NAME_EN} Governance Service Centre",
        f"{CITY_NAME}栖霁街道{chinese}", f"{foreign}, Qiji Subdistrict, {CITY_NAME_EN}",
        CITY_HOURS, landline(0), landline(1),
    )  # fmt: skip


def town_centre(n: int, town: Town) -> CentreRow:
    chinese, foreign = _address(n, 100 + n)
    return CentreRow(
        town.code, town.centre_code, Level.TOWN,
        f"{town.name}社会治理综合服务中心", f"{town.name_en} Governance Service Centre",
        f"{town.name}{chinese}", f"{foreign}, {town.name_en}",
        TOWN_HOURS, landline(100 + 2 * n), landline(101 + 2 * n),
    )  # fmt: skip


def village_centre(village: Village) -> CentreRow:
    n = village.number
    chinese, foreign = _address(n // 4 % 80, 1 + n % 90)
    return CentreRow(
        village.code, "", Level.VILLAGE,
        f"{village.name}社会治理服务站（党群服务中心）", f"{village.name_en} Governance Service Station",
        f"{village.town.name}{village.name}{chinese}", f"{foreign}, {village.name_en}, {village.town.name_en}",
        VILLAGE_HOURS, landline(1000 + n), landline(101 + 2 * (n % 18)),
    )  # fmt: skip
