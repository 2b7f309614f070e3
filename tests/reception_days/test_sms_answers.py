"""1, 2 or 3 by text message: read as people type it, and never more than that into it."""

from datetime import timedelta

import pytest

from foundation.notifications.inbound import receive_sms
from foundation.notifications.models import Message
from reception_days.models import Booking, BookingState, Reminder
from reception_days.services import confirm_booking
from reception_days.services.reminders import send_due_reminders
from reception_days.sms_answers import read_answer
from tests.matters.factories import moment
from tests.reception_days.factories import AT, seated, staff

pytestmark = pytest.mark.django_db
WEEK_BEFORE = moment(2026, 12, 8, 9)
LATER = WEEK_BEFORE + timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1", "coming"), ("１", "coming"), (" 1 。", "coming"), ("回复1", "coming"), ("1来", "coming"),
        ("来", "coming"), ("“1”", "coming"), ("2", "not_coming"), ("2，不来", "not_coming"),
        ("2不来", "not_coming"), ("不来了", "not_coming"), ("1 Yes", "coming"), ("2 no", "not_coming"),
        ("3", "call_me"), ("３", "call_me"), ("请给我打电话", "call_me"),
    ],
)  # fmt: skip
def test_what_is_read(text, answer):
    assert read_answer(text) == answer


@pytest.mark.parametrize("text", ["", "12", "12345", "2点到", "3月5日不来", "1或2", "我来不了", "０", "4", "-1", "2?"])
def test_what_is_not_read_into_a_text(text):
    assert read_answer(text) is None


@pytest.fixture
def booking():
    return reminded("13800138000")


def reminded(phone):
    booking = seated()
    person = booking.matter.person
    person.phone = phone
    person.save()
    confirm_booking(booking=booking, actor=staff("reception_officer"), roles={"reception_officer"}, at=AT)
    send_due_reminders(at=WEEK_BEFORE)
    Message.objects.all().delete()
    return booking


def text_us(text, *, phone="13800138000", at=LATER):
    return receive_sms(phone=phone, text=text, reference=f"{text}{at}", at=at)


def replies():
    return [message.body for message in Message.objects.filter(channel="sms").order_by("pk")]


@pytest.mark.parametrize("phone", ["13800138000", "+8613800138000", "86 138 0013 8000"])
def test_1_is_coming_and_gets_a_thank_you(booking, phone):
    assert text_us("1", phone=phone) == "read"
    assert Reminder.objects.get().answer == "coming"
    (reply,) = replies()
    assert "等您来" in reply


def test_2_withdraws_the_appointment_and_says_so_once(booking):
    text_us("2")
    booking.refresh_from_db()
    assert booking.state == BookingState.WITHDRAWN
    (reply,) = replies()
    assert "还是想来" in reply


def test_3_is_a_call_to_make(booking):
    text_us("3")
    assert Message.objects.calls_to_make().count() == 1
    assert Reminder.objects.get().answer == "call_me"


def test_a_phone_we_never_reminded_gets_the_polite_reply(booking):
    assert text_us("1", phone="13900000000") == "not_read"
    assert Reminder.objects.get().answer == ""


def test_another_text_changes_nothing(booking):
    assert text_us("2点到") == "not_read"
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED


def test_after_the_day_an_answer_is_refused_kindly(booking):
    assert text_us("2", at=moment(2026, 12, 15, 9)) == "read"
    assert "现在不需要答复了" in replies()[0]
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED


def test_a_second_2_withdraws_nothing_more(booking):
    text_us("2")
    assert text_us("2", at=LATER + timedelta(minutes=1)) == "read"
    assert "现在不需要答复了" in replies()[-1]
    assert booking.events.filter(move="withdraw").count() == 1


def test_where_a_family_shares_the_phone_nobodys_appointment_is_withdrawn_by_a_guess(booking):
    reminded("13800138000")
    assert text_us("2") == "read"
    assert set(Booking.objects.values_list("state", flat=True)) == {BookingState.CONFIRMED}
    assert "每条提醒里的链接" in replies()[0]
