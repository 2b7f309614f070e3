"""What somebody is told whom the identity service, or what it said, does not let in: why, and what to do now."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.people.exceptions import (
    AccountClosed,
    AccountTaken,
    IdentityDiffers,
    IdentityTaken,
    PeopleRefusal,
    PhoneClaimed,
    PhoneUnseen,
    StepFirst,
)
from foundation.people.oidc import ServiceFailed
from foundation.people.second_step import StepRefused

FAILED = {
    "down": _("The identity service does not answer at the moment. Please try again later, or use a text message."),
    "cancelled": _("You broke it off there. Nothing was changed here."),
    "state": _("This sign-in was used before, is more than ten minutes old, or began in another window."),
    "token": _("What the identity service answered could not be confirmed. Nobody was signed in."),
}
WORDS: dict[type[PeopleRefusal], Any] = {
    AccountClosed: _("This account is closed. Please come to the reception window or call 12345."),
    PhoneClaimed: _(
        "The mobile number you use there opens another person's account here. Please sign in by text message."
    ),
    PhoneUnseen: _(
        "Your mobile number has not been used here for half a year. Please sign in by text message once, and link the "
        "identity service on the page “Name and language”."
    ),
    IdentityTaken: _("You already sign in to another account here with this identity. Undo that one first."),
    AccountTaken: _("This account is linked with another identity. Undo that one first."),
    IdentityDiffers: _(
        "The ID number there is not the one confirmed for this account. Please bring your ID card to a window."
    ),
    StepFirst: _(
        "This is a staff account. Sign in with your password, make your second step, and link the identity service on "
        "the page “Name and language”."
    ),
    StepRefused: _("This does not count as your second step: another person's identity, or one signed in too weakly."),
}


def refusal_words(refusal: PeopleRefusal) -> Any:
    return FAILED[refusal.reason] if isinstance(refusal, ServiceFailed) else WORDS[type(refusal)]
