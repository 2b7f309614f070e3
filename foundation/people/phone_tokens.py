"""That the bearer has a phone in hand, for programs without a browser session: the phone and an end, sealed.

Nothing is stored: the token is good for half an hour and says nothing to who reads it.
"""

import json
from datetime import datetime, timedelta
from typing import NamedTuple

from foundation.encryption.fields import CannotDecrypt, decrypt, encrypt
from foundation.people.identifiers import normalise_phone

TOKEN_LASTS = timedelta(minutes=30)
CONTEXT = "people.phone_token"


class PhoneToken(NamedTuple):
    """Hand it out only after the code was right."""

    token: str
    expires_at: datetime


def make_token(phone: str, *, at: datetime) -> PhoneToken:
    expires_at = at + TOKEN_LASTS
    facts = {"phone": normalise_phone(phone), "until": expires_at.timestamp()}
    return PhoneToken(encrypt(json.dumps(facts), context=CONTEXT), expires_at)


def phone_of(token: str, *, at: datetime) -> str | None:
    """The phone the token speaks for; None for one that is over, changed, or never was."""
    try:
        facts = json.loads(decrypt(token, context=CONTEXT))
    except CannotDecrypt:
        return None
    return str(facts["phone"]) if facts["until"] > at.timestamp() else None
