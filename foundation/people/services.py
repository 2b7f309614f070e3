"""The one way to change anything about people. Split by noun; imported from here."""

from foundation.people.accounts import (
    account_for_phone,
    attach_phone,
    begin_anew,
    change_staff_account,
    set_up_staff_account,
)
from foundation.people.appointments import appoint, end_tenure, hand_over
from foundation.people.codes import confirm_code, send_code
from foundation.people.granting import grant_role, revoke_grant
from foundation.people.persons import (
    link_account,
    merge_persons,
    person_for_contact,
    person_to_link,
    verify_identity,
)
from foundation.people.reveals import reveal
from foundation.people.roles import load_roles

__all__ = [
    "account_for_phone",
    "appoint",
    "attach_phone",
    "begin_anew",
    "change_staff_account",
    "confirm_code",
    "end_tenure",
    "grant_role",
    "hand_over",
    "link_account",
    "load_roles",
    "merge_persons",
    "person_for_contact",
    "person_to_link",
    "reveal",
    "revoke_grant",
    "send_code",
    "set_up_staff_account",
    "verify_identity",
]
