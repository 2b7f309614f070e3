"""That this browser's owner has a phone in hand: proved by a one-time code, remembered in the session.

Another app that needs a confirmed phone puts `@phone_confirmed` on its view and reads `confirmed_phone(request)`;
people without an account are welcome. The number is encrypted in the session row.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now

from foundation.encryption.fields import CannotDecrypt, decrypt, encrypt
from foundation.people.identifiers import normalise_phone

PROOF_LASTS = timedelta(hours=2)
SESSION_KEY = "phone_proof"
CONTEXT = "django_session.text"


def seal_text(text: str) -> str:
    """Text as it may lie in a session row."""
    return encrypt(text, context=CONTEXT)


def unseal_text(sealed: str) -> str:
    """The text again, or "" where a key has gone."""
    try:
        return decrypt(sealed, context=CONTEXT) if sealed else ""
    except CannotDecrypt:
        return ""


def seal(phone: str) -> str:
    return seal_text(normalise_phone(phone))


unseal = unseal_text


def remember(request: HttpRequest, phone: str, *, at: datetime | None = None) -> None:
    """The code was right: this session may use the phone for two hours."""
    until = (at or now()) + PROOF_LASTS
    request.session[SESSION_KEY] = {"phone": seal(phone), "until": until.timestamp()}


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def proved_phone(request: HttpRequest) -> str | None:
    """The phone proved by a code in this session, within two hours."""
    proof: dict[str, Any] = request.session.get(SESSION_KEY) or {}
    if proof and proof["until"] > now().timestamp():
        return unseal(proof["phone"]) or None
    return None


def confirmed_phone(request: HttpRequest) -> str | None:
    """The phone proved in this session, or the verified one of the account signed in; None where neither is."""
    proved = proved_phone(request)
    if proved is not None:
        return proved
    person = getattr(request.user, "person", None) if request.user.is_authenticated else None
    if person is not None and person.phone_verified_at is not None:
        return str(person.phone) or None
    return None


def confirm_url(request: HttpRequest) -> str:
    """Where to confirm a phone, and come back: to this page, or for a form to the page it was on."""
    back = request.get_full_path()
    if request.method != "GET":
        back = urlsplit(request.headers.get("Referer", "")).path or "/"
    return f"{reverse('people:confirm_phone')}?{urlencode({'next': back})}"


def phone_confirmed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For views that need a phone somebody has just proved, or an account with one."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if confirmed_phone(request) is None:
            return redirect(confirm_url(request))
        return view(request, *args, **kwargs)

    return checked


def phone_first(request: HttpRequest) -> HttpResponseBase | None:
    """Off to confirming a phone and back, where none is confirmed (any more); None where one is."""
    if confirmed_phone(request):
        return None
    return redirect(f"{reverse('people:confirm_phone')}?{urlencode({'next': request.path})}")
