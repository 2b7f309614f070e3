"""Another time: what stays, what is freed, what is refused."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.ledger.models import Entry
from foundation.moves.exceptions import MoveNotAllowed
from foundation.notifications.models import Message
from reception_days.exceptions import AlreadyBooked, NoSeatLeft, RegistrationNotOpen, SameTime, TooLateToChange
from reception_days.models import Booking, BookingEvent, BookingState, DayState, Seat
from reception_days.services import confirm_booking, reschedule_booking, withdraw_booking
from reception_days.services.bookings import free_seat
from reception_days.states import RESCHEDULABLE_STATES
from tests.matters.factories import another_town, moment
from tests.reception_days.factories import (
    AT,
    FIRST_TIME,
    BookingFactory,
    LeaderSessionFactory,
    PostFactory,
    ReceptionDayFactory,
    SeatFactory,
    seated,
    seats_at,
    staff,
)
from tests.reception_days.walking import Citizen, first_start, open_day
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db
LATER = FIRST_TIME + timedelta(minutes=20)
CLOSED = moment(2026, 12, 14, 17)


@pytest.fixture
def booking():
    return seated()


@pytest.fixture
def free(booking):
    """A free seat at another time of the same day."""
    return SeatFactory(session=LeaderSessionFactory(day=booking.day), starts_at=LATER)


def change(booking, *, day=None, starts_at=LATER, at=AT, **facts):
    fresh = Booking.objects.get(pk=booking.pk)
    return reschedule_booking(booking=fresh, day=day or booking.day, starts_at=starts_at, at=at, **facts)


def seat_of(booking):
    return Seat.objects.get(booking=booking)


def test_the_new_seat_is_taken_and_the_old_one_is_free_at_once(booking, free):
    old = seat_of(booking)
    event = change(booking)
    assert seat_of(booking) == free
    assert old in Seat.objects.free(at=AT)
    assert (event.move, event.before, event.after) == ("reschedule", "submitted", "submitted")


def test_it_is_told_noted_and_recorded_without_a_word_about_the_matter(booking, free):
    change(booking)
    texts = Message.objects.filter(template="reception_days/booking_rescheduled")
    assert {message.channel for message in texts} == {"in_app", "sms"}
    assert all("09:20" in message.body and booking.matter.text[:4] not in message.body for message in texts)
    assert Entry.objects.filter(kind="booking_reschedule").count() == 1


@pytest.mark.parametrize("state", [BookingState.SUBMITTED, BookingState.NEEDS_INFORMATION, BookingState.CONFIRMED])
def test_what_the_office_answered_stays_answered(booking, free, state):
    Booking.objects.update(state=state)
    change(booking)
    assert Booking.objects.get().state == state


@pytest.mark.parametrize("state", [BookingState.DISPLACED, BookingState.OFFERED])
@pytest.mark.parametrize("was_confirmed", [True, False])
def test_what_the_office_changed_returns_to_where_its_review_stood(booking, free, state, was_confirmed):
    if was_confirmed:
        confirm_booking(booking=booking, actor=staff("reception_officer"), roles={"reception_officer"}, at=AT)
    Booking.objects.update(state=state)
    free_seat(booking)
    change(booking)
    assert Booking.objects.get().state == (BookingState.CONFIRMED if was_confirmed else BookingState.SUBMITTED)
    assert seat_of(booking) == free


@pytest.mark.parametrize("state", [state for state in BookingState if state not in RESCHEDULABLE_STATES])
def test_from_no_other_state(booking, free, state):
    Booking.objects.exclude(state="x").update(
        state=BookingState.WITHDRAWN if state == BookingState.REDIRECTED else state
    )
    with pytest.raises(MoveNotAllowed):
        change(booking)
    assert free in Seat.objects.free(at=AT)


def test_until_registration_closes_and_not_a_second_later(booking, free):
    change(booking, at=CLOSED - timedelta(seconds=1))
    with pytest.raises(TooLateToChange):
        change(booking, starts_at=FIRST_TIME, at=CLOSED)


def test_to_another_open_day_of_the_same_place(booking):
    day = ReceptionDayFactory(date=date(2026, 12, 22), closes_at=moment(2026, 12, 21, 17))
    start = moment(2026, 12, 22, 9)
    seats_at(1, starts_at=start, day=day)
    change(booking, day=day, starts_at=start)
    assert Booking.objects.get().day == day
    assert seat_of(booking).session.day == day


def test_not_to_a_closed_a_cancelled_or_another_places_day(booking):
    for facts in [
        {"date": date(2026, 12, 22), "opens_at": AT + timedelta(days=1)},
        {"date": date(2026, 12, 23), "state": DayState.CANCELLED},
        {"date": date(2026, 12, 24), "place": another_town()},
    ]:
        day = ReceptionDayFactory(closes_at=moment(2026, 12, 20, 17), **facts)
        start = moment(2026, 12, day.date.day, 9)
        seats_at(1, starts_at=start, day=day)
        with pytest.raises(RegistrationNotOpen):
            change(booking, day=day, starts_at=start)
    assert Booking.objects.get().day == booking.day


def test_one_live_booking_a_day_and_beneficiary_holds_for_the_new_day_too(booking):
    day = ReceptionDayFactory(date=date(2026, 12, 22), closes_at=moment(2026, 12, 21, 17))
    start = moment(2026, 12, 22, 9)
    (seat,) = seats_at(1, starts_at=start, day=day)
    BookingFactory(day=day, beneficiary_digest=booking.beneficiary_digest)
    with pytest.raises(AlreadyBooked):
        change(booking, day=day, starts_at=start)
    assert seat_of(booking).starts_at == FIRST_TIME
    assert seat in Seat.objects.free(at=AT)


def test_who_finds_no_seat_keeps_the_one_they_have(booking, free):
    for taken in [{"booking": BookingFactory()}, {"retired_at": AT, "booking": None}]:
        Seat.objects.filter(pk=free.pk).update(**taken)
        with pytest.raises(NoSeatLeft):
            change(booking)
        assert seat_of(booking).starts_at == FIRST_TIME
    assert not BookingEvent.objects.exists()
    assert not Message.objects.exists()


def test_somebody_elses_live_hold_is_not_taken_and_an_expired_one_is(booking):
    held = SeatFactory(session=LeaderSessionFactory(day=booking.day), starts_at=LATER, held=True)
    with pytest.raises(NoSeatLeft):
        change(booking)
    change(booking, at=held.held_until)
    assert seat_of(booking) == held


def test_to_the_same_time_nothing_happens(booking, free):
    with pytest.raises(SameTime):
        change(booking, starts_at=FIRST_TIME)


def test_never_to_the_leader_complained_of(booking):
    about = PostFactory()
    seat = SeatFactory(session=LeaderSessionFactory(day=booking.day, post=about), starts_at=LATER)
    type(booking.matter).objects.update(about_post=about, complaint_kind="official")
    with pytest.raises(NoSeatLeft):
        change(booking, preferred_post=about)
    assert seat in Seat.objects.free(at=AT)


def test_the_wish_who_should_hear_it_is_kept_and_followed(booking):
    other, wished = PostFactory(), PostFactory()
    SeatFactory(session=LeaderSessionFactory(day=booking.day, post=other), starts_at=LATER)
    SeatFactory(session=LeaderSessionFactory(day=booking.day, post=wished), starts_at=LATER)
    change(booking, preferred_post=wished)
    assert seat_of(booking).session.post == wished
    assert Booking.objects.get().preferred_post == wished


def test_withdrawing_frees_the_seat_also_of_a_displaced_or_offered_booking(booking):
    for state in (BookingState.DISPLACED, BookingState.OFFERED):
        Booking.objects.update(state=state)
        Seat.objects.update(booking=booking)
        withdraw_booking(booking=booking, at=AT)
        assert not Seat.objects.filter(booking=booking).exists()


# --- The pages ----------------------------------------------------------------------------------------


@pytest.fixture
def mine():
    """A citizen's browser with the matter open, and the booking."""
    citizen = Citizen(open_day())
    number, code = citizen.register()
    citizen.post("/look-up/", number=number, code=code)
    return citizen, Booking.objects.get(number=number)


def text_of(page):
    return page.content.decode()


def test_the_page_offers_the_other_free_times_and_changes_to_one(mine):
    citizen, booking = mine
    start = first_start(citizen.day) + timedelta(minutes=20)
    page = text_of(citizen.get("/look-up/reschedule/"))
    assert start.isoformat() in page.replace("&#x2B;", "+")
    assert first_start(citizen.day).isoformat() not in page
    after = text_of(citizen.post("/look-up/reschedule/", starts_at=start.isoformat()))
    assert "时间已更改" in after
    assert seat_of(booking).starts_at == start


def test_a_time_just_taken_is_said_beside_the_times_and_nothing_is_lost(mine, monkeypatch):
    citizen, booking = mine
    start = first_start(citizen.day) + timedelta(minutes=20)
    Seat.objects.filter(starts_at=start).update(retired_at=AT)
    page = text_of(citizen.post("/look-up/reschedule/", starts_at=start.isoformat()))
    assert "刚刚被约走" in page
    assert seat_of(booking).starts_at == first_start(citizen.day)


def test_after_closing_the_page_says_why_and_what_else_is_possible(mine):
    citizen, booking = mine
    type(booking.day).objects.update(closes_at=AT - timedelta(days=1000), opens_at=AT - timedelta(days=1001))
    page = citizen.get("/look-up/reschedule/")
    assert page.redirect_chain[-1][0] == "/look-up/matter/"
    assert "时间已经不能更改" in text_of(page)


def test_the_page_asks_the_database_no_more_for_many_seats_than_for_few(mine):
    citizen, _booking = mine
    with CaptureQueriesContext(connection) as few:
        citizen.get("/look-up/reschedule/")
    seats_at(12, starts_at=first_start(citizen.day) + timedelta(minutes=40), day=citizen.day)
    with CaptureQueriesContext(connection) as many:
        citizen.get("/look-up/reschedule/")
    assert len(many) == len(few)


def test_a_clerk_changes_the_time_for_somebody_at_the_window_and_is_named(mine):
    citizen, booking = mine
    clerk = staff("window_clerk")
    start = first_start(citizen.day) + timedelta(minutes=20)
    desk = sign_in_staff(Client(), clerk)
    address = f"/desk/reception/bookings/{booking.number}/reschedule/"
    assert booking.number in text_of(desk.get(address))
    page = desk.post(address, {"starts_at": start.isoformat()}, follow=True)
    assert page.redirect_chain[-1][0] == f"/desk/reception/bookings/{booking.number}/"
    event = booking.events.get(move="reschedule")
    assert (event.actor, event.role, event.channel) == (clerk, "window_clerk", "window")


def test_in_english(mine):
    citizen, _booking = mine
    assert "Take this time instead" in text_of(citizen.client.get("/en/look-up/reschedule/"))
