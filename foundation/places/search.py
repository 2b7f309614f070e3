"""Find a place by whatever people call it. The same rows and the same function on both engines.

Best first: the name itself; the name but for its ending (村, 社区, 居委会); its beginning; pinyin or its initials;
then names that share pairs of characters with the text, which also finds the village inside a pasted address.
At most four queries, whatever is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Count, Q, QuerySet

from foundation.places.models import NameKind, Place, PlaceName
from foundation.places.names import grams_of, key_of, stem_of
from foundation.places.trails import trails_of

LONGEST_TEXT = 60  # enough for an address; anything longer is cut
CANDIDATES = 80
ENOUGH_OF_NAME = 0.6
ENOUGH_OF_TEXT = 0.5
EXACT, SAME_STEM, BEGINS, PINYIN, SIMILAR = range(5)


@dataclass(frozen=True)
class PlaceMatch:
    """A place, the name it was found by, and where it lies."""

    place: Place
    matched_name: str
    kind: str = NameKind.OFFICIAL
    trail: list[Place] = field(default_factory=list)

    @property
    def above(self) -> list[Place]:
        """What the place belongs to, the city left out."""
        return self.trail[:-1]

    def get_kind_display(self) -> str:
        return str(NameKind(self.kind).label)

    @property
    def is_other_name(self) -> bool:
        """Found by an estate, a road, a former name: the reader should be told which."""
        return self.kind not in (NameKind.OFFICIAL, NameKind.ENGLISH)


@dataclass(frozen=True)
class _Candidate:
    name: PlaceName
    tier: int
    score: float = 0.0
    above: int = 0

    @property
    def order(self) -> tuple[int, int, float, int, int, str]:
        place = self.name.place
        is_other = int(self.name.kind != NameKind.OFFICIAL)
        return self.tier, -self.above, -self.score, place.depth, is_other, place.path


def find_places(text: str, limit: int = 10) -> list[PlaceMatch]:
    """The current places that best fit the text; none for a text without a letter or digit."""
    key = key_of(text[: LONGEST_TEXT * 4])[:LONGEST_TEXT]
    if not key:
        return []
    candidates = _best_per_place([*_direct(key), *_similar(key)])
    return _matches(candidates[:CANDIDATES], key, limit)


def _names() -> QuerySet[PlaceName]:
    return PlaceName.objects.filter(place__closed_on=None).select_related("place")


def _direct(key: str) -> Iterable[_Candidate]:
    """Names that are the text, begin with it, or are spelled like it."""
    stem = stem_of(key)
    wanted = Q(key__startswith=stem) | Q(stem=stem) | Q(place__code=key.upper())
    if key.isascii():
        wanted |= Q(initials__startswith=key) | Q(pinyin__startswith=key)
    found = _names().filter(wanted).order_by("place__depth", "place__path")[: CANDIDATES * 3]
    exact = _names().filter(key=key)[:CANDIDATES] if len(found) == CANDIDATES * 3 else []
    return [_Candidate(name, _tier(name, key, stem), _closeness(name, key)) for name in [*exact, *found]]


def _tier(name: PlaceName, key: str, stem: str) -> int:
    if key in (name.key, name.place.code.casefold()):
        return EXACT
    if name.stem == stem:
        return SAME_STEM
    if name.key.startswith(stem):
        return BEGINS
    return PINYIN


def _closeness(name: PlaceName, key: str) -> float:
    """1.0 when nothing of the name is left over."""
    spelled = name.initials if name.initials.startswith(key) else name.key
    return min(1.0, len(key) / max(1, len(spelled)))


def _similar(key: str) -> Iterable[_Candidate]:
    """Names sharing pairs of characters with the text, either most of the name or most of the text."""
    grams = grams_of(stem_of(key))
    if not grams:
        return _with_one_character(key)
    shared = Count("grams", filter=Q(grams__gram__in=grams))
    found = _names().filter(grams__gram__in=grams).annotate(shared=shared).order_by("-shared", "place__depth")
    return [
        _Candidate(name, SIMILAR, score)
        for name in found[: CANDIDATES * 2]
        if (score := _likeness(name, grams, key)) > 0
    ]


def _with_one_character(key: str) -> Iterable[_Candidate]:
    """A single character has no pair: any name that contains it."""
    found = _names().filter(key__contains=key).order_by("place__depth", "place__path")[:CANDIDATES]
    return [_Candidate(name, SIMILAR, _closeness(name, key)) for name in found]


def _likeness(name: PlaceName, grams: set[str], key: str) -> float:
    """Above 0 when enough of the name or of the text is shared. A Latin text must be inside the name."""
    if key.isascii():
        return float(len(key) > 1 and key in name.key)
    own = grams_of(name.stem)
    shared = len(grams_of(name.key) & grams)
    of_name, of_text = len(own & grams) / max(1, len(own)), shared / len(grams)
    return shared + of_name if of_name >= ENOUGH_OF_NAME or of_text >= ENOUGH_OF_TEXT else 0.0


def _best_per_place(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    best: dict[int, _Candidate] = {}
    for candidate in sorted(candidates, key=lambda candidate: candidate.order):
        best.setdefault(candidate.name.place_id, candidate)
    return list(best.values())


def _matches(candidates: list[_Candidate], key: str, limit: int) -> list[PlaceMatch]:
    """With their trails; a village whose town is named in the text comes before its namesakes."""
    trails = trails_of(candidate.name.place for candidate in candidates)
    ranked = sorted(
        (replace(one, above=_named_above(trails[one.name.place_id], key)) for one in candidates),
        key=lambda candidate: candidate.order,
    )
    return [
        PlaceMatch(one.name.place, one.name.text, one.name.kind, trails[one.name.place_id]) for one in ranked[:limit]
    ]


def _named_above(trail: list[Place], key: str) -> int:
    return sum(stem_of(key_of(step.name)) in key for step in trail[:-1])
