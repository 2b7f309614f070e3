"""Opens the accounts through the services of `people`: staff with post, role and second step, citizens by phone."""

from datetime import datetime

from allauth.mfa.totp.internal.auth import TOTP
from django.utils.timezone import localdate

from foundation.people.models import Person, Post, PostKind, Role, Tenure, User, opaque_username
from foundation.people.services import (
    appoint,
    grant_role,
    link_account,
    load_roles,
    person_for_contact,
    set_up_staff_account,
)
from foundation.places.models import Place, Unit
from portal.demo.accounts import CITIZENS, PASSWORD, STAFF, TOTP_SECRET, Citizen, StaffSignIn
from portal.demo.identities import person_name
from portal.demo.towns import CITY_CODE

FIRST_STAFF_NAME = 15_000  # after everybody in the roster
UNIT_ROLES = {"unit_officer", "unit_lead"}  # all others in an office serve the whole city


def load_accounts(persons: dict[str, Person], *, at: datetime) -> int:
    load_roles()
    for n, sign_in in enumerate(STAFF):
        _open_staff_account(n, sign_in, persons, at)
    for citizen in CITIZENS:
        open_citizen_account(citizen, at=at)
    return len(STAFF) + len(CITIZENS)


def _open_staff_account(n: int, sign_in: StaffSignIn, persons: dict[str, Person], at: datetime) -> None:
    person = persons[sign_in.holder] if sign_in.holder else _new_colleague(n, sign_in, at)
    if sign_in.phone:
        person.phone, person.phone_verified_at = sign_in.phone, at
        person.save(update_fields=["phone", "phone_index", "phone_verified_at"])
    user = set_up_staff_account(username=sign_in.username, password=PASSWORD, person=person, set_up_by=None, at=at)
    TOTP.activate(user, TOTP_SECRET)
    post = Tenure.objects.filter(person=person, ends_on=None).earliest("pk").post
    role = Role.objects.get(code=sign_in.role)
    grant_role(user=user, role=role, on=_scope(sign_in), granted_by=None, at=at, post=post)


def _new_colleague(n: int, sign_in: StaffSignIn, at: datetime) -> Person:
    unit = Unit.objects.get(code=sign_in.on)
    post = Post.objects.create(
        kind=PostKind.STAFF,
        name=sign_in.post,
        name_en=sign_in.post_en,
        unit=unit,
        work_phone=unit.phone,
    )
    person = Person.objects.create(name=person_name(FIRST_STAFF_NAME + n), is_official=True, place=unit.place)
    appoint(post=post, person=person, starts_on=localdate(at), at=at)
    return person


def _scope(sign_in: StaffSignIn) -> Place | Unit:
    if sign_in.role in UNIT_ROLES:
        return Unit.objects.get(code=sign_in.on)
    return Place.objects.get(code=sign_in.on if sign_in.holder else CITY_CODE)


def open_citizen_account(citizen: Citizen, *, at: datetime) -> Person:
    """As if the citizen had proved the phone, and typed name and ID number for an earlier booking."""
    user = User(username=opaque_username(), last_phone_proof_at=at)
    user.set_unusable_password()
    user.save()
    person = person_for_contact(citizen.name, citizen.phone, citizen.id_number, phone_verified_at=at)
    link_account(user=user, person=person)
    return person
