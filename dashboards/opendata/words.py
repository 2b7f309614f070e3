"""Texts that stand in files in both languages at once, whatever the reader's own."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from django.utils.translation import get_language, override

CHINESE, ENGLISH = LANGUAGES = ("zh-hans", "en")
Said = TypeVar("Said")


class Words(NamedTuple):
    zh: str
    en: str

    def __str__(self) -> str:
        """In the reader's language."""
        return self.en if get_language() == ENGLISH else self.zh


def in_language(language: str, say: Callable[[], Said]) -> Said:
    with override(language):
        return say()


def in_both(say: Callable[[], object]) -> Words:
    return Words(*(in_language(language, lambda: str(say())) for language in LANGUAGES))
