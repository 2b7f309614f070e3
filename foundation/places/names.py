"""Names as people look them up: keys without width and case, stems without 村 or 社区, pinyin, character pairs."""

import unicodedata
from collections.abc import Iterable

from pypinyin import Style, lazy_pinyin

from foundation.places.models import NameKind, Place, PlaceName, PlaceNameGram

BATCH = 2000
SHORTEST_STEM = 2
# Longest first. One place is 幸福村, 幸福社区 and 幸福村民委员会 to different people.
SUFFIXES = sorted(
    ["村民委员会", "居民委员会", "社区居委会", "村委会", "居委会", "委员会", "社区", "行政村", "自然村", "村", "镇",
     "乡", "街道办事处", "街道", "微网格", "网格", "小区", "花园", "新村", "公寓", "路", "街", "市", "县", "区"],
    key=len,
    reverse=True,
)  # fmt: skip


def key_of(text: str) -> str:
    """Half-width, lower-case, letters and digits only: "幸福 １村" → "幸福1村"."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def stem_of(key: str) -> str:
    """The part of a key that tells places apart, at least two characters: "幸福社区居委会" → "幸福"."""
    for suffix in SUFFIXES:
        if key.endswith(suffix) and len(key) - len(suffix) >= SHORTEST_STEM:
            return stem_of(key[: -len(suffix)])
    return key


def grams_of(key: str) -> set[str]:
    """Neighbouring pairs of characters: neither engine's own search finds 物业 inside a Chinese sentence."""
    return {key[start : start + 2] for start in range(len(key) - 1)}


def fill_search_columns(name: PlaceName) -> PlaceName:
    name.key = key_of(name.text)
    name.stem = stem_of(name.key)
    name.pinyin = "".join(lazy_pinyin(name.key, style=Style.NORMAL, v_to_u=False))[:800]
    name.initials = "".join(lazy_pinyin(name.key, style=Style.FIRST_LETTER))[:200]
    return name


def index_names(names: Iterable[PlaceName]) -> None:
    """Store new names with everything the search needs."""
    stored = PlaceName.objects.bulk_create([fill_search_columns(name) for name in names], batch_size=BATCH)
    grams = [PlaceNameGram(name=name, gram=gram) for name in stored for gram in sorted(grams_of(name.key))]
    PlaceNameGram.objects.bulk_create(grams, batch_size=BATCH)


def names_from_place(place: Place) -> list[PlaceName]:
    """The names a place has by itself, not stored yet."""
    names = [PlaceName(place=place, kind=NameKind.OFFICIAL, text=place.name)]
    if place.name_en:
        names.append(PlaceName(place=place, kind=NameKind.ENGLISH, text=place.name_en))
    return names


def replace_own_names(places: list[Place]) -> None:
    """Look-up rows after a renaming: the official and English names follow the place, all others stay."""
    own = [NameKind.OFFICIAL, NameKind.ENGLISH]
    PlaceName.objects.filter(place__in=places, kind__in=own).delete()
    index_names([name for place in places for name in names_from_place(place)])


def keep_former_names(renamed: list[tuple[Place, str]]) -> None:
    """Old names stay findable; one that is official again is no former name any more."""
    for place, before in renamed:
        place.names.filter(kind=NameKind.FORMER, text__in=[before, place.name]).delete()
    index_names([PlaceName(place=place, kind=NameKind.FORMER, text=before) for place, before in renamed])
