"""The staff's second step: an authenticator app, recovery codes, or for some roles a text message."""

from datetime import datetime

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.db import transaction

from foundation.people import codes, journal
from foundation.people.exceptions import PeopleRefusal
from foundation.people.identities import identity_of
from foundation.people.models import Role, User
from foundation.people.oidc import service
from foundation.people.permissions import ADMINISTRATOR, held_grants
from foundation.requests.limits import Limit, forgive, guess

PURPOSE = "second_step"
GUESSES = [Limit(5, 300), Limit(30, 24 * 3600)]


class StepRefused(PeopleRefusal):
    """Password or code is wrong; which one is not told."""


def has_authenticator(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def phone_for_text(user: User) -> str:
    """The phone a text message may go to as second step; "" where an authenticator is needed.

    Every role the account holds must allow it, and the phone must have been proved by its owner.
    """
    held = {grant.role for grant in held_grants(user)}
    if not held or user.is_superuser or Role.objects.filter(code__in=held, sms_step_allowed=False).exists():
        return ""
    person = getattr(user, "person", None)
    return str(person.phone) if person is not None and person.phone_verified_at is not None else ""


def may_use_identity(user: User) -> bool:
    """Whether the city's identity service is a second step for this account; never for administrators."""
    is_administrator = user.is_superuser or any(grant.role == ADMINISTRATOR for grant in held_grants(user))
    return service().gives_second_step and not is_administrator and identity_of(user) is not None


def check_step(user: User, *, password: str, code: str, at: datetime) -> None:
    """Password and code together. Raises StepRefused, TooManyTries(retry_at) after five guesses in five minutes."""
    guess("people.second_step", str(user.pk), GUESSES, at)
    if not user.check_password(password) or not _is_right(user, code, at):
        raise StepRefused
    forgive("people.second_step", str(user.pk))


def check_password(user: User, password: str, at: datetime) -> None:
    """The password alone, counted like a step."""
    guess("people.second_step", str(user.pk), GUESSES, at)
    if not user.check_password(password):
        raise StepRefused


def _is_right(user: User, code: str, at: datetime) -> bool:
    for authenticator in Authenticator.objects.filter(user=user).order_by("-type"):
        if authenticator.wrap().validate_code(code):
            authenticator.record_usage()
            return True
    phone = "" if has_authenticator(user) else phone_for_text(user)
    if not phone:
        return False
    try:
        codes.confirm_code(phone=phone, purpose=PURPOSE, code=code, at=at)
    except PeopleRefusal:
        return False
    return True


def new_secret() -> str:
    return generate_totp_secret()


def set_up_address(user: User, secret: str) -> str:
    """`otpauth://…`: what the picture says, and what a link on the phone itself opens the app with."""
    return str(get_adapter().build_totp_url(user, secret))


def qr_code(address: str) -> str:
    """An inline SVG without styles, for the strict policy, and on white ground, for dark mode."""
    picture = segno.make(address, error="m")
    return str(picture.svg_inline(scale=4, border=4, light="#fff", svgclass=None, lineclass=None))


@transaction.atomic
def set_up(user: User, *, secret: str, code: str) -> list[str]:
    """Bind the app; returns the recovery codes, to be shown now and never again. Raises StepRefused."""
    if has_authenticator(user) or not validate_totp_code(secret, code):
        raise StepRefused
    TOTP.activate(user, secret)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    recovery = RecoveryCodes.activate(user)
    recovery.mark_as_viewed()
    return list(recovery.generate_codes())


@transaction.atomic
def reset(user: User, *, reset_by: User, at: datetime) -> None:
    """A lost phone: the account is taken to set-up again at its next sign-in."""
    Authenticator.objects.filter(user=user).delete()
    journal.record("people.reset_second_step", user, actor=reset_by, at=at)
