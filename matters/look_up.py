"""The second way to a matter: its number and a fresh code sent to the phone stored with it (DESIGN §6).

Known and unknown numbers, mobiles and landlines are treated alike: whoever asks learns nothing from the answer.
"""

import secrets
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from foundation.numbers.services import is_query_code, normalise_number
from foundation.people import codes
from foundation.people.exceptions import PeopleRefusal
from foundation.people.identifiers import is_mobile
from foundation.people.models import Person
from foundation.requests.exceptions import TooManyTries
from foundation.requests.limits import Limit, forgive, guess
from matters.exceptions import NoSuchMatter
from matters.models import Matter
from matters.services import LOOK_UP_LIMITS, NO_DIGEST

PURPOSE = "look_up"
NUMBER_LIMITS = [Limit(1, 60), Limit(5, 24 * 3600)]
CLIENT_LIMITS = [Limit(10, 3600)]


def send_look_up_code(*, number: str, client: str, at: datetime, language: str | None = None) -> None:
    """Send a code, if the number is ours and a mobile was given with it. Raises TooManyTries, for any number alike.

    Must not run inside a transaction: what was asked for stays counted.
    """
    number = normalise_number(number)
    guess("matters.look_up_code.number", number, NUMBER_LIMITS, at)
    if client:
        guess("matters.look_up_code.client", client, CLIENT_LIMITS, at)
    phone = _mobile_of(number)
    with suppress(TooManyTries), transaction.atomic():  # the phone's own limit would tell that there is one
        someones = phone or f"19{secrets.randbelow(10**9):09d}"
        codes.send_code(phone=someones, purpose=PURPOSE, client="", at=at, language=language)
        if not phone:
            transaction.set_rollback(True)  # the same work, so that the time taken tells nothing; nothing is sent


def _mobile_of(number: str) -> str:
    """The phone given with the matter; "" where there is no such matter, or a landline."""
    matter = Matter.objects.filter(number=number).first()
    return matter.phone if matter is not None and is_mobile(matter.phone) else ""


def find_by_number_and_phone_code(*, number: str, code: str, client: str, at: datetime) -> Matter:
    """The matter a number and the code on its phone open. Raises NoSuchMatter, whatever is wrong, and TooManyTries.

    Must not run inside a transaction: wrong codes stay counted.
    """
    number = normalise_number(number)
    tries = {"matters.look_up.number": number, "matters.look_up.client": client}
    for scope, key in tries.items():
        if key:
            guess(scope, key, LOOK_UP_LIMITS, at)
    phone = _mobile_of(number)
    try:
        codes.confirm_code(phone=phone or "none", purpose=PURPOSE, code=code, at=at)
    except PeopleRefusal as error:
        raise NoSuchMatter from error
    for scope, key in tries.items():
        forgive(scope, key)
    return Matter.objects.get(number=number)


def is_query_code_of(person: Person, number: str, query_code: str) -> bool:
    """Shows that a phone unseen for half a year is still the same person's; the asker counts the tries."""
    matter = Matter.objects.filter(number=normalise_number(number), person=person).first()
    is_right = is_query_code(number, query_code, matter.query_code_digest if matter else NO_DIGEST)
    return is_right and matter is not None
