"""Proving a phone over the API: the same six digits as on the pages, then a token that speaks for that phone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from ninja import Router, Schema, Status
from ninja.decorators import decorate_view
from ninja.security import HttpBearer

from foundation.api.auth import SessionCookie
from foundation.api.idempotency import once
from foundation.api.problems import register_problem
from foundation.people import codes
from foundation.people.doors import CONFIRM, client_of
from foundation.people.exceptions import CodeExpired, WrongCode
from foundation.people.identifiers import normalise_phone, validate_mobile
from foundation.people.models import User
from foundation.people.phone_proof import confirmed_phone
from foundation.people.phone_tokens import make_token, phone_of

router = Router(tags=["phone"])


class PhoneNotProved(Exception):
    """Neither a token nor a session with a confirmed phone."""


class TokenRefused(Exception):
    """Over, changed, or never one of ours."""


ASK_FOR_A_CODE = _(
    "Ask for a code with POST /api/v1/phone/codes, confirm it with POST /api/v1/phone/tokens, and send the token as "
    "Authorization: Bearer …"
)
register_problem(
    PhoneNotProved, status=401, code="phone_needed", title=_("Please prove your phone first."),
    detail=lambda _error: ASK_FOR_A_CODE,
)  # fmt: skip
register_problem(
    TokenRefused, status=401, code="token_refused", title=_("This token is not valid any more."),
    detail=lambda _error: ASK_FOR_A_CODE,
)  # fmt: skip
register_problem(
    CodeExpired, status=422, code="code_void", title=_("This code does not work any more. Please ask for a new code."),
)  # fmt: skip
register_problem(
    WrongCode, status=422, code="wrong_code", title=_("This code is not right."),
    detail=lambda error: _tries_left(error.tries_left),
)  # fmt: skip


def _tries_left(count: int) -> str:
    return ngettext("You can try %(count)d more time.", "You can try %(count)d more times.", count) % {"count": count}


@dataclass(frozen=True)
class Asker:
    """Whoever proved a phone: by token, or in a session, then perhaps with an account."""

    phone: str
    user: User | None = None

    @property
    def who(self) -> str:
        """Whose idempotency keys these are: a new token for the same phone finds the first answer."""
        return f"phone {self.phone}"


class ByToken(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Asker:
        phone = phone_of(token, at=now())
        if phone is None:
            raise TokenRefused
        return Asker(phone)


class BySession(SessionCookie):
    """As on the pages: the phone confirmed in this session, or the account's own; writes need the CSRF token."""

    def __call__(self, request: HttpRequest) -> Any:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            raise PhoneNotProved  # rather than speak of a CSRF token to a program without cookies
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Asker:
        phone = confirmed_phone(request)
        if phone is None:
            raise PhoneNotProved
        return Asker(phone, request.user if isinstance(request.user, User) else None)


by_token, by_session = ByToken(), BySession()
phone_proved = [by_token, by_session]


class CodeWanted(Schema):
    phone: str


class CodeSent(Schema):
    valid_until: datetime
    resend_from: datetime


class CodeTyped(Schema):
    phone: str
    code: str


class TokenOut(Schema):
    token: str
    expires_at: datetime


def _mobile(typed: str) -> str:
    """Raises ValidationError that names the entry, as a program needs it."""
    try:
        validate_mobile(typed)
    except ValidationError as error:
        raise ValidationError({"phone": error.messages}) from error
    return normalise_phone(typed)


@router.post(
    "/codes",
    response={201: CodeSent},
    auth=None,
    summary=gettext_noop("Send a code"),
    description=gettext_noop(
        "Texts six digits to a mainland mobile; earlier ones stop working. One a minute, ten a day. Idempotency-Key."
    ),
)
@decorate_view(never_cache)
def send_code(request: HttpRequest, wanted: CodeWanted) -> HttpResponse:
    phone = _mobile(wanted.phone)

    def act() -> dict[str, datetime]:
        at = now()
        codes.send_code(phone=phone, purpose=CONFIRM.purpose, client=client_of(request), at=at, language=get_language())
        return {"valid_until": at + codes.LIFETIME, "resend_from": at + codes.RESEND_AFTER}

    return once(request, "people.phone_code", act, who=f"phone {phone}")


@router.post(
    "/tokens",
    response={201: TokenOut},
    auth=None,
    summary=gettext_noop("Turn a code into a token"),
    description=gettext_noop(
        "A code opens once, so this takes no Idempotency-Key: whose answer was lost asks for a new code. Half an hour."
    ),
)
@decorate_view(never_cache)
def make_phone_token(request: HttpRequest, typed: CodeTyped) -> Any:
    phone, at = _mobile(typed.phone), now()
    codes.confirm_code(phone=phone, purpose=CONFIRM.purpose, code=typed.code, at=at)
    return Status(201, make_token(phone, at=at)._asdict())
