"""What an answer is looked over for before it is handed in."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

POINTS = {
    "every_point": _("Every point that was asked is answered"),
    "facts": _("The facts were looked into, on the spot where that helps"),
    "basis": _("The law or policy is named, and what it says"),
    "date": _("What will be done carries a date"),
    "contact": _("A person and a phone to ask are named"),
    "tone": _("Plain and polite words; nothing about third persons"),
}


def missing_points(checked: Collection[str]) -> list[str]:
    return [code for code in POINTS if code not in checked]
