"""How texts become words, the same for what is indexed and for what is asked, on both engines.

Neither engine finds 物业 inside a Chinese sentence, so Han text is cut into neighbouring pairs of characters; the last
character of a run is a word as well, so that a single character can be asked for as the beginning of a word.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

LONGEST_WORD = 40
SHORTEST_BEGINNING = 3  # of a Latin word that may go on: "mediat" finds mediator and mediation
_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
LETTER = f"[^\\W_{_HAN}]"  # of a word that is not Han
_RUNS = re.compile(f"[{_HAN}]+|{LETTER}+")
_HAN_START = re.compile(f"[{_HAN}]")


class Word(NamedTuple):
    """A word asked for; `goes_on` when what it begins will do."""

    text: str
    goes_on: bool = False

    @property
    def as_fts5(self) -> str:
        """For SQLite. Words are letters and digits only, so quoting them is safe."""
        return f'"{self.text}"{"*" if self.goes_on else ""}'

    @property
    def as_lexeme(self) -> str:
        """For PostgreSQL."""
        return f"'{self.text}'{':*' if self.goes_on else ''}"


def fold(text: str) -> str:
    """Half-width and lower-case: "ＡBC" and "abc" are one word."""
    return unicodedata.normalize("NFKC", text).casefold()


def runs_of(folded: str) -> list[str]:
    """Han runs and other words, in order; punctuation, operators and quotes only separate."""
    return _RUNS.findall(folded)


def is_han(run: str) -> bool:
    return bool(_HAN_START.match(run))


def pairs_of(run: str) -> list[str]:
    return [run[start : start + 2] for start in range(len(run) - 1)]


def words_of(text: str) -> list[str]:
    """The distinct words a text is found by."""
    return sorted({word for run in runs_of(fold(text)) for word in _indexed(run)})


def _indexed(run: str) -> Iterator[str]:
    if not is_han(run):
        yield run[:LONGEST_WORD]
        return
    yield from pairs_of(run)
    yield run[-1]


def words_asked(folded: str) -> list[Word]:
    """All of these have to be there. A single character beside other words is on too many pages to tell them apart."""
    words = list(dict.fromkeys(word for run in runs_of(folded) for word in _asked(run)))
    return [word for word in words if len(word.text) > 1] or words[:1]


def _asked(run: str) -> Iterator[Word]:
    if not is_han(run):
        yield Word(run[:LONGEST_WORD], len(run) >= SHORTEST_BEGINNING)
    elif len(run) == 1:
        yield Word(run, goes_on=True)
    else:
        yield from map(Word, pairs_of(run))
