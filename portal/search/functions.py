""" "Did you mean a service?": the functions whose names or words are in the question, or the question in them."""

from typing import NamedTuple

from foundation.text_search.words import is_han
from portal.kept import remember
from portal.navigation import address
from portal.search.asking import Asked
from portal.search.models import Function

MOST = 3
SHORTEST = {True: 2, False: 3}  # characters of a Han and of another word that are enough to mean something


class OfferedFunction(NamedTuple):
    title: str
    explanation: str
    url: str


def functions_for(asked: Asked) -> list[OfferedFunction]:
    """The best first, at most three, only those whose page exists."""
    scored = [(_score(words, asked), function) for function, words in offered_functions()]
    best = sorted((one for one in scored if one[0]), key=lambda one: -one[0])
    offers = [
        OfferedFunction(function.in_language("title"), function.in_language("explanation"), url)
        for _score_, function in best
        if (url := address(function.url_name))
    ]
    return offers[:MOST]


def _score(words: list[str], asked: Asked) -> int:
    """The longest word that is in the question; else the question, where it is part of a word."""
    inside = [len(word) for word in words for key in asked.keys if _is_enough(word) and word in key]
    around = [len(asked.key) for word in words if _is_enough(asked.key) and asked.key in word]
    return max([*inside, *around], default=0)


def _is_enough(word: str) -> bool:
    return len(word) >= SHORTEST[is_han(word)]


def offered_functions() -> list[tuple[Function, list[str]]]:
    def load() -> list[tuple[Function, list[str]]]:
        return [(row, row.folded_words()) for row in Function.objects.filter(is_offered=True)]

    return remember(("functions",), load)
