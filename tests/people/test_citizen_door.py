"""The citizens' door, walked through HTTP."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.timezone import now

from foundation.notifications.models import Message
from foundation.people import codes
from foundation.people.exceptions import CodeUsed
from foundation.people.models import Person, PhoneCode, User
from foundation.people.permissions import is_staff_member
from tests.people.factories import PersonFactory, staff

pytestmark = pytest.mark.django_db
PHONE = "13800138000"


@pytest.fixture(autouse=True)
def _known_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes.secrets, "randbelow", lambda limit: 123456)


def later(monkeypatch: pytest.MonkeyPatch, **delta: float) -> None:
    """The clock of the doors goes on."""
    moment = now() + timedelta(**delta)
    for module in ("foundation.people.views.phone.now", "foundation.people.phone_proof.now"):
        monkeypatch.setattr(module, lambda: moment)


def ask(client: Client, phone: str = PHONE, door: str = "sign-in", **data: str):
    return client.post(f"/{door}/", {"phone": phone} | data)


def type_code(client: Client, code: str = "123456", door: str = "sign-in"):
    return client.post(f"/{door}/code/", {"code": code})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "typed", [PHONE, "+86 138 0013 8000", "138-0013-8000", "１３８００１３８０００", "008613800138000"]
)
def test_a_new_phone_becomes_an_account(client, typed):
    assert ask(client, typed).headers["Location"] == "/sign-in/code/"
    assert type_code(client).headers["Location"] == "/my/"
    person = Person.objects.with_phone(PHONE).get()
    assert person.user is not None
    assert person.phone_verified_at is not None
    assert not person.user.has_usable_password()
    assert PHONE not in person.user.username
    assert client.get("/my/").status_code == 200


def test_two_new_phones_become_two_accounts():
    for phone in (PHONE, "13900139000"):
        client = Client()
        ask(client, phone)
        type_code(client)
        assert signed_in(client)
    assert User.objects.values("username").distinct().count() == 2


@pytest.mark.parametrize("typed", ["１２３４５６", "123 456", " 123456 "])
def test_the_code_as_any_keyboard_types_it(client, typed):
    ask(client)
    type_code(client, typed)
    assert signed_in(client)


def test_the_same_phone_comes_back_to_the_same_account(client):
    person = PersonFactory(with_account=True, phone=PHONE)
    ask(client)
    type_code(client)
    assert client.session["_auth_user_id"] == str(person.user_id)
    assert User.objects.count() == 1


def test_known_and_unknown_numbers_get_the_same_answer():
    PersonFactory(with_account=True, phone=PHONE)
    answers = []
    for phone in (PHONE, "13900139000"):
        client = Client()
        first = ask(client, phone)
        page = client.get("/sign-in/code/").content.decode().replace(phone, "")
        answers.append(
            (first.status_code, first.headers["Location"], re.sub(r'(value="|\d\d:)[^"]*?[ <"。，]', "", page))
        )
    assert answers[0] == answers[1]


def test_where_the_visitor_wanted_to_go(client):
    ask(client, next="/reception/")
    assert type_code(client).headers["Location"] == "/reception/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_never_to_another_site(client, elsewhere):
    ask(client, next=elsewhere)
    assert type_code(client).headers["Location"] == "/my/"


@pytest.mark.parametrize("typed", ["12345", "10086", "0513-83310000", "", "1380013800"])
def test_what_is_no_mobile_stays_in_the_field(client, typed):
    page = ask(client, typed)
    assert page.status_code == 200
    assert page.context["form"].errors["phone"]
    assert f'value="{typed}"' in page.content.decode() or not typed
    assert not PhoneCode.objects.exists()


def test_a_wrong_code_says_how_many_tries_are_left(client):
    ask(client)
    page = type_code(client, "000000")
    assert "4" in str(page.context["form"].errors["code"])
    assert PHONE in page.content.decode()
    assert not signed_in(client)


def test_the_sixth_try_fails_even_when_right(client):
    ask(client)
    for _ in range(5):
        type_code(client, "000000")
    page = type_code(client, "123456")
    assert page.status_code == 200
    assert not signed_in(client)
    assert PhoneCode.objects.get().tries == 5


def test_a_code_opens_once(client):
    ask(client)
    type_code(client)
    with pytest.raises(CodeUsed):
        codes.confirm_code(phone=PHONE, purpose="sign_in", code="123456", at=now())


def test_a_replayed_code_is_refused_in_another_browser(client):
    ask(client)
    other = Client()
    state = client.session["door.sign_in"]
    session = other.session
    session["door.sign_in"] = state
    session.save()
    type_code(client)
    page = type_code(other)
    assert page.status_code == 200
    assert not signed_in(other)


def test_an_old_code_is_refused(client, monkeypatch):
    ask(client)
    later(monkeypatch, minutes=11)
    page = type_code(client)
    assert page.context["form"].errors["code"]
    assert not signed_in(client)


def test_a_new_code_ends_the_old_one(client, monkeypatch):
    ask(client)
    later(monkeypatch, seconds=61)
    monkeypatch.setattr(codes.secrets, "randbelow", lambda limit: 654321)
    client.post("/sign-in/code/", {"resend": "1"})
    type_code(client, "123456")
    assert not signed_in(client)
    type_code(client, "654321")
    assert signed_in(client)


def test_a_second_code_within_a_minute_is_refused_kindly(client):
    ask(client)
    page = client.post("/sign-in/code/", {"resend": "1"}, follow=True)
    assert PhoneCode.objects.count() == 1
    assert [str(message) for message in page.context["messages"]]


def test_ten_codes_a_day_for_one_phone(monkeypatch):
    for number in range(10):
        later(monkeypatch, minutes=2 * number)
        ask(Client(REMOTE_ADDR=f"10.0.0.{number}"))
    later(monkeypatch, minutes=30)
    page = ask(Client())
    assert page.status_code == 200
    assert PhoneCode.objects.count() == 10
    assert PHONE in page.content.decode()


def test_twenty_codes_an_hour_from_one_client(client):
    for number in range(20):
        ask(client, f"139{number:08d}")
    page = ask(client, "13800138000")
    assert page.status_code == 200
    assert PhoneCode.objects.count() == 20


def test_the_session_key_changes_at_sign_in(client):
    ask(client)
    before = client.session.session_key
    type_code(client)
    assert client.session.session_key != before


def test_neither_session_nor_code_row_holds_the_phone_in_clear(client):
    ask(client)
    stored = [session.get_decoded() for session in Session.objects.all()]
    assert PHONE not in str(stored)
    assert not PhoneCode.objects.filter(phone_index__contains="138001").exists()
    row = PhoneCode.objects.get()
    assert "123456" not in row.code_digest


def test_the_text_message_says_code_and_time(client):
    ask(client)
    body = Message.objects.get(channel="sms").body
    assert "123456" in body
    assert "10" in body


def test_staff_who_enter_by_phone_are_citizens(client):
    clerk = staff("window_clerk")
    Person.objects.get(user=clerk).delete()
    PersonFactory(user=clerk, phone=PHONE, phone_verified_at=now())
    ask(client)
    type_code(client)
    assert is_staff_member(clerk)
    assert client.get("/my/").wsgi_request.user.is_acting is False
    assert client.get("/desk/people/x/").status_code in (302, 404)


def test_a_closed_account_does_not_open(client):
    person = PersonFactory(with_account=True, phone=PHONE)
    User.objects.filter(pk=person.user_id).update(is_active=False)
    ask(client)
    assert type_code(client).headers["Location"] == "/sign-in/"
    assert not signed_in(client)


def test_the_code_page_without_a_phone_leads_back(client):
    assert client.get("/sign-in/code/").headers["Location"] == "/sign-in/"


def test_signing_out_takes_a_post(client):
    ask(client)
    type_code(client)
    assert client.get("/sign-out/").status_code == 200
    assert signed_in(client)
    client.post("/sign-out/")
    assert not signed_in(client)
