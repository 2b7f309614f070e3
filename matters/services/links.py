"""Capabilities in messages and QR codes: 128 random bits, of which only a digest is kept."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from foundation.encryption.keys import digest
from matters.models import AccessLink, LinkPurpose, Matter

TOKEN_BYTES = 16
LONGEST_TOKEN = 64
LASTS = {LinkPurpose.MATTER: timedelta(days=365), LinkPurpose.VERDICT: timedelta(days=30)}


def digest_of(token: str) -> str:
    return digest("matters.link", token)


@transaction.atomic(savepoint=False)  # refuses nothing: the caller's transaction is enough
def make_link(*, matter: Matter, purpose: str, at: datetime) -> str:
    """A fresh token that opens this matter for this purpose; told once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires_at = at + LASTS[LinkPurpose(purpose)]
    AccessLink.objects.create(
        digest=digest_of(token), matter=matter, purpose=purpose, made_at=at, expires_at=expires_at
    )
    return token


def open_link(*, token: str, purpose: str, at: datetime) -> AccessLink | None:
    """The live link behind a token, with its matter; None alike for unknown, expired and revoked."""
    if len(token) > LONGEST_TOKEN:
        return None
    rows = AccessLink.objects.live(at=at).select_related("matter__person", "matter__category", "matter__place")
    return rows.filter(purpose=purpose, digest=digest_of(token)).first()


@transaction.atomic(savepoint=False)  # refuses nothing: the caller's transaction is enough
def revoke_links(*, matter: Matter, at: datetime, purpose: str = "") -> int:
    """Every live link to this matter stops working, or those of one purpose; how many there were."""
    rows = AccessLink.objects.live(at=at).filter(matter=matter)
    if purpose:
        rows = rows.filter(purpose=purpose)
    return rows.update(revoked_at=at)
