"""Moves that pages show, held against the chains that tell them too: what was changed past the portal is named."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from foundation.ledger.models import Entry, Salt
from foundation.ledger.records import commitment
from foundation.ledger.verifier import Problem

NAMES = {"replace": "changed", "delete": "removed", "insert": "inserted"}
UNBOUND = "unbound"  # no fault: what the chain cannot speak for
WORDS = "words"


def bound(words: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What an entry says of the words told with a move, for its payload and its personal values: whether there were
    any, and a salted commitment, since people are named in them."""
    return {WORDS: bool(words)}, {WORDS: words} if words else {}


class Shown(NamedTuple):
    """A move as a page shows it. `copies`: the same words where they stand a second time."""

    move: str
    at: str
    before: str
    after: str
    role: str
    words: str
    copies: Sequence[str] = ()


class Kept(NamedTuple):
    """A move as its entry tells it; None for what entries of that time did not say."""

    move: str
    at: str
    before: str
    after: str
    role: str | None
    has_words: bool | None
    committed: str
    salt: str


@dataclass(frozen=True)
class Account:
    """How the moves of one kind of row are told. `prefix`: of the series' names, before what names the row; `kind`:
    before the name of the move; `shown`: the rows' moves, in the order they were made; `aliases`: names of entries."""

    prefix: str
    kind: str
    shown: Callable[[Sequence[str]], Mapping[str, Sequence[Shown]]]
    aliases: Mapping[str, str] = field(default_factory=dict)

    def differing(self, series: Mapping[int, str]) -> Iterator[Problem]:
        """A witness of `verification`: {key: name} of a few series, among them perhaps others than this account's."""
        own = {pk: name.removeprefix(self.prefix) for pk, name in series.items() if name.startswith(self.prefix)}
        if not own:
            return
        kept = self._kept(own)
        rows = self.shown(list(own.values()))
        for pk, name in own.items():
            yield from _compared(series[pk], kept[pk], rows.get(name, ()))

    def _kept(self, series: Collection[int]) -> dict[int, list[Kept]]:
        """Entries that are moves; what is added or joined moves nothing."""
        kept: dict[int, list[Kept]] = defaultdict(list)
        salts = dict(Salt.objects.filter(entry__series__in=series, name=WORDS).values_list("entry", "salt"))
        rows = Entry.objects.filter(series__in=series, kind__startswith=self.kind).order_by("series", "sequence")
        for pk, of, kind, record in rows.values_list("pk", "series", "kind", "record"):
            entry = json.loads(record)
            if "after" in entry["payload"]:
                move = kind.removeprefix(self.kind)
                kept[of].append(_told(self.aliases.get(move, move), entry, salts.get(pk, "")))
        return kept


def _told(move: str, entry: Mapping[str, Any], salt: str) -> Kept:
    says = entry["payload"]
    return Kept(
        move, entry["at"], says.get("before", ""), says["after"], says.get("role"), says.get(WORDS),
        entry["personal"].get(WORDS, ""), salt,
    )  # fmt: skip


def _compared(name: str, kept: Sequence[Kept], shown: Sequence[Shown]) -> Iterator[Problem]:
    moves = [each[:4] for each in kept], [each[:4] for each in shown]
    for what, kept_from, kept_to, shown_from, shown_to in SequenceMatcher(None, *moves, False).get_opcodes():
        if what != "equal":
            numbers = range(shown_from, shown_to) if what == "insert" else range(kept_from, kept_to)
            is_earlier = what == "insert" and kept_from == 0 and bool(kept) and bool(kept[0].before)
            for number in numbers:
                if is_earlier:
                    yield Problem(UNBOUND, f"{name} event {number + 1}", "made before its chain began")
                else:
                    yield Problem(NAMES[what], f"{name} event {number + 1}", "the ledger tells it otherwise")
            continue
        for number, (mine, theirs) in enumerate(
            zip(kept[kept_from:kept_to], shown[shown_from:shown_to], strict=True), start=shown_from + 1
        ):
            if fault := _fault(mine, theirs):
                kind, detail = fault
                yield Problem(kind, f"{name} event {number}", detail)


def _fault(kept: Kept, shown: Shown) -> tuple[str, str] | None:
    """Of a move that both sides tell: another role, other words, or words that cannot be proved."""
    if kept.role is not None and kept.role != shown.role:
        return "changed", "the ledger tells it otherwise"
    said = [words for words in (shown.words, *shown.copies) if words]
    if kept.has_words is None:
        return (UNBOUND, "written before words were bound") if said else None
    if not kept.has_words:
        return ("changed", "the ledger knows of no words") if said else None
    if not kept.salt:
        return UNBOUND, "its words were erased"
    if all(commitment(bytes.fromhex(kept.salt), words) == kept.committed for words in (shown.words, *shown.copies)):
        return None
    return "changed", "the words are not those that were told"
