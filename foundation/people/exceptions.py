"""What can be refused here. Doors turn these into sentences; none carries a name, a phone or a number."""

from typing import Any


class PeopleRefusal(Exception):
    """Base of everything this room refuses."""


class WrongCode(PeopleRefusal):
    """The code does not match. `tries_left` more are allowed with this code."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"{tries_left} tries left")
        self.tries_left = tries_left


class CodeExpired(PeopleRefusal):
    """No code, or the last one is too old: ask for a new one."""


class CodeUsed(CodeExpired):
    """The code has opened something once already, and does so only once."""


class CodeSpent(CodeExpired):
    """Five wrong tries have been made: this code is void, even if the sixth is right."""


class GrantRefused(PeopleRefusal):
    """The granter may not grant this role here. `reason` is a short key a door words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AlreadyGranted(GrantRefused):
    """The account holds this role on this place or unit already."""

    def __init__(self) -> None:
        super().__init__("already")


class PostTaken(PeopleRefusal):
    """Somebody else holds the post on one of these days: end their tenure first."""


class TenureRefused(PeopleRefusal):
    """The tenure would end before it starts."""


class IdentityDiffers(PeopleRefusal):
    """Two people are made one only where the same ID number was seen on a card for both."""


class TwoAccounts(PeopleRefusal):
    """Both people have an account: a window has to decide which one stays."""


class AccountTaken(PeopleRefusal):
    """The account belongs to another person, or the person has one already."""


class RevealRefused(PeopleRefusal):
    """Not this field, not this viewer, or no purpose given."""

    def __init__(self, reason: Any) -> None:
        super().__init__(reason)
        self.reason = reason


class PhoneTaken(PeopleRefusal):
    """Somebody else proved this phone lately, and signs in with it."""


class PhoneRefused(PeopleRefusal):
    """Staff prove the number on file; another one is put there by their administrator."""


class AccountClosed(PeopleRefusal):
    """The account was closed by an administrator."""


class PhoneClaimed(PeopleRefusal):
    """The identity's phone opens the account of somebody else, or of somebody with another identity."""


class PhoneUnseen(PeopleRefusal):
    """The phone's account was not used for half a year: it may be an earlier owner's. A text-message code decides."""


class IdentityTaken(PeopleRefusal):
    """This identity opens another account already."""


class StepFirst(PeopleRefusal):
    """Staff link an identity after their second step only: it may become one."""


class LastWayIn(PeopleRefusal):
    """Without the identity nobody could sign in to this account any more."""
