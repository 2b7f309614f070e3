"""The calls desk, as the operator meets it: masked until claimed, one person at a time, and the elder can see it."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from foundation.notifications.models import Channel, Message, State
from foundation.people.models import Reveal, User
from tests.people.factories import PersonFactory, staff
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db

DESK, LETTERS = "/desk/calls/", "/desk/calls/letters/"
WORDS = "您的登记已确认：12月15日9点。"


def owed(number: int = 0, *, minutes_ago: int = 60, **facts: Any) -> Message:
    person = PersonFactory(name="苇大爷", phone=f"0500-8800{number:04}", address="柳湾村三组")
    row: dict[str, Any] = {
        "channel": Channel.CALL,
        "template": "any",
        "language": "zh-hans",
        "person": person,
        "address": person.phone,
        "body": WORDS,
        "created_at": now() - timedelta(minutes=minutes_ago),
        "next_attempt_at": now() - timedelta(minutes=minutes_ago),
    }
    return Message.objects.create(**row | facts)


def operator(role: str = "hotline_operator") -> tuple[Client, User]:
    user = staff(role)
    return sign_in_staff(Client(), user), user


def page_of(call: Message) -> str:
    return f"/desk/calls/{call.public_id}/"


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


def test_the_list_masks_everything_and_shows_who_waits_longest_first():
    young, old = owed(1, minutes_ago=5), owed(2, minutes_ago=90)
    page = text_of(operator()[0].get(DESK))
    for hidden in ("苇大爷", WORDS, young.address, old.address):
        assert hidden not in page
    assert page.index(page_of(old)) < page.index(page_of(young))


def test_whoever_claims_sees_name_phone_and_text_and_the_person_sees_who_looked():
    call = owed()
    client, user = operator()
    page = text_of(client.post(page_of(call), follow=True))
    for shown in ("苇大爷", call.address, WORDS):
        assert shown in page
    looks = Reveal.objects.filter(person=call.person)
    assert {(look.field, look.viewer) for look in looks} == {("name", user), ("phone", user)}
    assert "电话" in looks[0].purpose
    client.get(page_of(call))
    client.post(page_of(call))
    assert looks.count() == 2, "a reload is the same look"


def test_nothing_is_shown_without_claiming():
    call = owed()
    page = text_of(operator()[0].get(page_of(call), follow=True))
    assert "苇大爷" not in page
    assert call.address not in page
    assert not Reveal.objects.exists()


def test_two_people_do_not_call_the_same_elder():
    call = owed()
    operator()[0].post(page_of(call))
    second, _user = operator("callback_agent")
    page = text_of(second.post(page_of(call), follow=True))
    assert call.address not in page
    assert "有人正在打" in page
    assert Reveal.objects.count() == 2


@pytest.mark.parametrize(
    ("result", "state"), [("reached", "sent"), ("not_reached", "failed"), ("wrong_number", "given_up")]
)
def test_what_came_of_it_is_noted(result: str, state: str):
    call = owed()
    client, user = operator()
    client.post(page_of(call))
    client.post(page_of(call), {"result": result})
    call.refresh_from_db()
    assert (call.state, call.attempts, call.lease) == (state, 1, None)
    if result == "reached":
        assert call.provider_reference == f"call:{user.pk}"


def test_a_result_sent_twice_counts_once():
    call = owed()
    client, _user = operator()
    client.post(page_of(call))
    client.post(page_of(call), {"result": "not_reached"})
    assert "已经记录" in text_of(client.post(page_of(call), {"result": "not_reached"}, follow=True))
    call.refresh_from_db()
    assert call.attempts == 1


def test_who_did_not_call_leaves_it_to_others():
    call = owed()
    client, _user = operator()
    client.post(page_of(call))
    client.post(page_of(call), {"leave": "1"})
    assert call.address in text_of(operator()[0].post(page_of(call), follow=True))


def test_whom_nobody_reached_gets_a_letter():
    call = owed(state=State.GIVEN_UP, last_error="not_reached", attempts=3)
    client, user = operator()
    assert LETTERS in text_of(client.get(DESK))
    listed = text_of(client.get(LETTERS))
    assert f"{page_of(call)}letter/" in listed
    assert "苇大爷" not in listed
    shown = text_of(client.post(f"{page_of(call)}letter/"))
    assert "柳湾村三组" in shown
    assert WORDS in shown
    assert {look.field for look in Reveal.objects.filter(viewer=user)} == {"name", "address"}
    client.post(f"{page_of(call)}letter/", {"sent": "1"})
    call.refresh_from_db()
    assert call.state == State.SENT
    assert "已经寄出" in text_of(client.post(f"{page_of(call)}letter/", follow=True))


def test_no_letter_opens_while_somebody_may_still_call():
    call = owed()
    assert "柳湾村三组" not in text_of(operator()[0].post(f"{page_of(call)}letter/", follow=True))
    assert not Reveal.objects.exists()


def test_other_messages_are_no_calls():
    text = owed(channel=Channel.SMS)
    assert operator()[0].post(page_of(text)).status_code == 404


def test_every_call_is_on_exactly_one_page():
    calls = [owed(number, minutes_ago=number // 2) for number in range(65)]
    client, _user = operator()
    found: list[str] = []
    address = DESK
    while address:
        page = text_of(client.get(address))
        found += re.findall(r'action="/desk/calls/([0-9a-f-]{36})/"', page)
        following = re.search(r'href="(\?after=[^"]+)"', page)
        address = DESK + following.group(1) if following else ""
    assert sorted(found) == sorted(str(call.public_id) for call in calls)


def test_a_full_page_takes_as_many_queries_as_one_call():
    client, _user = operator()
    owed()
    client.get(DESK)  # what every first page asks once
    with CaptureQueriesContext(connection) as few:
        client.get(DESK)
    for number in range(1, 30):
        owed(number)
    with CaptureQueriesContext(connection) as many:
        client.get(DESK)
    assert len(many) == len(few)


def test_the_desk_is_on_the_home_page_of_whoever_may_call():
    assert DESK in text_of(operator()[0].get("/desk/"))
    assert DESK not in text_of(sign_in_staff(Client(), staff("mediator")).get("/desk/"))
