"""Numbers that changed hands, people who proved a phone before, and phones confirmed without an account."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils.timezone import now

from foundation.people import codes
from foundation.people.exceptions import CodeExpired, WrongCode
from foundation.people.models import Person, PhoneCode, User
from tests.people.factories import PersonFactory
from tests.people.test_citizen_door import PHONE, _known_code, ask, later, signed_in, type_code  # noqa: F401

pytestmark = pytest.mark.django_db


class TestRecycledNumber:
    """Nobody used the number here for 180 days."""

    @pytest.fixture
    def earlier(self) -> Person:
        long_ago = now() - timedelta(days=181)
        person = PersonFactory(
            with_account=True, phone=PHONE, name="王旧主", phone_verified_at=long_ago, id_number="329981198507123015"
        )
        User.objects.filter(pk=person.user_id).update(last_phone_proof_at=long_ago)
        return person

    def test_it_asks_before_it_opens(self, client, earlier):
        ask(client)
        assert type_code(client).headers["Location"] == "/sign-in/same-person/"
        assert not signed_in(client)
        assert "王" not in client.get("/sign-in/same-person/").content.decode()

    @pytest.mark.parametrize("typed", ["3015", "３０１５"])
    def test_the_last_four_of_the_card_open_it(self, client, earlier, typed):
        ask(client)
        type_code(client)
        assert client.post("/sign-in/same-person/", {"last_four": typed}).headers["Location"] == "/my/"
        assert client.session["_auth_user_id"] == str(earlier.user_id)

    def test_wrong_digits_do_not_and_five_guesses_are_all(self, client, earlier):
        ask(client)
        type_code(client)
        for _ in range(5):
            assert client.post("/sign-in/same-person/", {"last_four": "0000"}).status_code == 200
        client.post("/sign-in/same-person/", {"last_four": "3015"})
        assert not signed_in(client)

    def test_starting_anew_shows_nothing_of_the_earlier_owner(self, client, earlier):
        ask(client)
        type_code(client)
        client.post("/sign-in/same-person/", {"anew": "1"})
        assert signed_in(client)
        assert client.session["_auth_user_id"] != str(earlier.user_id)
        earlier.refresh_from_db()
        assert earlier.phone == ""
        assert earlier.name == "王旧主"
        assert "王" not in client.get("/my/").content.decode()

    def test_the_page_opens_to_nobody_without_the_code(self, client, earlier):
        ask(client)
        assert client.post("/sign-in/same-person/", {"anew": "1"}).headers["Location"] == "/sign-in/"
        earlier.refresh_from_db()
        assert earlier.phone == PHONE

    def test_a_number_used_lately_is_not_asked(self, client, earlier):
        User.objects.filter(pk=earlier.user_id).update(last_phone_proof_at=now() - timedelta(days=179))
        ask(client)
        assert type_code(client).headers["Location"] == "/my/"


class TestLinking:
    def test_a_person_who_proved_this_phone_before_is_linked(self, client):
        booked = PersonFactory(phone=PHONE, phone_verified_at=now() - timedelta(days=3))
        ask(client)
        type_code(client)
        booked.refresh_from_db()
        assert booked.user_id == int(client.session["_auth_user_id"])

    def test_a_person_somebody_else_typed_in_is_not(self, client):
        typed = PersonFactory(phone=PHONE)
        ask(client)
        type_code(client)
        typed.refresh_from_db()
        assert typed.user_id is None

    def test_a_family_sharing_the_phone_is_not(self, client):
        PersonFactory.create_batch(2, phone=PHONE, phone_verified_at=now())
        ask(client)
        type_code(client)
        assert Person.objects.filter(user=None).count() == 2


class TestConfirmingWithoutAnAccount:
    def test_comes_back_with_a_confirmed_phone_and_no_account(self, client):
        ask(client, door="confirm-phone", next="/reception/")
        assert type_code(client, door="confirm-phone").headers["Location"] == "/reception/"
        assert "phone_proof" in client.session
        assert not User.objects.exists()

    def test_a_code_for_one_purpose_does_not_serve_another(self, client):
        ask(client, door="confirm-phone")
        with pytest.raises(CodeExpired):
            codes.confirm_code(phone=PHONE, purpose="sign_in", code="123456", at=now())

    def test_the_proof_ends_after_two_hours(self, client, monkeypatch):
        from foundation.people.phone_proof import confirmed_phone

        ask(client, door="confirm-phone")
        request = type_code(client, door="confirm-phone").wsgi_request
        assert confirmed_phone(request) == PHONE
        later(monkeypatch, hours=2, minutes=1)
        assert confirmed_phone(request) is None


class TestCodeRows:
    def test_phone_code_five_tries(self):
        with pytest.raises(IntegrityError, match="phone_code_five_tries"):
            PhoneCode.objects.create(
                phone_index="x", purpose="sign_in", code_digest="y", tries=6, expires_at=now(), created_at=now()
            )

    def test_without_the_where_clause_a_sixth_try_would_count(self):
        """The twin: the guard is the WHERE clause of the UPDATE, and the constraint behind it."""
        codes.send_code(phone=PHONE, purpose="sign_in", client="", at=now())
        for left in (4, 3, 2, 1, 0):
            with pytest.raises(WrongCode) as wrong:
                codes.confirm_code(phone=PHONE, purpose="sign_in", code="000000", at=now())
            assert wrong.value.tries_left == left
        with pytest.raises(IntegrityError):
            PhoneCode.objects.update(tries=6)
