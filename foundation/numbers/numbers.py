"""The public number of a booking, a matter, anything a citizen may ask about."""

import re
import secrets
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from django.db import IntegrityError, transaction
from stdnum.iso7064 import mod_37_36

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
RANDOM_CHARACTERS = 6
NUMBER_LENGTH = 17  # hyphens included
TRIES = 5
NUMBER = re.compile(rf"\d{{8}}-[{ALPHABET}]{{{RANDOM_CHARACTERS}}}-[{ALPHABET}]")
DIGITS_MEANT = str.maketrans("OIL", "011")

Saved = TypeVar("Saved")


def random_text(length: int) -> str:
    """Letters and digits nobody mixes up when reading aloud; 5 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def clean(text: str) -> str:
    """Half-width capitals and digits of what somebody typed; everything else dropped."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())


def new_number(on: date) -> str:
    """A fresh number for that day. Not yet unique: see `with_new_number`."""
    while True:
        body = f"{on:%Y%m%d}{random_text(RANDOM_CHARACTERS)}"
        check = mod_37_36.calc_check_digit(body)
        if check in ALPHABET:
            return f"{body[:8]}-{body[8:]}-{check}"


def normalise_number(text: str) -> str:
    """What was probably meant, in the printed form; the cleaned text where it has another length.

    The date holds digits only, so O, I and L there mean 0 and 1. Behind it 0, O, 1 and I never occur and cannot be
    guessed back.
    """
    cleaned = clean(text)
    if len(cleaned) != NUMBER_LENGTH - 2:
        return cleaned
    return f"{cleaned[:8].translate(DIGITS_MEANT)}-{cleaned[8:14]}-{cleaned[14]}"


def is_valid_number(text: str) -> bool:
    """Right shape, existing date, matching check character; whether anything has this number is not asked."""
    number = normalise_number(text)
    if not NUMBER.fullmatch(number):
        return False
    try:
        datetime.strptime(number[:8], "%Y%m%d")  # noqa: DTZ007  # only whether the day exists
    except ValueError:
        return False
    return bool(mod_37_36.is_valid(number.replace("-", "")))


def with_new_number(save: Callable[[str], Saved], *, on: date) -> Saved:
    """Calls `save(number)` and draws again when a unique constraint refuses it.

    Another broken constraint is raised after the last try, so `save` must do nothing but write.
    """
    for _ in range(TRIES - 1):
        try:
            with transaction.atomic():
                return save(new_number(on))
        except IntegrityError:
            continue
    return save(new_number(on))
