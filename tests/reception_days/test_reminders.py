"""Reminders before the day: to whom, when, once; and every way to answer them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from foundation.notifications.models import Channel, Message
from reception_days import reminder_tasks
from reception_days.exceptions import ReminderIsOver
from reception_days.models import (
    AccessLink,
    Booking,
    BookingState,
    DayState,
    LawfulDoor,
    ReceptionDay,
    ReceptionRules,
    Reminder,
    ReminderAnswer,
    Seat,
)
from reception_days.services import confirm_booking, reschedule_booking, withdraw_booking
from reception_days.services.reminders import answer_reminder, send_due_reminders
from tests.matters.factories import moment
from tests.reception_days.factories import AT, LeaderSessionFactory, SeatFactory, seated, staff
from tests.reception_days.walking import Citizen, open_day
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db
WEEK_BEFORE = moment(2026, 12, 8, 9)
TWO_DAYS_BEFORE = moment(2026, 12, 13, 9)
THE_TIME = moment(2026, 12, 15, 9)


@pytest.fixture
def booking():
    """Confirmed three weeks ahead."""
    return confirmed()


def confirmed(*, at=AT):
    booking = seated()
    officer = staff("reception_officer")
    confirm_booking(booking=booking, actor=officer, roles={"reception_officer"}, at=at)
    Message.objects.all().delete()
    return booking


def texts():
    return list(Message.objects.filter(template="reception_days/booking_reminder").exclude(channel="in_app"))


# --- Sending ------------------------------------------------------------------------------------------


def test_a_week_and_two_days_before_and_once_each(booking):
    sent = {}
    for hours in range(-48, 24 * 8):
        at = WEEK_BEFORE + timedelta(hours=hours)
        if send_due_reminders(at=at):
            sent[at] = Reminder.objects.latest("pk").days_before
    assert sent == {WEEK_BEFORE: 7, TWO_DAYS_BEFORE: 2}
    assert len(texts()) == 2


def test_the_days_are_the_citys_own_rule(booking):
    ReceptionRules.objects.update(reminder_days=[3])
    assert send_due_reminders(at=WEEK_BEFORE) == 0
    assert send_due_reminders(at=moment(2026, 12, 12, 9)) == 1


def test_a_reminder_missed_by_a_sleeping_worker_comes_within_the_day_and_not_later(booking):
    assert send_due_reminders(at=WEEK_BEFORE + timedelta(hours=24)) == 0
    assert send_due_reminders(at=WEEK_BEFORE + timedelta(hours=23)) == 1


@pytest.mark.parametrize("confirmed_at", [WEEK_BEFORE, WEEK_BEFORE + timedelta(hours=3)])
def test_who_was_confirmed_after_a_reminder_was_due_gets_only_the_later_one(confirmed_at):
    confirmed(at=confirmed_at)
    assert send_due_reminders(at=WEEK_BEFORE + timedelta(hours=4)) == 0
    assert send_due_reminders(at=TWO_DAYS_BEFORE) == 1


@pytest.mark.parametrize("state", [state for state in BookingState if state != BookingState.CONFIRMED])
def test_only_who_is_confirmed_is_reminded(booking, state):
    Booking.objects.update(redirected_to=LawfulDoor.objects.first(), redirect_contact="张同志")
    Booking.objects.update(state=state)
    assert send_due_reminders(at=WEEK_BEFORE) == 0


def test_nobody_is_reminded_of_a_cancelled_day_or_without_a_seat(booking):
    ReceptionDay.objects.update(state=DayState.CANCELLED)
    assert send_due_reminders(at=WEEK_BEFORE) == 0
    ReceptionDay.objects.update(state=DayState.PUBLISHED)
    Seat.objects.update(booking=None)
    assert send_due_reminders(at=WEEK_BEFORE) == 0


def test_the_text_has_the_three_digits_and_a_link_and_nothing_of_the_matter(booking):
    send_due_reminders(at=WEEK_BEFORE)
    (text,) = texts()
    assert "回复1来 2不来 3请给我打电话" in text.body
    assert "/r/" in text.body
    assert booking.matter.name not in text.body
    assert "电梯" not in text.body


def test_a_landline_gets_a_call_that_asks_and_no_link_to_read_out(booking):
    person = booking.matter.person
    person.phone = "0513-83310000"
    person.save()
    send_due_reminders(at=WEEK_BEFORE)
    (text,) = texts()
    assert text.channel == Channel.CALL
    assert "您来吗" in text.body
    assert "/r/" not in text.body


def test_one_that_cannot_be_written_stops_nobody_elses(booking, monkeypatch):
    from reception_days import notices

    second, told = confirmed(), notices.tell_reminder
    monkeypatch.setattr(
        notices, "tell_reminder", lambda one, **facts: told(one, **facts) if one.pk == second.pk else 1 / 0
    )
    assert send_due_reminders(at=WEEK_BEFORE) == 1
    assert Reminder.objects.get().booking == second


def test_the_schedule_knows_the_task():
    from foundation.schedule.registry import JOBS, discover

    discover()
    assert reminder_tasks.send_reminders.module_path in JOBS


# --- Answering, through the service ------------------------------------------------------------------


@pytest.fixture
def reminder(booking):
    send_due_reminders(at=WEEK_BEFORE)
    return Reminder.objects.get()


def answer(reminder, said, *, at=WEEK_BEFORE + timedelta(hours=1), channel="web", actor=None):
    return answer_reminder(reminder=reminder, answer=said, at=at, channel=channel, actor=actor)


def test_coming_is_noted_and_changes_nothing_else(reminder):
    answer(reminder, "coming")
    reminder.refresh_from_db()
    assert (reminder.answer, reminder.channel) == ("coming", "web")
    assert Booking.objects.get().state == BookingState.CONFIRMED


def test_not_coming_gives_the_seat_back_and_keeps_the_matter(reminder):
    answer(reminder, "not_coming", channel="sms")
    booking = Booking.objects.get()
    assert booking.state == BookingState.WITHDRAWN
    assert booking.matter.state == "registered"
    assert Seat.objects.free(at=WEEK_BEFORE).count() == 1
    assert booking.events.get(move="withdraw").channel == "sms"


def test_call_me_is_a_call_to_make_once(reminder):
    answer(reminder, "call_me")
    answer(reminder, "call_me")
    assert [call.template for call in Message.objects.calls_to_make()] == ["reception_days/booking_call_me"]


def test_an_answer_may_be_changed_while_the_appointment_stands(reminder):
    for said in ["coming", "call_me", "coming", "not_coming"]:
        answer(reminder, said)
    assert Reminder.objects.get().answer == "not_coming"
    with pytest.raises(ReminderIsOver):
        answer(reminder, "coming")


def test_nothing_is_answered_once_the_time_has_come(reminder):
    answer(reminder, "coming", at=THE_TIME - timedelta(seconds=1))
    with pytest.raises(ReminderIsOver):
        answer(reminder, "not_coming", at=THE_TIME)
    assert Booking.objects.get().state == BookingState.CONFIRMED


def test_a_reminder_of_a_former_time_withdraws_nothing(booking, reminder):
    later = SeatFactory(session=LeaderSessionFactory(day=booking.day), starts_at=THE_TIME + timedelta(minutes=20))
    reschedule_booking(booking=booking, day=booking.day, starts_at=later.starts_at, at=WEEK_BEFORE)
    with pytest.raises(ReminderIsOver):
        answer(reminder, "not_coming")
    assert Booking.objects.get().state == BookingState.CONFIRMED


def test_an_answer_to_the_earlier_reminder_counts_for_the_latest(reminder):
    send_due_reminders(at=TWO_DAYS_BEFORE)
    assert answer(reminder, "coming", at=TWO_DAYS_BEFORE).days_before == 2


def test_who_has_withdrawn_has_nothing_to_answer(booking, reminder):
    withdraw_booking(booking=booking, at=WEEK_BEFORE)
    with pytest.raises(ReminderIsOver):
        answer(reminder, "coming")


def test_where_somebody_at_home_may_read_along_neither_reminder_nor_call_says_what_it_is_about(booking):
    matter = booking.matter
    matter.text = "丈夫家暴，我和孩子很害怕。"
    matter.save()
    send_due_reminders(at=WEEK_BEFORE)
    answer(Reminder.objects.get(), "call_me")
    bodies = [message.body for message in Message.objects.exclude(channel="in_app")]
    assert len(bodies) == 2
    assert all("接访" not in body and "2026-12-15" not in body for body in bodies)


def test_who_answers_through_a_clerk_is_not_called_to_hear_it_again(booking):
    person = booking.matter.person
    person.phone = "0513-83310000"
    person.save()
    send_due_reminders(at=WEEK_BEFORE)
    before = Message.objects.calls_to_make().count()
    answer(Reminder.objects.get(), "not_coming", channel="window")
    assert Message.objects.calls_to_make().count() == before


# --- Answering, through the pages --------------------------------------------------------------------


@pytest.fixture
def reminded():
    """A citizen who registered by hand for a day ten days ahead, confirmed and reminded; the reminder's token."""
    citizen = Citizen(open_day())
    number, code = citizen.register()
    booking = Booking.objects.get(number=number)
    confirm_booking(booking=booking, actor=staff("reception_officer"), roles={"reception_officer"}, at=now())
    due = booking.seat.starts_at - timedelta(days=2)
    send_due_reminders(at=due.replace(hour=2, minute=0))
    text = Message.objects.filter(template="reception_days/booking_reminder", channel="sms").get().body
    return booking, text.partition("/r/")[2].split("/")[0], (citizen, number, code)


def text_of(page):
    return page.content.decode()


def test_opening_the_link_changes_nothing_however_often(reminded):
    booking, token, _citizen = reminded
    for _ in range(3):
        page = Client().get(f"/r/{token}/")
        assert "您来吗" in text_of(page)
        assert booking.matter.name not in text_of(page), "the link opens the reminder, not the person"
        Client().head(f"/r/{token}/")
    assert Reminder.objects.get().answer == ReminderAnswer.NONE


def test_coming_by_one_click(reminded):
    _booking, token, _citizen = reminded
    assert "我们等您来" in text_of(Client().post(f"/r/{token}/", {"answer": "coming"}, follow=True))
    assert Reminder.objects.get().answer == "coming"


def test_not_coming_says_what_happens_and_how_to_come_back(reminded):
    booking, token, _citizen = reminded
    page = text_of(Client().post(f"/r/{token}/", {"answer": "not_coming"}, follow=True))
    assert "您的预约已撤回" in page
    assert "重新登记" in page
    booking.refresh_from_db()
    assert booking.state == BookingState.WITHDRAWN


def test_an_answer_nobody_offered_is_refused_kindly(reminded):
    _booking, token, _citizen = reminded
    page = Client().post(f"/r/{token}/", {"answer": "maybe"})
    assert "三个答复" in text_of(page)
    assert Reminder.objects.get().answer == ReminderAnswer.NONE


def test_an_old_link_says_that_there_is_nothing_to_answer(reminded):
    booking, token, _citizen = reminded
    Seat.objects.filter(booking=booking).update(starts_at=now() - timedelta(minutes=1))
    page = Client().post(f"/r/{token}/", {"answer": "not_coming"}, follow=True)
    assert "不需要再答复" in text_of(page)
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED


def test_the_links_token_is_not_kept(reminded):
    _booking, token, _citizen = reminded
    assert not AccessLink.objects.filter(digest=token).exists()


def test_who_has_opened_the_registration_answers_there(reminded):
    _booking, _token, (citizen, number, code) = reminded
    citizen.post("/look-up/", number=number, code=code)
    assert "您来吗？请告诉我们" in text_of(citizen.get("/look-up/matter/"))
    citizen.post("/look-up/reminder/", answer="coming")
    assert "您已答复提醒" in text_of(citizen.get("/look-up/matter/"))


def test_in_english(reminded):
    _booking, token, _citizen = reminded
    assert "Yes, I am coming" in text_of(Client().get(f"/en/r/{token}/"))


def test_a_clerk_notes_what_was_said_at_the_window(reminded):
    booking, _token, _citizen = reminded
    desk, clerk = Client(), staff("window_clerk")
    sign_in_staff(desk, clerk)
    address = f"/desk/reception/bookings/{booking.number}/reminder/"
    desk.post(address, {"answer": "not_coming"}, follow=True)
    booking.refresh_from_db()
    assert booking.state == BookingState.WITHDRAWN
    assert booking.events.get(move="withdraw").actor == clerk
    assert "不需要答复" in text_of(desk.post(address, {"answer": "coming"}, follow=True))
