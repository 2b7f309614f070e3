"""Personal data in a text: ID numbers, mobile numbers, bank cards. What was found is only ever shown masked."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from django.core.exceptions import ValidationError
from stdnum import luhn

from foundation.people.identifiers import half_width, mask_id_number, mask_name, mask_phone, validate_id_number

_GAP = r"[ \u00a0-]?"
_ID = re.compile(rf"(?<!\d)(?:\d{_GAP}){{17}}[\dXx](?![\dA-Za-z])")
_MOBILE = re.compile(rf"(?<!\d)(?:(?:\+|00)?86{_GAP})?(1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}})(?!\d)")
_DIGITS_WIDE = re.compile("[０-９Ｘｘ]+")  # full width is what is meant
_CARD = re.compile(rf"(?<!\d)[3-6](?:{_GAP}\d){{15,18}}(?!\d)")


class Kind:
    ID_NUMBER, MOBILE, BANK_CARD = "id_number", "mobile", "bank_card"


class PersonalData(NamedTuple):
    kind: str
    masked: str


def personal_data_in(text: str, public_numbers: Collection[str] = ()) -> list[PersonalData]:
    """In the order of the kinds. An ID number is not looked at again as anything else."""
    rest = half_width(text)
    found: list[PersonalData] = []
    for match in _id_numbers(rest):
        found.append(PersonalData(Kind.ID_NUMBER, mask_id_number(match)))
        rest = rest.replace(match, " ")
    for match in _CARD.findall(rest):
        digits = _digits(match)
        if luhn.is_valid(digits) and len(set(digits)) > 1:
            found.append(PersonalData(Kind.BANK_CARD, f"{digits[:4]}{'*' * (len(digits) - 8)}{digits[-4:]}"))
            rest = rest.replace(match, " ")
    for match in _MOBILE.findall(rest):
        if _digits(match) not in public_numbers:
            found.append(PersonalData(Kind.MOBILE, mask_phone(_digits(match))))
    return list(dict.fromkeys(found))


def mask_personal_data(text: str, names: Collection[str] = (), public_numbers: Collection[str] = ()) -> str:
    """The text with what was found covered up, and the names given masked."""
    text = _DIGITS_WIDE.sub(lambda found: half_width(found.group()), text)  # signs stay as they were written
    for match in [*_id_numbers(text), *_CARD.findall(text)]:
        text = text.replace(match, mask_id_number(_digits(match)))
    for match in _MOBILE.findall(text):
        if _digits(match) not in public_numbers:
            text = text.replace(match, mask_phone(_digits(match)))
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, mask_name(name))
    return text


def _id_numbers(text: str) -> Iterator[str]:
    for match in _ID.findall(text):
        try:
            validate_id_number(_digits(match))
        except ValidationError:
            continue
        yield match


def _digits(text: str) -> str:
    return re.sub(r"[^\dXx]", "", text)
