"""Capabilities in messages, QR codes and calendar programmes: 128 random bits, of which only a digest is kept."""

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from foundation.encryption.keys import digest
from reception_days.models import AccessLink, Booking, LinkPurpose, ReceptionDay

if TYPE_CHECKING:
    from foundation.people.models import Person

TOKEN_BYTES = 16
LONGEST_TOKEN = 64
OPENS_AFTER_THE_DAY = timedelta(days=30)
"""How long a link to a booking outlives its day: somebody may still read what became of it."""


def digest_of(token: str) -> str:
    return digest("reception_days.link", token)


def make_link(*, booking: Booking, purpose: str, at: datetime, expires_at: datetime | None = None) -> str:
    """A fresh token that opens this booking for this purpose; told once. It ends a month after the booking's day."""
    return make_link_to(booking.pk, day=booking.day, purpose=purpose, at=at, expires_at=expires_at)


def make_link_to(
    booking_id: int, *, day: ReceptionDay, purpose: str, at: datetime, expires_at: datetime | None = None
) -> str:
    """The same for who knows the booking's key and day without having read it."""
    if purpose == LinkPurpose.CALENDAR:
        raise ValueError("a calendar feed belongs to a person: see calendar_feeds")
    expires_at = expires_at or day.closes_at + OPENS_AFTER_THE_DAY
    return _make(purpose=purpose, booking_id=booking_id, made_at=at, expires_at=expires_at)


def make_feed_link(*, person: "Person", at: datetime) -> str:
    """A fresh token for the person's own calendar; it works until it is revoked."""
    return _make(purpose=LinkPurpose.CALENDAR, person=person, made_at=at)


def _make(**facts: object) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    AccessLink.objects.create(digest=digest_of(token), **facts)
    return token


def open_link(*, token: str, purpose: str, at: datetime) -> AccessLink | None:
    """The live link behind a token, with what it opens; None alike for unknown, expired and revoked."""
    if len(token) > LONGEST_TOKEN:
        return None
    rows = AccessLink.objects.live(at=at).select_related("booking__matter__person", "booking__day", "person")
    return rows.filter(purpose=purpose, digest=digest_of(token)).first()


@transaction.atomic
def revoke_links(
    *, at: datetime, booking: Booking | None = None, person: "Person | None" = None, purpose: str = ""
) -> int:
    """Every live link to this booking, or of this person's calendar, stops working; how many there were."""
    if (booking is None) == (person is None):
        raise ValueError("say whose links: a booking's or a person's")
    rows = AccessLink.objects.live(at=at).filter(booking=booking, person=person)
    if purpose:
        rows = rows.filter(purpose=purpose)
    return rows.update(revoked_at=at)
