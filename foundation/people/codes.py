"""One-time codes by text message: six digits, ten minutes, five tries, one use.

The rules are rows and conditional UPDATEs, so that a restart or a second process forgets none of them. Known and
unknown numbers are treated alike: nothing here looks up who a number belongs to.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from foundation.encryption.keys import digest
from foundation.notifications.services import send
from foundation.people.exceptions import CodeExpired, CodeSpent, CodeUsed, WrongCode
from foundation.people.identifiers import half_width, normalise_phone, validate_mobile
from foundation.people.models import Person, PhoneCode
from foundation.requests.limits import Limit, hit

LIFETIME = timedelta(minutes=10)
RESEND_AFTER = timedelta(seconds=60)
TRIES = 5
PHONE_LIMITS = [Limit(1, 60), Limit(10, 24 * 3600)]
CLIENT_LIMITS = [Limit(20, 3600)]


def phone_key(phone: str) -> str:
    """The digest a phone is kept under: the same as in `Person.phone_index`."""
    return Person.digest_of("phone_index", phone)


def _code_digest(phone_index: str, purpose: str, code: str) -> str:
    return digest("phone_code", f"{phone_index}:{purpose}:{code}")


@transaction.atomic
def send_code(*, phone: str, purpose: str, client: str, at: datetime, language: str | None = None) -> PhoneCode:
    """Text a fresh code to the phone; codes sent earlier for this purpose stop working.

    `client` is the caller's network address, kept only as a digest; "" (a command, a test) has no limit.
    Raises ValidationError for what is no mobile, TooManyTries(retry_at) where a limit is reached.
    """
    validate_mobile(phone)
    phone, index = normalise_phone(phone), phone_key(phone)
    if client:
        hit("phone_code.client", client, CLIENT_LIMITS, at=at)
    hit("phone_code.phone", index, PHONE_LIMITS, at=at)
    code = f"{secrets.randbelow(10**6):06d}"
    row = PhoneCode.objects.create(
        phone_index=index, purpose=purpose, code_digest=_code_digest(index, purpose, code), created_at=at,
        expires_at=at + LIFETIME,
    )  # fmt: skip
    send(
        "people/phone_code", None, "sms", {"code": code, "minutes": int(LIFETIME.total_seconds() // 60)},
        address=phone, language=language, at=at, erase_after_send=True, useful_for=LIFETIME,
    )  # fmt: skip
    return row


def confirm_code(*, phone: str, purpose: str, code: str, at: datetime) -> None:
    """Return quietly when the code is right, once.

    Raises WrongCode(tries_left), CodeExpired, CodeUsed, CodeSpent. Must not run inside a transaction: the count of
    a wrong try has to stay when the caller's work is rolled back.
    """
    index = phone_key(phone)
    latest = PhoneCode.objects.filter(phone_index=index, purpose=purpose).order_by("-created_at", "-pk").first()
    if latest is None:
        raise CodeExpired
    _count_try(latest, at)
    typed = "".join(half_width(code).split())
    if not hmac.compare_digest(latest.code_digest, _code_digest(index, purpose, typed)):
        latest.refresh_from_db(fields=["tries"])
        raise WrongCode(tries_left=TRIES - latest.tries)
    if not _use(latest, at):
        raise CodeUsed


def _use(row: PhoneCode, at: datetime) -> bool:
    """True for the one caller whose UPDATE finds it unused."""
    return bool(PhoneCode.objects.filter(pk=row.pk, used_at=None).update(used_at=at))


@transaction.atomic(durable=True)
def _count_try(row: PhoneCode, at: datetime) -> None:
    """The WHERE clause is the rule: unused, in time, tries left. Two racing guesses count as two."""
    open_rows = PhoneCode.objects.filter(pk=row.pk, used_at=None, expires_at__gt=at, tries__lt=TRIES)
    if open_rows.update(tries=F("tries") + 1):
        return
    row.refresh_from_db()
    if row.used_at is not None:
        raise CodeUsed
    if row.tries >= TRIES:
        raise CodeSpent
    raise CodeExpired
