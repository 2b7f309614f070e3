"""How often one key may try: an exact sliding window in one row.

A fixed window would let twice the limit through around its edge, which is too much for guesses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from foundation.encryption.keys import digest
from foundation.requests.exceptions import TooManyTries
from foundation.requests.models import Tries

MOST_TIMES = 1000  # the row holds every moment of its window


@dataclass(frozen=True)
class Limit:
    """At most `times` hits in any stretch of `seconds`."""

    times: int
    seconds: int

    def __post_init__(self) -> None:
        if not 0 < self.times <= MOST_TIMES or self.seconds <= 0:
            raise ValueError(f"a limit allows 1 to {MOST_TIMES} times in at least one second")


@transaction.atomic
def hit(scope: str, key: str, limits: Iterable[Limit], at: datetime) -> None:
    """Counts one hit under every limit, or none at all and raises TooManyTries.

    Inside a transaction that is rolled back the hit is forgotten: for guesses use `guess`.
    """
    for limit in sorted(limits, key=lambda each: each.seconds):  # one order, so that two hits never deadlock
        _count(scope, key, limit, at)


@transaction.atomic(durable=True)
def guess(scope: str, key: str, limits: Iterable[Limit], at: datetime) -> None:
    """Counts a guess before it is looked at. Refuses to run inside a transaction, whose rollback would forget it."""
    hit(scope, key, limits, at)


def forgive(scope: str, key: str) -> None:
    """Forgets the hits of a key, after a right guess."""
    Tries.objects.filter(scope=scope, key_digest=_key_digest(key)).delete()


def _key_digest(key: str) -> str:
    return digest("limit_key", key)


def _count(scope: str, key: str, limit: Limit, at: datetime) -> None:
    """Every lost race means that somebody else's hit was counted, so this ends after `times` rounds at most."""
    facts = {"scope": scope, "key_digest": _key_digest(key), "seconds": limit.seconds}
    while True:
        row, _ = Tries.objects.get_or_create(**facts, defaults={"clear_at": at})
        if _added(row, limit, at):
            return


def _added(row: Tries, limit: Limit, at: datetime) -> bool:
    """One conditional UPDATE: it changes the row only as it was read."""
    now_ms, window_ms = int(at.timestamp() * 1000), limit.seconds * 1000
    live = [moment for moment in map(int, filter(None, row.moments.split(","))) if moment > now_ms - window_ms]
    if len(live) >= limit.times:
        raise TooManyTries(_moment(live[-limit.times] + window_ms))
    after = ",".join(map(str, sorted([*live, now_ms])))
    clear_at = at + timedelta(seconds=limit.seconds)
    return bool(Tries.objects.filter(pk=row.pk, moments=row.moments).update(moments=after, clear_at=clear_at))


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)
