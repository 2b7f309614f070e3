"""Two people may write about one thing: the dispatcher is shown what is likely the same, and decides.

Likely: the same category and place within thirty days, and texts that share many pairs of signs. Citizens are offered
only what is public already (DESIGN §3a: nobody sees a stranger's private matter, not even as a "possible duplicate").
"""

import unicodedata
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from matters.models import Matter

if TYPE_CHECKING:
    from foundation.people.models import User

WITHIN = timedelta(days=30)
MOST_COMPARED = 200  # texts are decrypted one by one; the newest count
MOST_SHOWN = 5
ALIKE = 0.25  # of all pairs of signs in both texts
DISPATCHERS = "matters.triage"


class Duplicate(NamedTuple):
    matter: Matter
    percent: int


def likely_duplicates(matter: Matter, *, viewer: "User") -> list[Duplicate]:
    """For who dispatches this matter, among what they may see; the likeliest first."""
    if not matter.is_open or not viewer.has_perm(DISPATCHERS, matter):
        return []
    others = Matter.objects.visible_to(viewer, DISPATCHERS).filter(
        category=matter.category_id, place=matter.place_id, registered_at__gt=matter.registered_at - WITHIN,
        registered_at__lt=matter.registered_at + WITHIN, merged_into=None,
    )  # fmt: skip
    candidates = others.exclude(pk=matter.pk).order_by("-registered_at", "-pk")[:MOST_COMPARED]
    ours = pairs_of(matter.text + matter.request)
    shares = ((alike(ours, pairs_of(each.text + each.request)), each) for each in candidates)
    likely = sorted((found for found in shares if found[0] >= ALIKE), key=lambda found: (-found[0], -found[1].pk))
    return [Duplicate(each, round(share * 100)) for share, each in likely[:MOST_SHOWN]]


def pairs_of(text: str) -> frozenset[str]:
    """Each sign with the next: whole words would need a dictionary. Signs between words do not count."""
    signs = [sign for sign in unicodedata.normalize("NFKC", text).lower() if sign.isalnum()]
    return frozenset(map("".join, pairwise(signs)))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0, nothing in common, to 1."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0
