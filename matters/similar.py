"""Public answers that resemble what somebody is about to tell. Only what is published is ever compared or shown."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from foundation.people.identifiers import half_width
from matters.models import Category, Publication

NEWEST = 500  # published answers looked at: older ones are found by the public search
MOST_SHOWN = 3
ENOUGH = 0.15
_WORD = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]{3,}")


class Similar(NamedTuple):
    publication: Publication
    score: float


def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring Chinese characters, and whole words of other scripts."""
    found: set[str] = set()
    for run in _WORD.findall(half_width(text).lower()):
        found.update([run] if run.isascii() else (run[i : i + 2] for i in range(len(run) - 1)))
    return frozenset(found)


def likeness(told: frozenset[str], title: frozenset[str], text: frozenset[str]) -> float:
    """Between 0 and 1: how much of the published title is told, and how much both texts share (Dice)."""
    if not told or not (title or text):
        return 0.0
    of_title = len(told & title) / len(title) if title else 0.0
    shared = 2 * len(told & text) / (len(told) + len(text)) if text else 0.0
    return (of_title + shared) / 2


def similar_public(text: str, *, category: Category | None = None) -> list[Publication]:
    """At most three, the likest first; of the chosen category, where one was chosen."""
    rows = Publication.objects.public().newest_first()
    if category is not None:
        rows = rows.filter(matter__category__path__startswith=category.path)
    return [each.publication for each in _likest(bigrams(text), rows[:NEWEST])]


def _likest(told: frozenset[str], rows: Iterable[Publication]) -> list[Similar]:
    found = [Similar(row, likeness(told, bigrams(row.title), bigrams(row.text))) for row in rows]
    return sorted((each for each in found if each.score >= ENOUGH), key=lambda each: -each.score)[:MOST_SHOWN]
