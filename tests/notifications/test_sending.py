from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.template import TemplateDoesNotExist

from foundation.notifications.exceptions import BadAddress, NoAddress, NotificationRefused
from foundation.notifications.models import Message, State
from foundation.notifications.services import mark_read, notify, send
from foundation.people.models import Person

AT = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_message_is_rendered_in_the_language_of_its_reader(person):
    assert send("test/hello", person, "sms", {"name": "甲"}, at=AT).body == "一月 甲"
    assert send("test/hello", person, "sms", {"name": "甲"}, at=AT, language="en").body == "January 甲"


def test_an_inbox_message_has_subject_and_text_and_needs_no_delivery(person):
    message = send("test/hello", person, "in_app", {"name": "A"}, at=AT)
    assert (message.subject, message.body, message.state) == ("Subject A", "Text for A", State.SENT)


def test_words_of_citizens_are_not_escaped_and_cannot_carry_control_characters(person):
    message = send("test/hello", person, "email", {"name": "<b>\x00\u202e&"}, at=AT, address="a@portal.example")
    assert message.subject == "Subject <b>&"


@pytest.mark.parametrize("address", ["a@b.example\nBcc: c@d.example", "a@b.example,c@d.example", "not an address"])
def test_an_e_mail_address_that_would_add_recipients_is_refused(person, address):
    with pytest.raises(BadAddress):
        send("test/hello", person, "email", {"name": "A"}, address=address, at=AT)
    assert not Message.objects.exists()


@pytest.mark.parametrize("address", ["13800138000\n13900139000", "13800138000,13900139000", "call me"])
def test_a_phone_that_is_not_one_phone_is_refused(db, address):
    with pytest.raises(BadAddress):
        send("test/hello", None, "sms", {"name": "A"}, address=address, at=AT)


def test_a_message_without_any_address_is_refused(db):
    with pytest.raises(NoAddress):
        send("test/hello", None, "in_app", {}, at=AT)
    with pytest.raises(NoAddress):
        send("test/hello", Person.objects.create(name="甲"), "sms", {}, at=AT)


def test_an_unknown_channel_is_refused(person):
    with pytest.raises(NotificationRefused):
        send("test/hello", person, "pigeon", {}, at=AT)


def test_a_missing_template_fails_at_once_and_not_in_the_worker(person):
    with pytest.raises(TemplateDoesNotExist):
        send("test/nothing", person, "sms", {}, at=AT)


def test_nothing_is_sent_for_a_transaction_that_did_not_happen(person):
    with transaction.atomic():
        send("test/hello", person, "sms", {"name": "A"}, at=AT)
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_the_same_news_is_written_once(person):
    first = send("test/hello", person, "sms", {"name": "A"}, dedupe="booking 1", at=AT)
    second = send("test/hello", person, "sms", {"name": "B"}, dedupe="booking 1", at=AT)
    assert first.pk == second.pk
    assert Message.objects.count() == 1


def test_the_database_itself_refuses_the_same_news_twice(person):
    send("test/hello", person, "sms", {"name": "A"}, dedupe="booking 1", at=AT)
    with pytest.raises(IntegrityError, match=r"message_written_once|channel, notifications_message\.dedupe"):
        Message.objects.create(channel="sms", dedupe="booking 1", created_at=AT, next_attempt_at=AT)


def test_the_database_refuses_sent_without_a_time_and_an_inbox_message_for_nobody(person):
    row = {"channel": "sms", "created_at": AT, "next_attempt_at": AT}
    with pytest.raises(IntegrityError, match="message_sent_at_a_time"), transaction.atomic():
        Message.objects.create(**row | {"state": "sent"})
    with pytest.raises(IntegrityError, match="inbox_message_has_a_person"), transaction.atomic():
        Message.objects.create(**row | {"channel": "in_app"})


def test_text_and_address_are_not_readable_in_the_database(person):
    send("test/hello", person, "sms", {"name": "秘密"}, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, body FROM notifications_message")
        stored = str(cursor.fetchone())
    assert "秘密" not in stored
    assert "13800138000" not in stored


def test_a_person_is_told_in_the_portal_and_on_the_mobile(person):
    assert [m.channel for m in notify(person, "test/hello", {"name": "A"}, at=AT)] == ["in_app", "sms"]
    assert Message.objects.get(channel="sms").address == "13800138000"


def test_a_landline_is_called_and_a_template_without_a_short_form_sends_none(person):
    neighbour = Person.objects.create(name="乙", phone="0513-83310000")
    written = notify(neighbour, "test/hello", {"name": "A"}, at=AT)
    assert [message.channel for message in written] == ["in_app", "call"]
    assert list(Message.objects.calls_to_make()) == written[1:]
    assert not Message.objects.due(at=AT).exists(), "no worker sends what a person says"
    assert [m.channel for m in notify(person, "test/quiet", {}, at=AT)] == ["in_app"]


def test_a_discreet_message_says_nothing_outside_the_portal(person):
    inbox, text = notify(person, "test/hello", {"name": "甲"}, at=AT, discreet=True)
    assert "甲" in inbox.subject
    assert "甲" not in text.body
    assert text.body


def test_a_person_sees_every_message_sent_to_them_and_nobody_elses(person):
    stranger = Person.objects.create(name="乙", phone="13900139000")
    notify(person, "test/hello", {"name": "A"}, at=AT)
    notify(stranger, "test/hello", {"name": "B"}, at=AT)
    assert [m.channel for m in Message.objects.sent_to(person)] == ["sms", "in_app"]
    assert Message.objects.inbox_of(person).get().subject == "Subject A"


def test_only_the_reader_marks_a_message_read_and_the_first_time_counts(person):
    stranger = Person.objects.create(name="乙", phone="13900139000")
    message = send("test/hello", person, "in_app", {"name": "A"}, at=AT)
    mark_read(person=stranger, message=message, at=AT)
    assert Message.objects.inbox_of(person).unread().exists()
    mark_read(person=person, message=message, at=AT)
    mark_read(person=person, message=message, at=AT + timedelta(hours=1))
    assert Message.objects.get(pk=message.pk).read_at == AT
