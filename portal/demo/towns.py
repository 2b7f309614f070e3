"""The eighteen towns of the demo city. The first three are the whole of the small one."""

from dataclasses import dataclass

from portal.demo.words import english

COUNTY = "329981"  # 32 is Jiangsu, 99 is assigned to nobody
CITY_STEM = "望澜"
CITY_NAME, CITY_NAME_EN = "望澜市", "Wanglan City"
CITY_CODE = f"{COUNTY}000000"
KINDS_EN = {"街道": "Subdistrict", "镇": "Town", "乡": "Township", "新区": "New Area"}


@dataclass(frozen=True, slots=True)
class Town:
    """`number` follows the statistical code: 001–099 subdistricts, 100–199 towns, 200–399 townships, 400+ zones.
    `square` is its row and column on the schematic map: the subdistricts in the middle, the new area off the coast."""

    number: int
    stem: str
    kind: str
    square: tuple[int, int]

    @property
    def code(self) -> str:
        return f"{COUNTY}{self.number:03}000"

    @property
    def name(self) -> str:
        return self.stem + self.kind

    @property
    def name_en(self) -> str:
        return f"{english(self.stem)} {KINDS_EN[self.kind]}"

    @property
    def unit_code(self) -> str:
        return f"town-{self.number:03}"

    @property
    def centre_code(self) -> str:
        return f"{self.unit_code}-centre"

    @property
    def is_urban(self) -> bool:
        return self.kind == "街道"


TOWNS = [
    Town(1, "栖霁", "街道", (3, 3)),
    Town(100, "漪蓼", "镇", (3, 2)),
    Town(101, "榆澜", "镇", (2, 3)),
    Town(2, "云筏", "街道", (3, 4)),
    Town(3, "砚汀", "街道", (4, 3)),
    Town(102, "苇栈", "镇", (1, 2)),
    Town(103, "蒲岫", "镇", (1, 3)),
    Town(104, "鸥荻", "镇", (2, 1)),
    Town(105, "潋埠", "镇", (2, 2)),
    Town(106, "芦筝", "镇", (2, 4)),
    Town(107, "菱砚", "镇", (3, 1)),
    Town(108, "枫笠", "镇", (3, 5)),
    Town(109, "禾汐", "镇", (4, 2)),
    Town(110, "篁渡", "镇", (4, 4)),
    Town(111, "橹歌", "镇", (4, 5)),
    Town(112, "棹溪", "镇", (5, 3)),
    Town(200, "蓑汊", "乡", (5, 4)),
    Town(400, "澄屿", "新区", (4, 6)),
]
