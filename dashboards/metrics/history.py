"""How each figure was counted before: a figure that is counted otherwise says since when, and what it was.

Whoever changes the words of a definition adds a Change with the former ones: a test that knows their digests asks for
it.
"""

from datetime import date
from typing import NamedTuple

from django.utils.translation import get_language

FIRST_PUBLISHED = date(2026, 11, 28)


class Change(NamedTuple):
    """From `day` on the figure is counted as its definition says now, or as the next Change had it; until then as
    `chinese` and `english` say."""

    day: date
    chinese: str
    english: str

    @property
    def words(self) -> str:
        """What it was, in the reader's language."""
        return self.english if get_language() == "en" else self.chinese


CHANGES: dict[str, tuple[Change, ...]] = {}  # by figure, the oldest first


def changes_of(code: str) -> tuple[Change, ...]:
    """The newest first."""
    return tuple(reversed(CHANGES.get(code, ())))


def counted_since(code: str) -> date:
    """The day from which its present definition holds."""
    newest = changes_of(code)
    return newest[0].day if newest else FIRST_PUBLISHED
