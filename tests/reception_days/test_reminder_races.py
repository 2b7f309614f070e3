"""Two workers remind, many buttons answer: once each. Real processes on PostgreSQL, and a twin without the guard."""

from collections import Counter

import pytest
from django.db import connection

from foundation.notifications.models import Message
from reception_days.models import Booking, BookingState, Reminder, Seat
from reception_days.services import confirm_booking
from reception_days.services.reminders import answer_reminder, send_due_reminders, send_reminder
from tests.matters.factories import moment
from tests.reception_days.factories import AT, seated, staff
from tests.reception_days.racing import race

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
WEEK_BEFORE = moment(2026, 12, 8, 9)
TEMPLATE = "reception_days/booking_reminder"


@pytest.fixture
def bookings():
    officer = staff("reception_officer")
    made = [seated() for _ in range(6)]
    for booking in made:
        confirm_booking(booking=booking, actor=officer, roles={"reception_officer"}, at=AT)
    return made


def test_eight_workers_at_once_remind_everybody_once(bookings):
    outcomes = race(lambda _worker: send_due_reminders(at=WEEK_BEFORE), clients=8, processes=8)
    assert sum(outcomes) == Reminder.objects.count() == len(bookings)
    assert Message.objects.filter(template=TEMPLATE, channel="sms").count() == len(bookings)


def remind_first(bookings):
    def act(_worker):
        booking = Booking.objects.select_related("day__centre", "seat", "matter__person").get(pk=bookings[0].pk)
        return send_reminder(booking=booking, days_before=7, at=WEEK_BEFORE) is not None

    return act


def test_eight_who_saw_the_same_one_missing_send_it_once(bookings):
    outcomes = race(remind_first(bookings), clients=8, processes=8)
    assert Counter(outcomes) == {True: 1, False: 7}


def test_twin_without_the_constraint_it_is_sent_eight_times(bookings):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE reception_days_reminder DROP CONSTRAINT reminder_sent_once")
    outcomes = race(remind_first(bookings), clients=8, processes=8)
    assert Counter(outcomes) == {True: 8}


def test_every_button_at_once_ends_in_one_answer_and_one_fate_of_the_seat(bookings):
    send_due_reminders(at=WEEK_BEFORE)
    reminder = Reminder.objects.get(booking=bookings[0])

    def act(client):
        said = ("coming", "not_coming", "call_me")[client % 3]
        fresh = Reminder.objects.get(pk=reminder.pk)
        return answer_reminder(reminder=fresh, answer=said, at=WEEK_BEFORE, channel="web").answer

    outcomes = Counter(race(act, clients=18, processes=18))
    booking = Booking.objects.get(pk=bookings[0].pk)
    assert outcomes["not_coming"] == 1
    assert booking.state == BookingState.WITHDRAWN
    assert Reminder.objects.get(pk=reminder.pk).answer == "not_coming"
    assert not Seat.objects.filter(booking=booking).exists()
    assert Message.objects.filter(template="reception_days/booking_call_me").count() <= 1
