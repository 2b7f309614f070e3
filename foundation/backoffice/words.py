"""What the services of `people` refuse, in the words of the back office."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.people import exceptions

GRANT_REASONS = {
    "self": _("Nobody grants a role to themselves. Ask another administrator."),
    "outside": _("This place or unit lies outside of your own."),
    "more_than_held": _("This role allows more than you hold yourself here."),
    "ends_before_start": _("The last day lies in the past."),
    "already": _("This account holds the role here already."),
}
WORDS: dict[type[Exception], Any] = {
    exceptions.PostTaken: _("Somebody holds this post on one of these days. End their tenure first."),
    exceptions.TenureRefused: _("The last day lies before the first."),
    exceptions.IdentityDiffers: _("Two people are merged only where the same ID number was seen on a card."),
    exceptions.TwoAccounts: _("Both people sign in with an account of their own. Close one of them first."),
    exceptions.AccountTaken: _("This person has an account already, or the account belongs to somebody else."),
}


def refusal_words(refusal: Exception) -> Any:
    if isinstance(refusal, exceptions.GrantRefused):
        return GRANT_REASONS.get(refusal.reason, refusal.reason)
    return WORDS.get(type(refusal), _("This was refused."))
