"""What pages tell of a matter, held against its chain: `verify_ledger` names events that the ledger tells otherwise."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from foundation.ledger.models import Entry, Series
from foundation.ledger.records import moment
from foundation.ledger.verifier import Problem
from matters.models import MatterEvent
from matters.services.moving import series_of

AT_ONCE = 500  # matters
PREFIX = "matter_"
FIRST = "registered"  # how the ledger calls the move "register"
NAMES = {"replace": "changed", "delete": "removed", "insert": "inserted"}


class _Told(NamedTuple):
    """A move, as both sides tell it. Where a matter began, the ledger keeps no role."""

    move: str
    at: str
    before: str
    after: str
    role: str


def differing_events(names: Collection[str] | None) -> Iterator[Problem]:
    """`names`: of the series to look at; None for all."""
    series = Series.objects.filter(name__startswith=series_of("")).order_by("pk").values_list("pk", "name")
    found = [each for each in series if names is None or each[1] in names]
    for start in range(0, len(found), AT_ONCE):
        some = found[start : start + AT_ONCE]
        of_series = _in_the_ledger([pk for pk, _name in some])
        of_matter = _on_the_pages([name.removeprefix(series_of("")) for _pk, name in some])
        for pk, name in some:
            yield from _compared(name, of_series[pk], of_matter[name])


def _in_the_ledger(series: list[int]) -> dict[int, list[_Told]]:
    """Entries that are moves; what is added or joined moves nothing."""
    told: dict[int, list[_Told]] = defaultdict(list)
    rows = Entry.objects.filter(series__in=series, kind__startswith=PREFIX).order_by("series", "sequence")
    for pk, kind, record in rows.values_list("series_id", "kind", "record"):
        entry = json.loads(record)
        payload = entry["payload"]
        if "after" in payload:
            move = kind.removeprefix(PREFIX)
            told[pk].append(
                _Told(
                    "register" if move == FIRST else move, entry["at"], payload.get("before", ""), payload["after"],
                    payload.get("role", ""),
                )
            )  # fmt: skip
    return told


def _on_the_pages(numbers: list[str]) -> dict[str, list[_Told]]:
    told: dict[str, list[_Told]] = defaultdict(list)
    rows = MatterEvent.objects.filter(matter__number__in=numbers).order_by("pk")
    for number, move, at, before, after, role in rows.values_list(
        "matter__number", "move", "at", "before", "after", "role"
    ):
        told[series_of(number)].append(_Told(move, moment(at), before, after, role if before else ""))
    return told


def _compared(name: str, kept: list[_Told], shown: list[_Told]) -> Iterator[Problem]:
    if kept == shown:
        return
    for what, kept_from, kept_to, shown_from, shown_to in SequenceMatcher(None, kept, shown, False).get_opcodes():
        if what != "equal":
            numbers = range(shown_from, shown_to) if what == "insert" else range(kept_from, kept_to)
            for number in numbers:
                yield Problem(NAMES[what], f"{name} event {number + 1}", "the ledger tells it otherwise")
