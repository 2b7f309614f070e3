"""Appending to a series, proving and erasing personal values, signing a day."""

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import now

from foundation.ledger.exceptions import DayOutOfOrder, NotCanonical
from foundation.ledger.keys import public_key, signing_key
from foundation.ledger.models import Entry, Salt, Series, SignedDay, SignedHead
from foundation.ledger.records import GENESIS, SERIES_NAME, canonical, commitment, moment, refuse_personal, sha256
from foundation.ledger.verifier import tree_root

SALT_BYTES = 32


@dataclass(frozen=True)
class LedgerNote:
    """What one entry says. In the payload: text, whole numbers, true, false, null, lists, objects; nothing personal.

    Each value of `personal` enters as a salted commitment; the value itself is not stored here.
    """

    kind: str
    payload: Mapping[str, Any]
    personal: Mapping[str, str] = field(default_factory=dict)


def append(
    series: str, kind: str, payload: Mapping[str, Any], at: datetime, personal: Mapping[str, str] | None = None
) -> Entry:
    """Adds the next entry; its parts are those of a LedgerNote.

    Until the caller's transaction ends, others who append to the same series wait (who appends to several takes them
    in name order). Raises NotCanonical, PersonalInClear.
    """
    body, salts = _body(series, LedgerNote(kind, payload, personal or {}), at)
    with transaction.atomic(savepoint=False):  # all refusals lie behind: the caller's transaction is enough
        entry = _advance(series, body, at)
        Salt.objects.bulk_create(_salts(entry, salts))
    return entry


def begin(series: str, notes: Sequence[LedgerNote], at: datetime) -> list[Entry]:
    """Writes the first entries of a series named after what the caller has just made: at once, since nobody else can
    know of it. Raises NotCanonical, PersonalInClear, and IntegrityError for a series that is there already.
    """
    bodies = [_body(series, note, at) for note in notes]
    entries, head = [], GENESIS
    for sequence, (body, _) in enumerate(bodies, start=1):
        entries.append(_entry(body, sequence, head, at))
        head = entries[-1].digest
    with transaction.atomic(savepoint=False):  # all refusals lie behind: the caller's transaction is enough
        begun = Series.objects.create(name=series, length=len(entries), head=head)
        for entry in entries:
            entry.series = begun
        Entry.objects.bulk_create(entries)
        pairs = zip(entries, bodies, strict=True)
        Salt.objects.bulk_create(salt for entry, (_, salts) in pairs for salt in _salts(entry, salts))
    return entries


def _body(series: str, note: LedgerNote, at: datetime) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What is known of an entry before its place in the chain, and the salts of its commitments."""
    if not SERIES_NAME.fullmatch(series):
        raise NotCanonical(f"series name {series!r}")
    salts = {name: secrets.token_bytes(SALT_BYTES) for name in note.personal}
    body = {
        "at": moment(at),
        "kind": note.kind,
        "payload": dict(note.payload),
        "personal": {name: commitment(salts[name], value) for name, value in note.personal.items()},
        "series": series,
    }
    refuse_personal(series, note.kind, canonical(body["payload"]), *salts)
    return body, salts


def _salts(entry: Entry, salts: Mapping[str, bytes]) -> list[Salt]:
    return [Salt(entry=entry, name=name, salt=salt.hex()) for name, salt in salts.items()]


def _entry(body: dict[str, Any], sequence: int, previous: str, at: datetime) -> Entry:
    """Not saved yet, and without its series."""
    record = canonical(body | {"previous": previous, "sequence": sequence})
    return Entry(sequence=sequence, kind=body["kind"], record=record, digest=sha256(record), at=at)


def _advance(name: str, body: dict[str, Any], at: datetime) -> Entry:
    """The WHERE clause decides who takes the next number; who loses reads again and tries the one after."""
    series = Series.objects.filter(name=name).first()
    while True:
        sequence, head = (series.length + 1, series.head) if series else (1, GENESIS)
        entry = _entry(body, sequence, head, at)
        if series is None:
            series = _begun(name, entry.digest)
            if series is not None:
                break
        elif Series.objects.as_read(series).update(length=sequence, head=entry.digest):
            break
        series = Series.objects.get(name=name)
    entry.series = series
    entry.save()
    return entry


def _begun(name: str, digest: str) -> Series | None:
    """The series with its first entry counted; None where somebody else began it."""
    try:
        with transaction.atomic():
            return Series.objects.create(name=name, length=1, head=digest)
    except IntegrityError:
        return None


def proves(*, entry: Entry, name: str, value: str) -> bool:
    """Whether the entry committed to this personal value; False, too, once its salt is erased."""
    salt = Salt.objects.filter(entry=entry, name=name).first()
    committed = entry.committed.get(name, "")
    return salt is not None and hmac.compare_digest(commitment(bytes.fromhex(salt.salt), value), committed)


@transaction.atomic
def erase_personal(*, series: str, name: str | None = None) -> int:
    """Deletes the salts of a series, or of one personal value in it; returns how many. The chain stays whole."""
    salts = Salt.objects.filter(entry__series__name=series)
    deleted, _ = (salts.filter(name=name) if name else salts).delete()
    return deleted


def sign_day(day: date, at: datetime | None = None) -> SignedDay:
    """Signs the heads of all series that moved since the last signature. Call it when the day is over.

    Signing a signed day again returns what is there. Raises DayOutOfOrder when a later day has been signed.
    """
    try:
        return _sign(day, at or now())
    except IntegrityError:  # two workers signed at once
        return SignedDay.objects.get(day=day)


@transaction.atomic
def _sign(day: date, at: datetime) -> SignedDay:
    before = SignedDay.objects.order_by("-day").first()
    if before and before.day >= day:
        if signed := SignedDay.objects.filter(day=day).first():
            return signed
        raise DayOutOfOrder(before.day)
    heads = _take_heads(day)
    record = canonical(
        {
            "at": moment(at),
            "day": day.isoformat(),
            "previous": before.digest if before else GENESIS,
            "root": tree_root(sorted((head.series.name, head.length, head.head) for head in heads)),
            "series": len(heads),
        }
    )
    return _write_day(day, record, before.digest if before else GENESIS, heads)


def _take_heads(day: date) -> list[SignedHead]:
    """Marks first, reads then: the marked rows are locked, so that length and head belong together."""
    Series.objects.unsigned().update(signed_length=F("length"), signed_on=day)
    moved = Series.objects.filter(signed_on=day).order_by("name")
    return [SignedHead(series=series, length=series.length, head=series.head) for series in moved]


def _write_day(day: date, record: str, previous: str, heads: list[SignedHead]) -> SignedDay:
    signature = signing_key().sign(record.encode()).hex()
    signed = SignedDay.objects.create(
        day=day,
        record=record,
        digest=sha256(record),
        previous=previous,
        signature=signature,
        public_key=public_key(),
    )
    for head in heads:
        head.day = signed
    SignedHead.objects.bulk_create(heads, batch_size=1000)
    return signed
