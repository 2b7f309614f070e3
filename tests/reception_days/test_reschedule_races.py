"""Many change to one seat, and change while they withdraw or others register: seats sold are seats claimed.

Real processes on PostgreSQL; the twins switch one guard off and must break the promise.
"""

import multiprocessing
from collections import Counter
from datetime import timedelta

import pytest

from reception_days.models import Booking, BookingState, Seat
from reception_days.services import (
    hold_a_time,
    register_booking,
    reschedule,
    reschedule_booking,
    seats,
    withdraw_booking,
)
from tests.matters.factories import village
from tests.reception_days.factories import (
    AT,
    FIRST_TIME,
    BookingFactory,
    LeaderSessionFactory,
    ReceptionDayFactory,
    SeatFactory,
)
from tests.reception_days.racing import race
from tests.reception_days.test_races import numbers_in, token_of, told_by

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
LATER = FIRST_TIME + timedelta(minutes=20)


@pytest.fixture
def day():
    village()
    return ReceptionDayFactory()


def bookings_at(day, count, *, starts_at=FIRST_TIME):
    """So many bookings, each with a seat of its own at that time."""
    session = LeaderSessionFactory(day=day)
    made = [BookingFactory(day=day) for _ in range(count)]
    for number, booking in enumerate(made):
        SeatFactory(session=session, starts_at=starts_at, booking=booking, number=100 + number)
    return made


def free_at(day, count, *, starts_at=LATER):
    session = LeaderSessionFactory(day=day)
    return [SeatFactory(session=session, starts_at=starts_at, number=200 + number) for number in range(count)]


def change(booking, day, *, starts_at=LATER):
    fresh = Booking.objects.get(pk=booking.pk)
    return reschedule_booking(booking=fresh, day=day, starts_at=starts_at, at=AT).move


def every_live_booking_has_one_seat():
    live = set(Booking.objects.live().values_list("pk", flat=True))
    seated = list(Seat.objects.exclude(booking=None).values_list("booking", flat=True))
    return sorted(live) == sorted(seated)


def test_twenty_change_to_two_seats_and_two_get_them(day):
    movers = bookings_at(day, 20)
    free_at(day, 2)
    outcomes = race(lambda client: change(movers[client], day), clients=20)
    assert Counter(outcomes) == {"reschedule": 2, "NoSeatLeft": 18}
    assert every_live_booking_has_one_seat()
    assert Seat.objects.filter(starts_at=FIRST_TIME, booking=None).count() == 2, "what they left is free"


def test_twin_with_the_guard_off_two_are_told_they_have_the_one_seat(day, monkeypatch):
    """Looks whether the seat is free, waits for the other to have looked too, then takes it."""
    both_looked = multiprocessing.get_context("fork").Barrier(2)

    def look_then_take(*, seat, booking, at):
        is_free = Seat.objects.free(at=at).filter(pk=seat.pk).exists()
        both_looked.wait(60)
        if is_free:
            Seat.objects.filter(pk=seat.pk).update(booking=booking, **seats.NOBODY)
        return is_free

    monkeypatch.setattr(reschedule, "claim_free_seat", look_then_take)
    movers = bookings_at(day, 2)
    free_at(day, 1)
    outcomes = race(lambda client: change(movers[client], day), clients=2, processes=2)
    assert outcomes == ["reschedule", "reschedule"]
    assert not every_live_booking_has_one_seat()


def test_two_who_swap_their_times_find_nothing_or_move_but_nobody_loses_a_seat(day):
    """Crosswise, again and again: neither a deadlock nor a booking without a seat."""
    early, late = bookings_at(day, 5), bookings_at(day, 5, starts_at=LATER)

    def act(client):
        booking, target = (early, LATER) if client % 2 else (late, FIRST_TIME)
        return change(booking[client // 2 % 5], day, starts_at=target)

    outcomes = Counter(race(act, clients=60))
    assert set(outcomes) <= {"reschedule", "NoSeatLeft", "SameTime"}
    assert every_live_booking_has_one_seat()


def test_changing_and_withdrawing_at_once_leaves_no_seat_behind(day):
    (booking,) = bookings_at(day, 1)
    free_at(day, 1)

    def act(client):
        if client % 2:
            return change(booking, day)
        return withdraw_booking(booking=Booking.objects.get(pk=booking.pk), at=AT).move

    outcomes = Counter(race(act, clients=20))
    assert outcomes["withdraw"] == 1
    assert outcomes["reschedule"] <= 1
    assert Booking.objects.get().state == BookingState.WITHDRAWN
    assert not Seat.objects.exclude(booking=None).exists()


def test_changing_and_registering_for_the_last_seat_at_once_sell_it_once(day):
    movers = bookings_at(day, 10)
    (last,) = free_at(day, 1)
    Seat.objects.filter(pk=last.pk).update(hold_token=None)

    def act(client):
        if client < 10:
            return change(movers[client], day)
        hold_a_time(day=day, starts_at=LATER, token=token_of(client), at=AT)
        application = told_by(client)
        told = type(application)(**{**vars(application), "starts_at": LATER})
        return register_booking(key=f"key-{client}", token=token_of(client), day=day, application=told, at=AT).number

    outcomes = race(act, clients=20)
    assert Counter(outcomes)["reschedule"] + len(numbers_in(outcomes)) == 1
    assert every_live_booking_has_one_seat()


def test_ten_clicks_change_the_time_once(day):
    (booking,) = bookings_at(day, 1)
    free_at(day, 3)
    outcomes = Counter(race(lambda _click: change(booking, day), clients=10, processes=10))
    assert outcomes == {"reschedule": 1, "SameTime": 9}
    assert every_live_booking_has_one_seat()
