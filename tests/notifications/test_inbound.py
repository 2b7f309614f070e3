"""Text messages people send us: the carrier's door, read once, and one polite reply to what cannot be read."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from foundation.notifications import inbound
from foundation.notifications.inbound import BadInbound, receive_sms
from foundation.notifications.models import Message
from foundation.requests.exceptions import KeyReused
from tests.matters.factories import moment

pytestmark = pytest.mark.django_db
AT = moment(2026, 12, 8)
SECRET = "a-long-shared-secret"
PHONE = "13800138000"


@pytest.fixture
def heard(monkeypatch):
    """A reader that understands "1" and remembers what it was given."""
    texts = []

    def reader(phone, text, at):
        texts.append((phone, text))
        return text == "1"

    monkeypatch.setattr(inbound, "_readers", [reader])
    return texts


def receive(text="1", *, reference="sms-1", at=AT, phone=PHONE):
    return receive_sms(phone=phone, text=text, reference=reference, at=at)


def test_the_same_message_is_read_once_however_often_it_is_handed_over(heard):
    assert [receive(), receive(), receive()] == ["read"] * 3
    assert heard == [(PHONE, "1")]


def test_one_reference_with_two_texts_is_refused(heard):
    receive()
    with pytest.raises(KeyReused):
        receive("2")


def test_what_nobody_can_read_gets_one_polite_reply_a_day(heard):
    for number in range(5):
        assert receive("你好", reference=f"sms-{number}", at=AT + timedelta(minutes=number)) == "not_read"
    assert "12345" in Message.objects.get().body
    receive("你好", reference="sms-next", at=AT + timedelta(hours=25))
    assert Message.objects.count() == 2


def test_a_phone_that_does_not_stop_is_not_read_for_a_while(heard):
    outcomes = {receive(reference=f"sms-{number}") for number in range(inbound.MOST_A_DAY[0].times + 1)}
    assert outcomes == {"read", "ignored"}
    assert receive(reference="another", phone="13800138001") == "read"


@pytest.mark.parametrize(
    "facts", [{"phone": ""}, {"reference": ""}, {"text": "x" * 1001}, {"phone": "1" * 200}, {"reference": "x" * 200}]
)
def test_what_is_no_message_is_refused(heard, facts):
    with pytest.raises(BadInbound):
        receive_sms(**{"phone": PHONE, "text": "1", "reference": "sms-1", "at": AT} | facts)


def test_a_reader_that_fails_leaves_the_message_to_be_handed_over_again(monkeypatch):
    def broken(phone, text, at):
        raise RuntimeError

    monkeypatch.setattr(inbound, "_readers", [broken])
    with pytest.raises(RuntimeError):
        receive()
    monkeypatch.setattr(inbound, "_readers", [lambda phone, text, at: True])
    assert receive() == "read"


# --- The carrier's door --------------------------------------------------------------------------------


def hand_over(body, *, secret=SECRET):
    data = body if isinstance(body, str) else json.dumps(body)
    return Client(enforce_csrf_checks=True).post(
        "/hooks/sms/", data, content_type="application/json", headers={"X-Portal-Secret": secret}
    )


FACTS = {"from": PHONE, "text": "1", "id": "sms-1"}


def test_without_a_secret_in_the_settings_there_is_no_such_page(heard):
    assert hand_over(FACTS).status_code == 404
    assert hand_over(FACTS, secret="").status_code == 404


def test_only_who_knows_the_secret_hands_anything_over(heard, settings):
    settings.SMS_INBOUND_SECRET = SECRET
    assert hand_over(FACTS, secret="wrong").status_code == 403
    assert hand_over(FACTS, secret="").status_code == 403
    assert heard == []
    assert hand_over(FACTS).json() == {"outcome": "read"}
    assert heard == [(PHONE, "1")]


@pytest.mark.parametrize(
    "body", ["", "[]", "{", "null", {"from": PHONE}, {**FACTS, "text": 1}, {**FACTS, "from": ""}, {"x": "y" * 20_000}]
)
def test_anything_else_is_a_bad_request(heard, settings, body):
    settings.SMS_INBOUND_SECRET = SECRET
    assert hand_over(body).status_code == 400
    assert heard == []


def test_one_id_with_two_texts_is_a_conflict(heard, settings):
    settings.SMS_INBOUND_SECRET = SECRET
    hand_over(FACTS)
    assert hand_over({**FACTS, "text": "2"}).status_code == 409


def test_neither_phone_nor_text_is_logged(heard, settings, caplog):
    settings.SMS_INBOUND_SECRET = SECRET
    for body in (FACTS, {**FACTS, "text": "我叫王小明"}, {"from": PHONE}):
        hand_over(body)
    assert PHONE not in caplog.text
    assert "王小明" not in caplog.text


def test_get_is_not_a_way_in(settings):
    settings.SMS_INBOUND_SECRET = SECRET
    assert Client().get("/hooks/sms/").status_code == 405


def test_the_command_plays_a_message(heard, capsys):
    call_command("receive_sms", PHONE, "1", "--id", "sms-1")
    call_command("receive_sms", PHONE, "1", "--id", "sms-1")
    assert capsys.readouterr().out.split() == ["read", "read"]
    assert heard == [(PHONE, "1")]
