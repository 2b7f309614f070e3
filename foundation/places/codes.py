"""The shape of place codes: twelve digits of the statistics bureau, then our own for grids (DOMAIN §4)."""

import re
import unicodedata

from foundation.places.models import GridKind, Level

SHAPES = {
    Level.CITY: re.compile(r"\d{4}(?!00)\d{2}0{6}"),
    Level.TOWN: re.compile(r"\d{6}(?!000)\d{3}0{3}"),
    Level.VILLAGE: re.compile(r"\d{6}(?!000)\d{3}(?!000)\d{3}"),
    Level.GRID: re.compile(r"\d{6}(?!000)\d{6}[ZS]\d{3}"),
    Level.MICRO_GRID: re.compile(r"\d{6}(?!000)\d{6}[ZS]\d{5}"),
}
GRID_KINDS = {"Z": GridKind.GENERAL, "S": GridKind.DEDICATED}
GRID_LETTER_AT = 12


def normalise_code(text: str) -> str:
    """As typed or pasted → half-width, upper-case, without spaces and hyphens."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()


def has_shape_of(code: str, level: str) -> bool:
    return code.isascii() and SHAPES[Level(level)].fullmatch(code) is not None


def grid_kind_of(code: str, level: str) -> str:
    """A grid's kind is told by the letter in its code; other levels have none."""
    return GRID_KINDS[code[GRID_LETTER_AT]] if level == Level.GRID else ""
