"""Phones, ID numbers, names: how they are cleaned, checked (GB 11643-1999) and masked."""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from stdnum.iso7064 import mod_11_2

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}(-\d{1,6})?")
ID_NUMBER = re.compile(r"\d{17}[0-9X]")
OLDEST_AGE = 130
STANDARD_SAMPLES = {"440524188001010014"}  # the standard's own sample, older than any living person
PROVINCES = {
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44"),
    *("45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83"),
}


def half_width(text: str) -> str:
    """Full-width digits and letters become ordinary ones, as Chinese input methods produce both."""
    return unicodedata.normalize("NFKC", text).strip()


def normalise_phone(text: str) -> str:
    """Digits only, without the country code; a landline keeps its extension after one hyphen."""
    cleaned = re.sub(r"\s", "", half_width(text))
    if LANDLINE.fullmatch(cleaned):
        return cleaned
    cleaned = cleaned.replace("-", "")
    return re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", cleaned)


def normalise_id_number(text: str) -> str:
    return re.sub(r"[\s-]", "", half_width(text)).upper()


def is_mobile(phone: str) -> bool:
    return bool(MOBILE.fullmatch(normalise_phone(phone)))


def validate_mobile(text: str) -> None:
    if not is_mobile(text):
        raise ValidationError(_("Enter a mainland mobile number of 11 digits, for example 138 0013 8000."), "mobile")


def validate_phone(text: str) -> None:
    """A mobile or a landline with area code: enough to be called back, not to sign in."""
    if not is_mobile(text) and not LANDLINE.fullmatch(normalise_phone(text)):
        raise ValidationError(
            _("Enter a mobile number, or a landline with its area code such as 0513-83310000."), "phone"
        )


def birth_date(id_number: str) -> date | None:
    """The date inside an ID number, or None where it does not exist."""
    digits = normalise_id_number(id_number)[6:14]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def validate_id_number(text: str, *, today: date | None = None) -> None:
    """GB 11643-1999: shape, province, existing birth date, ISO 7064 MOD 11-2 check character.

    The six-digit region is not looked up: abolished codes live on. Says which part is wrong, never the number.
    """
    number = normalise_id_number(text)
    if not ID_NUMBER.fullmatch(number) or number[:2] not in PROVINCES:
        raise ValidationError(_("An ID number has 18 characters: 17 digits and a digit or X."), "id_number_shape")
    born, today = birth_date(number), today or localdate()
    too_old = born is not None and today.year - born.year > OLDEST_AGE and number not in STANDARD_SAMPLES
    if born is None or born > today or too_old:
        raise ValidationError(
            _("The birth date inside this ID number does not exist. Check digits 7 to 14."), "id_date"
        )
    if not mod_11_2.is_valid(number):
        raise ValidationError(_("The last character does not match. Please compare with the card."), "id_check")


def mask_name(name: str) -> str:
    """张小三 → 张**. No guess at compound surnames."""
    return name[:1] + "*" * (len(name) - 1)


def mask_phone(phone: str) -> str:
    """138****1234; other numbers keep the last three digits."""
    digits = normalise_phone(phone) if phone else ""
    if MOBILE.fullmatch(digits):
        return f"{digits[:3]}****{digits[-4:]}"
    return "*" * max(len(digits) - 3, 0) + digits[-3:]


def mask_id_number(number: str) -> str:
    """3299**********3015, for staff; the public never sees even this."""
    return f"{number[:4]}{'*' * 10}{number[-4:]}" if number else ""
