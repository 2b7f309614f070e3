"""What pages tell of a matter, held against its chain: `verify_ledger` names events that the ledger tells otherwise."""

from collections import defaultdict, deque
from collections.abc import Sequence
from datetime import datetime

from foundation.ledger.records import moment
from foundation.ledger.telling import Account, Shown
from matters.models import MatterEvent, Reply
from matters.services.moving import series_of

ANSWERS = frozenset({"approve_reply", "answer_directly"})  # their words are read in the answer itself
SAID = ("matter__number", "move", "at", "before", "after", "role", "words")
Sent = tuple[str, datetime | None]  # of which matter, and when


def _on_the_pages(numbers: Sequence[str]) -> dict[str, list[Shown]]:
    told: dict[str, list[Shown]] = defaultdict(list)
    answers = _answers(numbers)
    newest: dict[Sent, list[str]] = {}
    rows = MatterEvent.objects.filter(matter__number__in=numbers).order_by("pk").values_list(*SAID)
    for number, move, at, before, after, role, words in rows:
        copies: list[str] = []
        if move in ANSWERS and (waiting := answers.get((number, at))):
            copies.append(waiting.popleft())
            newest[number, at] = copies
        told[number].append(Shown(move, moment(at), before, after, role, words, copies))
    for sent, copies in newest.items():
        copies += answers[sent]  # more than were told: the newest event cannot be the one that told them
    return told


def _answers(numbers: Sequence[str]) -> dict[Sent, deque[str]]:
    """Of one moment in the order of their rounds, in which the events that sent them stand as well."""
    sent: dict[Sent, deque[str]] = defaultdict(deque)
    rows = Reply.objects.filter(matter__number__in=numbers).exclude(sent_at=None).order_by("round")
    for number, at, text in rows.values_list("matter__number", "sent_at", "text"):
        sent[number, at].append(text)
    return sent


MATTERS = Account(series_of(""), "matter_", _on_the_pages, {"registered": "register"})
