"""Texts that belong to another door first: danger, violence at home, an accusation of misconduct (DESIGN §3.7, §3a).

Every door asks here. Words are data (data/signposts.toml). A hit is a question, not a verdict: the citizen may say "no,
it is not that" and go on; only an accusation of a named official is not taken here at all (信访工作条例 art. 30), and
then nothing of it is stored, neither in a draft nor in a log.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.functional import Promise

from matters.first_calls import TITLES, Call, calls_for

WORDS = Path(__file__).parent / "data" / "signposts.toml"
NEAR = 60  # characters between what is accused and whom
FEW = 14  # Chinese characters between somebody and what they do; English needs three times as many letters
SENTENCE_ENDS = r"。！？；.!?;\n"
# The commonest surnames. After an office ("局长高…") those that are everyday words too would mislead.
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
CLEAR_SURNAMES = re.sub("[何高于任方白万严曾向金石余程许付段毛钱史林江马龙武莫]", "", SURNAMES)
NOT_BEFORE = "由对关至等地双我官前现离担"  # 由于、对方、前任 … are no surnames


class Sign(Enum):
    """Why somebody is shown another door first. The most urgent comes first."""

    EMERGENCY = "emergency"
    VIOLENCE = "violence"
    ACCUSATION = "accusation"
    COURT = "court"


class Signpost(NamedTuple):
    """`is_closed`: an accusation of a named official; it cannot be gone past. `kind`: of danger, of which there are
    several."""

    sign: Sign
    is_closed: bool = False
    kind: str = ""

    @property
    def mark(self) -> str:
        """What is remembered of having gone past it."""
        return f"{self.sign.value}-{self.kind}" if self.kind else self.sign.value

    @property
    def title(self) -> Promise:
        return TITLES[self.sign.value]

    @property
    def calls(self) -> list[Call]:
        """Whom to call, the most urgent first."""
        return calls_for(self.sign.value, self.kind)


def look(
    *texts: str, names: Iterable[str] = (), names_somebody: bool = False, passed: Iterable[str] = ()
) -> Signpost | None:
    """The first door this text points to, or None.

    `names`: officials known to the door; `names_somebody`: the form itself names one; `passed`: the marks of those the
    citizen has read and gone past.
    """
    text = _plain(texts)
    for signpost in _all_found(text):
        if signpost.sign is Sign.ACCUSATION and (names_somebody or _names_an_official(text, names)):
            return signpost._replace(is_closed=True)
        if signpost.mark not in passed:
            return signpost
    return None


def marks() -> set[str]:
    """All there are to go past."""
    return {Signpost(sign, kind=kind).mark for sign in Sign for kind in _words()[sign]}


def accuses_somebody(*texts: str, names: Iterable[str] = (), names_somebody: bool = False) -> bool:
    """What no door may store: an accusation of a named official."""
    text = _plain(texts)
    return _found(Sign.ACCUSATION, text) and (names_somebody or _names_an_official(text, names))


def mentions_misconduct(*texts: str) -> bool:
    """Whether it is worth finding out whom a text names."""
    return _found(Sign.ACCUSATION, _plain(texts))


def tells_of_violence(*texts: str) -> bool:
    """Messages about it do not say what it is."""
    return _found(Sign.VIOLENCE, _plain(texts))


def _plain(texts: Iterable[str]) -> str:
    """Full-width letters and characters that cannot be seen do not hide a word; neither do spaces between Chinese."""
    normal = unicodedata.normalize("NFKC", "\n".join(texts))
    seen = "".join(character for character in normal if unicodedata.category(character) != "Cf")
    return re.sub(r"(?<=[\u4e00-\u9fff])[ \t·.*_-]+(?=[\u4e00-\u9fff])", "", seen)


def _found(sign: Sign, text: str) -> bool:
    return any(signpost.sign is sign for signpost in _all_found(text))


def _all_found(text: str) -> Iterator[Signpost]:
    for sign in Sign:
        for kind, words in _words()[sign].items():
            if words.found.search(words.unless.sub("\n", text)):
                yield Signpost(sign, kind=kind)


def _names_an_official(text: str, names: Iterable[str]) -> bool:
    """Somebody with an office and a name, or a known name, close to what is accused."""
    words = _words()[Sign.ACCUSATION][""]
    text = words.unless.sub("\n", text)
    known = [name for name in names if len(name) > 1]
    for hit in words.found.finditer(text):
        around = text[max(hit.start() - NEAR, 0) : hit.end() + NEAR]
        if _officials().search(around) or any(name in around for name in known):
            return True
    return False


class _Words(NamedTuple):
    found: re.Pattern[str]
    unless: re.Pattern[str]


@cache
def _data() -> dict[str, dict[str, Any]]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


@cache
def _words() -> dict[Sign, dict[str, _Words]]:
    """By kind, where a sign has several."""
    return {sign: _kinds(_data()[sign.value]) for sign in Sign}


def _kinds(section: dict[str, Any]) -> dict[str, _Words]:
    kinds: dict[str, dict[str, list[str]]] = section.get("kinds", {"": section})
    return {kind: _compiled(words | {"unless": section["unless"]}) for kind, words in kinds.items()}


def _compiled(section: dict[str, list[str]]) -> _Words:
    chinese, english = _either(section["words"]), _either(section["words_en"])
    found = re.compile("|".join([chinese, rf"\b(?:{english})\b", *_deeds(section)]), re.IGNORECASE)
    return _Words(found, re.compile(_either(section["unless"]), re.IGNORECASE))


def _deeds(section: dict[str, list[str]]) -> list[str]:
    """Somebody and what they do, in one sentence; "儿子被打" says that somebody else did it."""
    if "who" not in section:
        return []
    who, does, by = (_either(section[name]) for name in ("who", "does", "by"))
    adults, strikes, others = (_either(section[name]) for name in ("adults", "strikes", "others"))
    who_en, does_en = _either(section["who_en"]), _either(section["does_en"])
    return [
        rf"(?:{who})[^{SENTENCE_ENDS}被]{{0,{FEW}}}(?:{does})",
        rf"(?:{adults})(?:(?!{others})[^{SENTENCE_ENDS}被]){{0,{FEW}}}?(?:{strikes})",
        rf"被[^{SENTENCE_ENDS}被]{{0,3}}(?:{who})[^{SENTENCE_ENDS}]{{0,6}}(?:{by})",
        rf"\b(?:{who_en})\b[^{SENTENCE_ENDS}]{{0,{3 * FEW}}}\b(?:{does_en})\b",
    ]


@cache
def _officials() -> re.Pattern[str]:
    """张局长, 局长张三, Director Zhang."""
    section = _data()[Sign.ACCUSATION.value]
    offices, offices_en = _either(section["offices"]), _either(section["offices_en"])
    before = rf"(?<![{NOT_BEFORE}])[{SURNAMES}](?:{offices})"
    after = rf"(?:{offices})[{CLEAR_SURNAMES}][\u4e00-\u9fff]{{1,2}}"
    return re.compile(rf"{before}|{after}|\b(?i:{offices_en})\s+[A-Z][a-z]+")


def _either(words: Iterable[str]) -> str:
    """Longer ones first, so that the whole phrase is taken."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
