"""Answering a request once, however often it is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.timezone import now

from foundation.encryption.keys import digest
from foundation.requests.exceptions import KeyReused
from foundation.requests.models import GivenAnswer, Tries

KEEP_ANSWERS = timedelta(days=2)


@dataclass(frozen=True)
class Answer:
    body: str
    is_replay: bool


def new_key() -> str:
    """For the hidden field of a form; a client of the API makes its own."""
    return uuid4().hex


def fingerprint_of(content: Mapping[str, object]) -> str:
    """One string for what was asked, whatever the order of the fields. Leave tokens and the key itself out."""
    return "\x1f".join(f"{name}\x1e{content[name]}" for name in sorted(content))


def answer_once(key: str, scope: str, fingerprint: str, act: Callable[[], str], at: datetime | None = None) -> Answer:
    """Runs `act` for the first request with this key and repeats its answer to all others.

    The row is written before the act: a second request with the same key waits for the first to commit (PostgreSQL
    on the constraint, SQLite on the lock) and then reads its answer. When the act raises, both are rolled back.
    Raises KeyReused when the key came with another fingerprint. An answer is kept for two days.
    """
    facts = {"scope": scope, "key_digest": digest("idempotency_key", key)}
    mark = digest("fingerprint", fingerprint)
    is_first = False
    try:
        with transaction.atomic():
            row = GivenAnswer.objects.create(**facts, fingerprint=mark, given_at=at or now())
            is_first = True
            row.body = act()
            row.save(update_fields=["body"])
    except IntegrityError:
        if is_first:  # the act's own
            raise
        return _replay(GivenAnswer.objects.get(**facts), mark)
    return Answer(row.body, is_replay=False)


def _replay(row: GivenAnswer, mark: str) -> Answer:
    if row.fingerprint != mark:
        raise KeyReused
    return Answer(row.body, is_replay=True)


@transaction.atomic
def purge_requests(*, at: datetime) -> int:
    """Deletes answers past their time and tries outside every window. For the schedule; returns how many rows."""
    answers, _ = GivenAnswer.objects.older_than(at - KEEP_ANSWERS).delete()
    tries, _ = Tries.objects.over(at=at).delete()
    return answers + tries
