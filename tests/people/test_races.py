"""Codes, accounts, grants and tenures, asked for by real processes at once. Each guard has a twin without it."""

from datetime import UTC, date, datetime

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.db.models import F, QuerySet
from django.utils.timezone import now

from foundation.people import accounts, codes, identities, persons
from foundation.people.exceptions import (
    AccountTaken,
    AlreadyGranted,
    CodeSpent,
    CodeUsed,
    IdentityTaken,
    PostTaken,
    TwoAccounts,
    WrongCode,
)
from foundation.people.identities import Identity
from foundation.people.models import Person, PhoneCode, PlaceGrant, Post, Role, Tenure, TenureQuerySet, User
from foundation.people.services import account_for_phone, appoint, grant_role
from foundation.places.models import Place
from tests.people.factories import PersonFactory, PostFactory, UserFactory, city
from tests.races import Crossroads, at_once, tally

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
RACERS = 8
PHONE = "13800138000"


@pytest.fixture
def _sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes.secrets, "randbelow", lambda limit: 123456)
    codes.send_code(phone=PHONE, purpose="sign_in", client="", at=now())


def drop_check(table: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def drop_unique(name: str) -> None:
    """A conditional unique constraint is an index."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {name}")


def confirm(code: str):
    def act(number: int) -> None:
        codes.confirm_code(phone=PHONE, purpose="sign_in", code=code, at=now())

    return act


@pytest.mark.usefixtures("_sent")
class TestCodes:
    def test_parallel_guesses_count_one_by_one(self):
        assert tally(at_once(confirm("000000"), RACERS)) == {WrongCode: 5, CodeSpent: 3}
        assert PhoneCode.objects.get().tries == 5

    def test_twin_look_then_count_lets_more_than_five_guess(self, monkeypatch):
        drop_check("people_phonecode", "phone_code_five_tries")
        meet = Crossroads(RACERS)

        def look_then_count(row: PhoneCode, at: datetime) -> None:
            if PhoneCode.objects.get(pk=row.pk).tries >= codes.TRIES:
                raise CodeSpent
            meet()
            PhoneCode.objects.filter(pk=row.pk).update(tries=F("tries") + 1)

        monkeypatch.setattr(codes, "_count_try", look_then_count)
        assert tally(at_once(confirm("000000"), RACERS))[WrongCode] > 5

    def test_the_right_code_opens_once(self):
        results = tally(at_once(confirm("123456"), 5))
        assert results == {None: 1, CodeUsed: 4}

    def test_twin_without_the_condition_it_opens_for_everybody(self, monkeypatch):
        meet = Crossroads()

        def use(row: PhoneCode, at: datetime) -> int:
            meet()
            return PhoneCode.objects.filter(pk=row.pk).update(used_at=at)

        monkeypatch.setattr(codes, "_use", use)
        monkeypatch.setattr(codes, "_count_try", lambda row, at: None)
        assert tally(at_once(confirm("123456"), 5))[None] > 1


def open_account(number: int) -> int:
    return account_for_phone(PHONE, at=datetime(2026, 11, 22, tzinfo=UTC)).user.pk


def test_one_phone_proved_by_eight_browsers_is_one_account():
    results = tally(at_once(open_account, RACERS))
    assert len(results) == 1
    assert User.objects.count() == Person.objects.count() == 1


def test_twin_without_the_constraint_it_is_several(monkeypatch):
    drop_unique("account_phone_once")
    look, meet = accounts.owner_of_phone, Crossroads()
    monkeypatch.setattr(accounts, "owner_of_phone", lambda phone: (look(phone), meet())[0])
    assert len(tally(at_once(open_account, RACERS))) > 1


def test_the_same_grant_eight_times_is_one():
    user, place = UserFactory(), city()

    def grant(number: int) -> None:
        grant_role(
            user=User.objects.get(pk=user.pk), role=Role.objects.get(code="mediator"),
            on=Place.objects.get(pk=place.pk), granted_by=None, at=now(),
        )  # fmt: skip

    assert tally(at_once(grant, RACERS)) == {None: 1, AlreadyGranted: RACERS - 1}
    assert PlaceGrant.objects.count() == 1


def appoint_until_december(post: Post, people: list[Person]):
    def act(number: int) -> None:
        appoint(post=post, person=people[number], starts_on=date(2026, 7, 1 + number), ends_on=date(2026, 12, 31))

    return act


def test_overlapping_tenures_leave_one():
    """Both have a last day, so no constraint knows: the lock on the post decides."""
    post, people = PostFactory(), PersonFactory.create_batch(RACERS)
    assert tally(at_once(appoint_until_december(post, people), RACERS)) == {None: 1, PostTaken: RACERS - 1}
    assert Tenure.objects.count() == 1


def test_twin_without_the_lock_they_overlap(monkeypatch):
    post, people = PostFactory(), PersonFactory.create_batch(RACERS)
    monkeypatch.setattr(type(Post.objects.all()), "select_for_update", lambda rows, **kwargs: rows)
    look, meet = TenureQuerySet.exists, Crossroads()
    monkeypatch.setattr(TenureQuerySet, "exists", lambda rows: (look(rows), meet())[0])
    results = tally(at_once(appoint_until_december(post, people), RACERS))
    assert results[None] > 1, results
    assert Tenure.objects.count() == results[None]


# --- One person or identity for one account ---------------------------------------------------------------------------


def link_person(number: int) -> None:
    person, user = Person.objects.get(), User.objects.get(username=f"u{number}")
    persons.link_account(user=user, person=person)


def accounts_without_a_person() -> None:
    PersonFactory()
    for number in range(RACERS):
        User.objects.create(username=f"u{number}")


def test_of_eight_accounts_one_gets_the_person():
    accounts_without_a_person()
    assert tally(at_once(link_person, RACERS)) == {None: 1, AccountTaken: RACERS - 1}
    assert Person.objects.get().user is not None


def test_twin_look_then_link_gives_the_person_to_several(monkeypatch):
    accounts_without_a_person()
    meet = Crossroads()

    def look_then_link(*, user: User, person: Person) -> None:
        if person.user_id not in (None, user.pk):
            raise AccountTaken
        meet()
        Person.objects.filter(pk=person.pk).update(user=user)

    monkeypatch.setattr(persons, "link_account", look_then_link)
    assert tally(at_once(link_person, RACERS))[None] > 1, "the last one has the person, and others were told they have"


SAME = Identity(subject="wang")


def link_same_identity(number: int) -> None:
    identities.link_identity(user=User.objects.get(username=f"u{number}"), identity=SAME, is_acting=False, at=now())


def test_an_identity_linked_from_eight_accounts_opens_one_and_the_others_are_told():
    accounts_without_a_person()
    assert tally(at_once(link_same_identity, RACERS)) == {None: 1, IdentityTaken: RACERS - 1}
    assert SocialAccount.objects.count() == 1


def test_twin_without_the_unique_key_it_opens_several(monkeypatch):
    accounts_without_a_person()
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, SocialAccount._meta.db_table)
    [name] = [name for name, facts in found.items() if facts["unique"] and {*facts["columns"]} == {"provider", "uid"}]
    drop_check(SocialAccount._meta.db_table, f'"{name}"')
    look, meet = identities._account_of, Crossroads()
    monkeypatch.setattr(identities, "_account_of", lambda identity: (look(identity), meet())[0])
    assert tally(at_once(link_same_identity, RACERS))[None] > 1
    assert SocialAccount.objects.filter(uid=SAME.subject).count() > 1


def verify_same_card(number: int) -> None:
    person = User.objects.get(username=f"c{number}").person
    persons.verify_identity(person=person, id_number="329981198507123015", at=now(), verified_by=None)


def test_a_card_shown_for_two_accounts_at_once_is_one_person():
    for number in range(2):
        PersonFactory(user=UserFactory(username=f"c{number}"), id_number="")
    results = tally(at_once(verify_same_card, 2))
    assert results == {None: 1, TwoAccounts: 1}
    assert Person.objects.filter(identity_verified_at__isnull=False).count() == 1


def test_twin_without_the_constraint_both_are_that_person(monkeypatch):
    drop_unique("verified_id_number_once")
    for number in range(2):
        PersonFactory(user=UserFactory(username=f"c{number}"), id_number="")
    meet, look = Crossroads(), QuerySet.first
    monkeypatch.setattr(QuerySet, "first", lambda rows: (look(rows), meet() if rows.model is Person else None)[0])
    assert tally(at_once(verify_same_card, 2)) == {None: 2}
    assert Person.objects.filter(identity_verified_at__isnull=False).count() == 2
