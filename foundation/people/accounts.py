"""Accounts: opened on the fly by a proved phone, set up by an administrator for staff."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from foundation.people import journal
from foundation.people.exceptions import AccountTaken, PhoneRefused, PhoneTaken
from foundation.people.identifiers import normalise_phone
from foundation.people.models import Person, PlaceGrant, UnitGrant, User, opaque_username
from foundation.people.persons import UNSEEN_AFTER, link_account, person_to_link


@dataclass(frozen=True)
class PhoneOwner:
    """The account a proved phone opens. `is_stale`: so long unseen that the number may have changed hands."""

    user: User
    is_stale: bool = False


def account_for_phone(phone: str, *, at: datetime, language: str = "zh-hans") -> PhoneOwner:
    """The account of a phone proved just now, opened where there is none. Call only after a right code.

    A stale owner must first show that they are the same person (`begin_anew` otherwise); nothing is changed until then.
    """
    owner = owner_of_phone(phone)
    if owner is None:
        try:
            return PhoneOwner(_open_account(phone, at, language))
        except IntegrityError:  # the same phone was proved twice at this moment: account_phone_once let one in
            owner = owner_of_phone(phone)
            assert owner is not None
    assert owner.user is not None
    if is_stale(owner, at):
        return PhoneOwner(owner.user, is_stale=True)
    note_phone_proof(owner, at)
    return PhoneOwner(owner.user)


def owner_of_phone(phone: str) -> Person | None:
    """Whose account the phone opens: only a proof makes a number one's own, typing it in does not."""
    proved = Person.objects.with_phone(phone).filter(user__isnull=False, phone_verified_at__isnull=False)
    return proved.select_related("user").first()


def is_stale(owner: Person, at: datetime) -> bool:
    assert owner.user is not None
    seen = [moment for moment in (owner.user.last_phone_proof_at, owner.phone_verified_at) if moment]
    return not seen or max(seen) < at - UNSEEN_AFTER


def note_phone_proof(owner: Person, at: datetime) -> None:
    """The phone was proved and is theirs: the 180 days begin again."""
    User.objects.filter(person=owner).update(last_phone_proof_at=at)
    Person.objects.filter(pk=owner.pk).update(phone_verified_at=at)


@transaction.atomic
def _open_account(phone: str, at: datetime, language: str) -> User:
    user = User(username=opaque_username(), last_phone_proof_at=at)
    user.set_unusable_password()
    user.save()
    person = person_to_link(phone, at=at)
    if person is None:
        Person.objects.create(user=user, phone=normalise_phone(phone), phone_verified_at=at, language=language)
        return user
    link_account(user=user, person=person)
    note_phone_proof(person, at)
    return user


@transaction.atomic
def begin_anew(phone: str, *, at: datetime, language: str = "zh-hans") -> User:
    """A recycled number: the earlier owner's records lose the phone, the new owner gets an account that knows nothing.

    The earlier owner keeps their records, and reaches them again at a window with their ID card.
    """
    _take_phone_from(phone, at)
    return _open_account(phone, at, language)


def _take_phone_from(phone: str, at: datetime) -> None:
    """Records of whoever had the number before keep everything but the number. A recent proof by others stays."""
    unseen = Q(user__isnull=False) | Q(phone_verified_at__lt=at - UNSEEN_AFTER)
    for person in Person.objects.with_phone(phone).filter(unseen, phone_verified_at__isnull=False):
        person.phone, person.phone_verified_at = "", None
        person.save(update_fields=["phone", "phone_index", "phone_verified_at"])


@transaction.atomic
def attach_phone(*, user: User, phone: str, at: datetime) -> None:
    """A phone proved just now becomes the account's own. Raises PhoneTaken, PhoneRefused.

    Staff may only prove the number their administrator put on file: it can be a second step, so a password alone must
    not be enough to choose it.
    """
    person, owner = user.person, owner_of_phone(phone)
    is_staff = user.has_usable_password() or staff_accounts().filter(pk=user.pk).exists()
    if is_staff and normalise_phone(person.phone) != normalise_phone(phone):
        raise PhoneRefused
    if owner is not None and owner.pk != person.pk:
        if not is_stale(owner, at):
            raise PhoneTaken
        _take_phone_from(phone, at)
    person.phone, person.phone_verified_at = normalise_phone(phone), at
    person.save(update_fields=["phone", "phone_index", "phone_verified_at"])
    User.objects.filter(pk=user.pk).update(last_phone_proof_at=at)


@transaction.atomic
def set_up_staff_account(*, username: str, password: str, person: Person, set_up_by: User | None, at: datetime) -> User:
    """An account with a password for somebody who works here. It can do nothing before a grant and a second step.

    Raises AccountTaken for somebody who has an account: a password set by others would open a citizen's own pages.
    """
    if person.user_id is not None:
        raise AccountTaken
    user = User(username=username)
    user.set_password(password)
    user.save()
    link_account(user=user, person=person)
    journal.record("people.set_up_account", user, actor=set_up_by, at=at, data={"username": username})
    return user


def staff_accounts() -> QuerySet[User]:
    """Accounts with a password, a grant (also an ended one), or the keys of the installation; never a citizen's."""
    granted = Q(pk__in=PlaceGrant.objects.values("user_id")) | Q(pk__in=UnitGrant.objects.values("user_id"))
    has_password = ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) & ~Q(password="")
    return User.objects.filter(granted | has_password | Q(is_superuser=True))


@transaction.atomic
def change_staff_account(
    *, user: User, username: str, is_active: bool, password: str, changed_by: User, at: datetime
) -> User:
    """A blank password stays as it was. A closed account's sessions end with its next request."""
    fields = [
        journal.change(name, before, after)
        for name, before, after in (("username", user.username, username), ("is_active", user.is_active, is_active))
        if before != after
    ]
    if password:
        fields.append(journal.change("password", "***", "***"))
        user.set_password(password)
    user.username, user.is_active = username, is_active
    user.save()
    journal.record("people.change_account", user, actor=changed_by, at=at, data={"fields": fields})
    return user
