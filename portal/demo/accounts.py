"""Who can sign in to the demo city: one account a role, a second one where the law wants another person, two citizens.

All of it is public knowledge.
The password and the authenticator secret are the same for all staff, and worth nothing anywhere else.
"""

import time
from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from portal.demo.identities import id_number, mobile
from portal.demo.tables import table

PASSWORD = "wanglan-demo-2026"  # noqa: S105  # printed by `manage.py demo_sign_ins` on purpose
TOTP_SECRET = "WANGLANDEMOCITYWANGLANDEMOCITYWL"  # noqa: S105  # the same
TOTP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class StaffSignIn:
    """`holder` names the person of a post in the roster; without one, a staff post of the unit `on` is made.

    `account`: the user name of whoever is the second one of a role.
    """

    account: str
    role: str
    holder: str
    on: str
    post: str
    post_en: str
    phone: str

    @property
    def username(self) -> str:
        return self.account or self.role


@dataclass(frozen=True, slots=True)
class Citizen:
    name: str
    phone: str
    id_number: str


CITIZENS = [Citizen("苇听澜", mobile(1), id_number(1)), Citizen("禾望舒", mobile(2), id_number(2))]
STAFF = [StaffSignIn(**row) for row in table("accounts")]


def current_code(at: float | None = None) -> str:
    """The six digits every demo authenticator shows now."""
    counter = int(at if at is not None else time.time()) // TOTP_SECONDS
    return format_hotp_value(hotp_value(TOTP_SECRET, counter))
