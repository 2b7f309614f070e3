"""Accounts that the city's identity service opens: which one, and what its facts may fill in.

An account is found by the service's own key for the person, or by a phone the service has verified; never by an
unverified phone or an e-mail address. The key is kept as a digest only: some services use the ID number as key.
"""

from dataclasses import dataclass
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from foundation.encryption.keys import digest
from foundation.people.accounts import (
    account_for_phone,
    is_stale,
    note_phone_proof,
    owner_of_phone,
    staff_accounts,
)
from foundation.people.exceptions import (
    AccountClosed,
    AccountTaken,
    IdentityDiffers,
    IdentityTaken,
    LastWayIn,
    PhoneClaimed,
    PhoneUnseen,
    StepFirst,
    TwoAccounts,
)
from foundation.people.identifiers import is_mobile, normalise_id_number, validate_id_number
from foundation.people.models import Person, User, opaque_username
from foundation.people.persons import person_to_link, verify_identity

PROVIDER = "city"


@dataclass(frozen=True)
class Identity:
    """What the service said about somebody who signed in there just now. `phone` is blank unless it is verified."""

    subject: str
    phone: str = ""
    name: str = ""
    id_number: str = ""
    staff_number: str = ""
    is_second_step: bool = False


@dataclass(frozen=True)
class Opened:
    """`is_complete` is False where the ID number belongs to another account, so that a window has to look at it."""

    user: User
    is_complete: bool = True


def subject_of(issuer: str, subject: str) -> str:
    """What is kept of the service's key for a person."""
    return digest("people.identity", f"{issuer}\x1f{subject}")


def identity_of(user: User) -> SocialAccount | None:
    return SocialAccount.objects.filter(user=user, provider=PROVIDER).first()


def _account_of(identity: Identity) -> User | None:
    linked = SocialAccount.objects.filter(provider=PROVIDER, uid=identity.subject).select_related("user").first()
    return linked.user if linked is not None else None


def account_for_identity(identity: Identity, *, at: datetime, language: str = "zh-hans") -> Opened:
    """The account this identity opens; a new one where it is nobody's yet.

    Raises AccountClosed, PhoneClaimed, PhoneUnseen, StepFirst, IdentityDiffers.
    """
    try:
        return _opened(identity, at, language)
    except IntegrityError:  # the same identity came twice at this moment: the unique key let one in
        return _opened(identity, at, language)


@transaction.atomic
def _opened(identity: Identity, at: datetime, language: str) -> Opened:
    user = _account_of(identity)
    if user is None:
        user = _account_by_phone(identity, at, language) or _new_account(identity, language)
        SocialAccount.objects.create(user=user, provider=PROVIDER, uid=identity.subject)
    if not user.is_active:
        raise AccountClosed
    SocialAccount.objects.filter(user=user, provider=PROVIDER).update(last_login=at)
    return Opened(user, _fill_facts(user, identity, at))


def _account_by_phone(identity: Identity, at: datetime, language: str) -> User | None:
    """None where the identity has no verified phone, or the phone is one that the family shares."""
    if not identity.phone:
        return None
    owner = owner_of_phone(identity.phone)
    if owner is None:
        waiting = person_to_link(identity.phone, at=at)
        if waiting is not None and _is_somebody_else(waiting, identity):
            return None
        return account_for_phone(identity.phone, at=at, language=language).user
    user = User.objects.select_for_update().get(person=owner)
    _check_owner(owner, user, identity, at)
    note_phone_proof(owner, at)
    return user


def _check_owner(owner: Person, user: User, identity: Identity, at: datetime) -> None:
    """Whether the identity may be joined to the account that signs in with its phone."""
    if not user.is_active:
        raise AccountClosed
    if identity_of(user) is not None or _is_somebody_else(owner, identity):
        raise PhoneClaimed
    if _is_staff(user) and identity.staff_number != user.username:
        raise StepFirst
    is_known = bool(identity.id_number) and owner.id_number == identity.id_number
    if is_stale(owner, at) and not is_known:
        raise PhoneUnseen


def _is_somebody_else(person: Person, identity: Identity) -> bool:
    return bool(person.id_number and identity.id_number) and person.id_number != identity.id_number


def _is_staff(user: User) -> bool:
    return staff_accounts().filter(pk=user.pk).exists()


def _new_account(identity: Identity, language: str) -> User:
    user = User(username=opaque_username())
    user.set_unusable_password()
    user.save()
    Person.objects.create(user=user, name=identity.name, language=language)
    return user


def _fill_facts(user: User, identity: Identity, at: datetime) -> bool:
    """What is blank is filled; a verified ID number may turn the person out to be one a window knows already.

    False where that one has an account of its own. Raises IdentityDiffers.
    """
    person = Person.objects.filter(user=user).first()
    if person is None:
        return True
    if not person.name and identity.name:
        person.name = identity.name
        person.save(update_fields=["name"])
    if not identity.id_number or (person.identity_verified_at and person.id_number == identity.id_number):
        return True
    if person.identity_verified_at:
        raise IdentityDiffers
    try:
        verify_identity(person=person, id_number=identity.id_number, at=at, verified_by=None)
    except TwoAccounts:
        return False
    return True


def link_identity(*, user: User, identity: Identity, is_acting: bool, at: datetime) -> Opened:
    """The signed-in account is opened by this identity too from now on.

    An identity can be a second step, so staff must have made theirs: a password alone must not be enough to choose
    it. Raises IdentityTaken, AccountTaken (has another identity), PhoneClaimed, StepFirst, IdentityDiffers.
    """
    try:
        return _linked(user, identity, is_acting, at)
    except IntegrityError:  # another account took the same at this moment: the unique key let one in
        return _linked(user, identity, is_acting, at)


@transaction.atomic
def _linked(user: User, identity: Identity, is_acting: bool, at: datetime) -> Opened:
    user = User.objects.select_for_update().get(pk=user.pk)
    linked = _account_of(identity)
    if linked is not None and linked.pk != user.pk:
        raise IdentityTaken
    if linked is None:
        _check_link(user, identity, is_acting)
        SocialAccount.objects.create(user=user, provider=PROVIDER, uid=identity.subject)
    return Opened(user, _fill_facts(user, identity, at))


def _check_link(user: User, identity: Identity, is_acting: bool) -> None:
    if identity_of(user) is not None:
        raise AccountTaken
    owner = owner_of_phone(identity.phone) if identity.phone else None
    if owner is not None and owner.user_id != user.pk:
        raise PhoneClaimed
    if _is_staff(user) and not is_acting and identity.staff_number != user.username:
        raise StepFirst


@transaction.atomic
def unlink_identity(*, user: User) -> None:
    """Raises LastWayIn where nobody could sign in any more."""
    person = Person.objects.filter(user=user).first()
    has_phone = person is not None and person.phone_verified_at is not None
    if not has_phone and not user.has_usable_password():
        raise LastWayIn
    SocialAccount.objects.filter(user=user, provider=PROVIDER).delete()


def is_own_second_step(user: User, identity: Identity, *, needs_staff_number: bool) -> bool:
    """Whether signing in as this identity proves that it is this member of staff."""
    if not identity.is_second_step or _account_of(identity) != user:
        return False
    return identity.staff_number == user.username or not needs_staff_number


def clean_phone(text: object) -> str:
    return str(text) if isinstance(text, str) and is_mobile(text) else ""


def clean_id_number(text: object) -> str:
    """The number where it can be one; a broken fact of the service's is left out, not stored."""
    try:
        validate_id_number(str(text or ""))
    except ValidationError:
        return ""
    return normalise_id_number(str(text))
