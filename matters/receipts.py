"""The receipt, readable in this browser for half an hour after registering, sealed at rest.

Each way of registering has a slot of its own, and a clerk's slip lies apart from a receipt of their own.
"""

import json
from datetime import timedelta
from typing import NamedTuple

import segno
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import now

from foundation.encryption.fields import CannotDecrypt, decrypt, encrypt
from matters.services import Receipt

SESSION_KEY = "reception_receipt"
SLIP = "reception_slip"
MATTER = "matter_receipt"
CONTEXT = "session.reception_receipt"
SHOWN_FOR = timedelta(minutes=30)


class Shown(NamedTuple):
    """`token` opens what was registered without number and code: it stands in the receipt's QR code."""

    number: str
    query_code: str
    token: str
    is_discreet: bool


def remember(
    request: HttpRequest,
    receipt: Receipt,
    *,
    key: str,
    slot: str = SESSION_KEY,
    token: str = "",
    is_discreet: bool = False,
) -> None:
    """`key`: the one it was sent with, so that a second click on "send" leads to the receipt too."""
    facts = {"number": receipt.number, "query_code": receipt.query_code, "key": key, "token": token}
    facts |= {"until": str((now() + SHOWN_FOR).timestamp()), "discreet": "1" if is_discreet else ""}
    request.session[slot] = encrypt(json.dumps(facts), context=CONTEXT)


def _facts(request: HttpRequest, slot: str) -> dict[str, str]:
    sealed = request.session.get(slot, "")
    try:
        facts: dict[str, str] = json.loads(decrypt(sealed, context=CONTEXT)) if sealed else {}
    except (CannotDecrypt, ValueError):
        return {}
    return facts if facts and float(facts["until"]) > now().timestamp() else {}


def shown_receipt(request: HttpRequest, *, slot: str = SESSION_KEY) -> Shown | None:
    facts = _facts(request, slot)
    if not facts:
        return None
    return Shown(facts["number"], facts["query_code"], facts.get("token", ""), bool(facts.get("discreet")))


def forget(request: HttpRequest, *, slot: str = SESSION_KEY) -> None:
    """Closed by who holds the phone: it opens no more."""
    request.session.pop(slot, None)


def is_sent(request: HttpRequest, *, key: str, slot: str = SESSION_KEY) -> bool:
    return bool(key) and _facts(request, slot).get("key") == key


def qr_code(address: str) -> SafeString:
    """One SVG without styles, for the strict policy; dark on white in every mode, because cameras need the contrast."""
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(scale=4, border=4, light="#fff", svgclass=None, lineclass=None))  # noqa: S308  # made here
