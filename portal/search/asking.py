"""What a reader typed, as the engines are asked: a few variants, each of them words that must all be there."""

from dataclasses import dataclass

from foundation.text_search.words import Word, fold, runs_of, words_asked
from portal.kept import remember
from portal.search.models import Synonyms

LONGEST_TEXT = 120  # characters that are looked at; whoever pastes more is searching for its beginning
MOST_WORDS = 40
MOST_VARIANTS = 8
FILLERS = (
    "请问", "怎么样", "怎么办", "怎么", "如何", "什么", "哪里", "在哪", "我想要", "我想", "我要", "可以", "能不能",
    "是不是", "多少", "为什么", "吗", "呢", "的",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """`text` as typed; `key` folded, with one blank between runs."""

    text: str
    key: str
    variants: tuple[tuple[Word, ...], ...]
    keys: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.variants)

    @property
    def words(self) -> list[Word]:
        """Every word of every variant, for marking what was found."""
        return list(dict.fromkeys(word for variant in self.variants for word in variant))


def read_question(typed: str) -> Asked:
    text = typed.strip()
    key = _key(text[:LONGEST_TEXT])
    keys = list(dict.fromkeys(filter(None, _variants(key))))[:MOST_VARIANTS]
    variants = dict.fromkeys(tuple(words_asked(one)[:MOST_WORDS]) for one in keys)
    return Asked(text, key, tuple(filter(None, variants)), tuple(keys))


def _key(text: str) -> str:
    return " ".join(runs_of(fold(text)))


def _variants(key: str) -> list[str]:
    """The question itself, with synonyms in place of words, and each of these without the words of asking."""
    meant = [key]
    for group in synonym_groups():
        for word in group:
            if word in key:
                meant += [key.replace(word, other) for other in group if other != word]
    return meant + [_without_fillers(one) for one in meant]


def _without_fillers(key: str) -> str:
    for filler in FILLERS:
        key = key.replace(filler, " ")
    return _key(key)


def synonym_groups() -> list[list[str]]:
    return remember(("synonyms",), lambda: [row.folded() for row in Synonyms.objects.all()])
