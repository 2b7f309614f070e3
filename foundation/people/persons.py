"""Finding, linking and merging the people behind names and phones."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from foundation.people import journal
from foundation.people.exceptions import AccountTaken, IdentityDiffers, TwoAccounts
from foundation.people.identifiers import normalise_id_number, normalise_phone, validate_id_number
from foundation.people.models import Person, User

UNSEEN_AFTER = timedelta(days=180)
"""A number nobody proved for this long may belong to somebody new: operators hand numbers out again."""


@transaction.atomic(savepoint=False)  # refuses nothing: the caller's transaction is enough
def person_for_contact(
    name: str, phone: str, id_number: str = "", *, phone_verified_at: datetime | None = None, language: str = ""
) -> Person:
    """The person a record belongs to, found or made.

    Whoever typed a stranger's name and phone must not reach the stranger's record, so an account's person is found
    only through a phone proved just now; without that proof, only a person without account and with the same name is.
    An ID number typed here is stored unverified and never opens anything by itself.
    """
    phone, id_number = normalise_phone(phone), normalise_id_number(id_number)
    for person in Person.objects.with_phone(phone).filter(merged_into=None).order_by("pk"):
        if _is_same(person, name, id_number, phone_verified_at):
            return _completed(person, name, id_number, phone_verified_at)
    return Person.objects.create(
        name=name, phone=phone, id_number=id_number, phone_verified_at=phone_verified_at,
        language=language or "zh-hans",
    )  # fmt: skip


def _is_same(person: Person, name: str, id_number: str, proved_at: datetime | None) -> bool:
    if person.id_number and id_number and person.id_number != id_number:
        return False
    if proved_at is None:
        return person.name == name and person.user_id is None and person.phone_verified_at is None
    if person.phone_verified_at is not None and person.phone_verified_at < proved_at - UNSEEN_AFTER:
        return False  # the number may have a new owner
    return person.name in ("", name)


def _completed(person: Person, name: str, id_number: str, phone_verified_at: datetime | None) -> Person:
    """What was blank is filled; what is there stays."""
    person.name = person.name or name
    person.id_number = person.id_number or id_number
    person.phone_verified_at = phone_verified_at or person.phone_verified_at
    person.save(update_fields=["name", "id_number", "id_number_index", "phone_verified_at"])
    return person


@transaction.atomic
def link_account(*, user: User, person: Person) -> None:
    """The person signs in with this account from now on. Raises AccountTaken.

    The WHERE clause decides which of two accounts gets the person, the unique key which person an account gets.
    """
    free = Person.objects.filter(Q(user=None) | Q(user=user), pk=person.pk)
    try:
        with transaction.atomic():
            linked = free.update(user=user)
    except IntegrityError as error:
        raise AccountTaken from error
    if not linked:
        raise AccountTaken
    person.user = user


def person_to_link(phone: str, *, at: datetime) -> Person | None:
    """The one person without account whose proof of this phone is recent; None where it is nobody or several."""
    recent = Person.objects.with_phone(phone).filter(
        user=None, merged_into=None, phone_verified_at__gt=at - UNSEEN_AFTER
    )
    found = list(recent[:2])
    return found[0] if len(found) == 1 else None


def verify_identity(*, person: Person, id_number: str, at: datetime, verified_by: User | None) -> Person:
    """Somebody saw the card, or (None) the city's identity service vouches for the number.

    Returns the person who has this identity: the same, or an earlier one it is merged into.
    Raises ValidationError for a number that cannot be, TwoAccounts.
    """
    validate_id_number(id_number)
    try:
        return _verified(person, id_number, at, verified_by)
    except IntegrityError:  # the same card was seen for another row at this moment: the unique key let one in
        person.refresh_from_db()
        return _verified(person, id_number, at, verified_by)


@transaction.atomic
def _verified(person: Person, id_number: str, at: datetime, verified_by: User | None) -> Person:
    earlier = Person.objects.with_id_number(id_number).filter(identity_verified_at__isnull=False).exclude(pk=person.pk)
    known = earlier.select_for_update().first()
    person.id_number = normalise_id_number(id_number)
    person.save(update_fields=["id_number", "id_number_index"])
    if known is not None:
        return merge_persons(kept=known, duplicate=person, at=at, merged_by=verified_by)
    person.identity_verified_at = at
    person.save(update_fields=["identity_verified_at"])
    journal.record("people.verify_identity", person, actor=verified_by, at=at)
    return person


@transaction.atomic
def merge_persons(*, kept: Person, duplicate: Person, at: datetime, merged_by: User | None) -> Person:
    """Two rows of one human being become one. Only on an equal ID number that was verified (DESIGN §6).

    Everything pointing at the duplicate points at the kept person; the duplicate stays as an empty shell, so that
    old keys still lead somewhere. Raises IdentityDiffers, TwoAccounts.
    """
    is_same = kept.id_number_index and kept.id_number_index == duplicate.id_number_index
    if not is_same or kept.identity_verified_at is None or kept.pk == duplicate.pk:
        raise IdentityDiffers
    if kept.user_id is not None and duplicate.user_id is not None:
        raise TwoAccounts
    _repoint(kept, duplicate)
    user_id, phone, proved_at = duplicate.user_id, duplicate.phone, duplicate.phone_verified_at
    duplicate.merged_into = kept
    duplicate.user = duplicate.phone_verified_at = None
    duplicate.name = duplicate.phone = duplicate.id_number = duplicate.address = ""
    duplicate.save()
    if user_id is not None:
        # An account opened by the city's identity service may have no phone: then the other one is kept, unproved.
        kept.user_id, kept.phone, kept.phone_verified_at = user_id, phone or kept.phone, proved_at
        kept.save()
    journal.record("people.merge_persons", kept, actor=merged_by, at=at, data={"merged": str(duplicate.public_id)})
    return kept


def _repoint(kept: Person, duplicate: Person) -> None:
    """Every foreign key in the portal, also of rooms that did not exist when this was written."""
    for relation in Person._meta.related_objects:
        if relation.one_to_many:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: duplicate})
            rows.update(**{relation.field.name: kept})
