"""Words and session state the sign-in views share: where the visitor wants to go, which phone they typed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.people import phone_proof
from foundation.people.adapter import CITIZEN_DOOR
from foundation.people.models import User
from foundation.requests.exceptions import TooManyTries


@dataclass(frozen=True)
class Door:
    """A pair of pages that ask for a phone and then for its code."""

    purpose: str
    phone_page: str
    code_page: str


SIGN_IN = Door("sign_in", "people:sign_in", "people:sign_in_code")
CONFIRM = Door("confirm_phone", "people:confirm_phone", "people:confirm_phone_code")


@dataclass
class Visit:
    """What the session remembers between the two pages of a door. The phone lies there encrypted."""

    phone: str
    next: str
    sent_at: datetime
    is_proved: bool = False

    @staticmethod
    def load(request: HttpRequest, door: Door) -> "Visit | None":
        kept: dict[str, Any] = request.session.get(f"door.{door.purpose}") or {}
        phone = phone_proof.unseal(kept.get("phone", ""))
        if not phone:
            return None
        return Visit(phone, kept["next"], datetime.fromtimestamp(kept["sent_at"], UTC), kept["is_proved"])

    def save(self, request: HttpRequest, door: Door) -> None:
        request.session[f"door.{door.purpose}"] = {
            "phone": phone_proof.seal(self.phone),
            "next": self.next,
            "sent_at": self.sent_at.timestamp(),
            "is_proved": self.is_proved,
        }


def forget_visit(request: HttpRequest, door: Door) -> None:
    request.session.pop(f"door.{door.purpose}", None)


def safe_next(request: HttpRequest, wanted: str | None) -> str:
    """The wanted address where it is a path of this site; "" otherwise."""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and wanted.startswith("/") and is_ours else ""


def client_of(request: HttpRequest) -> str:
    """The visitor's network address, as far as the proxies in front of us are to be believed."""
    return str(get_adapter().get_client_ip(request))


def wait_sentence(refusal: TooManyTries, at: datetime) -> str:
    """When to come back: in seconds if soon, else at a time of day."""
    seconds = refusal.wait_seconds(at)
    if seconds <= 90:
        return ngettext(
            "Please wait %(count)d second, then ask for a new code.",
            "Please wait %(count)d seconds, then ask for a new code.",
            seconds,
        ) % {"count": seconds}
    again = localtime(refusal.retry_at + timedelta(seconds=59))
    return _("Too many codes have been asked for. Please try again from %(time)s on, or call 12345.") % {
        "time": again.strftime("%H:%M" if again.date() == localtime(at).date() else "%Y-%m-%d %H:%M")
    }


def enter_by_phone(request: HttpRequest, user: User, phone: str, next_url: str) -> HttpResponseBase:
    """Through allauth's login, so that its signals run; the session is a citizen's, whatever grants the account has."""
    phone_proof.remember(request, phone)
    forget_visit(request, SIGN_IN)
    record_authentication(request, user, method="phone_code")
    login = Login(user=user, redirect_url=next_url or None, state=dict(CITIZEN_DOOR))
    response: HttpResponseBase = perform_login(request, login)
    return response


def enter_by_identity(request: HttpRequest, user: User, next_url: str) -> HttpResponseBase:
    """As citizens enter by phone: the session does not act, whatever grants the account has."""
    record_authentication(request, user, method="city_identity")
    login = Login(user=user, redirect_url=next_url or None, state=dict(CITIZEN_DOOR))
    response: HttpResponseBase = perform_login(request, login)
    return response
