import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.notifications import delivery
from foundation.notifications.delivery import LEASE, claim, deliver_due, pause_after
from foundation.notifications.models import MAX_ATTEMPTS, Message, State
from foundation.notifications.providers import ConsoleSMSProvider, FileSMSProvider, SMSProvider
from foundation.notifications.services import notify, send

AT = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


class Refusing(SMSProvider):
    def send(self, phone: str, text: str, reference: str = "") -> str:
        raise ConnectionError(f"{phone} is out of reach")


def lines() -> list[dict[str, str]]:
    return [json.loads(line) for line in FileSMSProvider.path().read_text(encoding="utf-8").splitlines()]


def test_a_text_message_leaves_once(person):
    message = send("test/hello", person, "sms", {"name": "甲"}, at=AT)
    assert deliver_due(AT) == 1
    assert deliver_due(AT) == 0
    message.refresh_from_db()
    assert message.state == State.SENT
    assert lines() == [
        {"reference": message.provider_reference, "at": lines()[0]["at"], "phone": "13800138000", "text": "一月 甲"}
    ]


def test_the_file_of_texts_is_readable_by_its_owner_only(person):
    send("test/hello", person, "sms", {"name": "甲"}, at=AT)
    deliver_due(AT)
    assert Path(FileSMSProvider.path()).stat().st_mode & 0o077 == 0


def test_an_e_mail_leaves_with_its_subject(person):
    send("test/hello", person, "email", {"name": "A"}, address="a@portal.example", at=AT)
    deliver_due(AT)
    assert [(m.subject, m.body, m.to) for m in mail.outbox] == [("Subject A", "Text for A", ["a@portal.example"])]


def test_the_console_provider_prints(capsys):
    assert ConsoleSMSProvider().send("13800138000", "hello") == "console"
    assert "hello" in capsys.readouterr().out


def test_a_failed_message_waits_longer_each_time_and_is_given_up(person, settings):
    settings.SMS_PROVIDER = f"{__name__}.Refusing"
    message = send("test/hello", person, "sms", {"name": "A"}, at=AT)
    moment = AT
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert deliver_due(moment) == 0
        message.refresh_from_db()
        assert message.attempts == attempt
        assert deliver_due(moment + timedelta(seconds=1)) == 0, "not before the pause is over"
        moment = message.next_attempt_at + timedelta(seconds=1)
    assert message.state == State.GIVEN_UP


def test_pauses_double_up_to_an_hour():
    assert [pause_after(n).total_seconds() for n in (1, 2, 3, 9, 10, 30)] == [10, 20, 40, 2560, 3600, 3600]


def test_a_failure_is_logged_without_the_phone(person, settings, caplog):
    settings.SMS_PROVIDER = f"{__name__}.Refusing"
    send("test/hello", person, "sms", {"name": "A"}, at=AT)
    deliver_due(AT)
    assert "ConnectionError" in caplog.text
    assert "13800138000" not in caplog.text
    assert Message.objects.get().last_error == "ConnectionError"


def test_one_broken_message_does_not_hold_up_the_others(person, monkeypatch):
    send("test/hello", person, "sms", {"name": "bad"}, at=AT)
    send("test/hello", person, "sms", {"name": "good"}, at=AT)
    real = FileSMSProvider.send

    def fragile(self: FileSMSProvider, phone: str, text: str, reference: str = "") -> str:
        if "bad" in text:
            raise OSError
        return real(self, phone, text, reference)

    monkeypatch.setattr(FileSMSProvider, "send", fragile)
    assert deliver_due(AT) == 1


def test_a_message_is_claimed_by_one_worker_until_the_lease_ends(person):
    message = send("test/hello", person, "sms", {"name": "A"}, at=AT)
    assert claim(message.pk, at=AT)
    assert claim(message.pk, at=AT + LEASE - timedelta(seconds=1)) is None
    assert claim(message.pk, at=AT + LEASE), "a dead worker gives its messages back"


def test_the_claim_is_one_update_without_a_subquery(person):
    message = send("test/hello", person, "sms", {"name": "A"}, at=AT)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        claim(message.pk, at=AT)
    updates = [q["sql"] for q in queries if q["sql"].startswith("UPDATE")]
    assert len(updates) == 1
    assert "SELECT" not in updates[0]


def test_a_worker_that_lost_its_lease_does_not_overwrite_the_next_ones_outcome(person, monkeypatch):
    message = send("test/hello", person, "sms", {"name": "A"}, at=AT)
    slow = claim(message.pk, at=AT)
    assert slow is not None
    assert deliver_due(AT + LEASE) == 1
    monkeypatch.setattr(delivery, "transmit", lambda message: 1 / 0)
    delivery.deliver(Message.objects.get(), slow, at=AT + LEASE)
    assert Message.objects.get().state == State.SENT


def test_a_message_that_kills_its_worker_every_time_is_given_up(person):
    send("test/hello", person, "sms", {"name": "A"}, at=AT)
    Message.objects.update(attempts=MAX_ATTEMPTS, lease="0" * 32, leased_until=AT + LEASE)
    deliver_due(AT)
    assert Message.objects.get().state == State.QUEUED, "somebody may still be trying"
    deliver_due(AT + LEASE)
    assert Message.objects.get().state == State.GIVEN_UP


def test_a_secret_does_not_stay_readable_after_it_was_sent(person):
    send("test/hello", person, "sms", {"name": "4711"}, at=AT, erase_after_send=True)
    deliver_due(AT)
    message = Message.objects.sent_to(person).get()
    assert "4711" not in message.body
    assert message.erased_at is not None
    assert "4711" in lines()[0]["text"]


def test_a_secret_that_came_too_late_is_neither_sent_nor_kept(person):
    send("test/hello", person, "sms", {"name": "4711"}, at=AT, erase_after_send=True, useful_for=timedelta(minutes=10))
    assert deliver_due(AT + timedelta(minutes=10)) == 0
    message = Message.objects.get()
    assert message.state == State.GIVEN_UP
    assert "4711" not in message.body


def test_a_secret_that_could_not_be_sent_is_erased_with_the_last_attempt(person, settings):
    settings.SMS_PROVIDER = f"{__name__}.Refusing"
    send("test/hello", person, "sms", {"name": "4711"}, at=AT, erase_after_send=True)
    Message.objects.update(attempts=MAX_ATTEMPTS - 1)
    deliver_due(AT)
    assert "4711" not in Message.objects.get().body


def test_an_inbox_message_is_never_handed_to_a_carrier(person, settings):
    settings.SMS_PROVIDER = f"{__name__}.Refusing"
    person.phone = ""
    notify(person, "test/hello", {"name": "A"}, at=AT)
    assert deliver_due(AT) == 0
    assert Message.objects.get().attempts == 0
