"""What pages tell of a matter, held against its chain: `verify_ledger` names events that the ledger tells otherwise."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from foundation.ledger.records import moment
from foundation.ledger.telling import Account, Shown
from matters.models import MatterEvent, Reply
from matters.services.moving import series_of

ANSWERS = frozenset({"approve_reply", "answer_directly"})  # their words are read in the answer itself
SAID = ("matter__number", "move", "at", "before", "after", "role", "words")


def _on_the_pages(numbers: Sequence[str]) -> dict[str, list[Shown]]:
    told: dict[str, list[Shown]] = defaultdict(list)
    answers = _answers(numbers)
    rows = MatterEvent.objects.filter(matter__number__in=numbers).order_by("pk").values_list(*SAID)
    for number, move, at, before, after, role, words in rows:
        copies = answers.get((number, at), []) if move in ANSWERS else []
        told[number].append(Shown(move, moment(at), before, after, role, words, copies))
    return told


def _answers(numbers: Sequence[str]) -> dict[tuple[str, datetime | None], list[str]]:
    sent: dict[tuple[str, datetime | None], list[str]] = defaultdict(list)
    rows = Reply.objects.filter(matter__number__in=numbers).exclude(sent_at=None)
    for number, at, text in rows.values_list("matter__number", "sent_at", "text"):
        sent[number, at].append(text)
    return sent


MATTERS = Account(series_of(""), "matter_", _on_the_pages, {"registered": "register"})
