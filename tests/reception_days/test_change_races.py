"""The office changes a day while citizens register: real processes on PostgreSQL, each with a twin that goes wrong."""

import multiprocessing
from uuid import UUID, uuid5

import pytest
from stdnum.iso7064 import mod_11_2

from reception_days import notices
from reception_days.models import Booking, BookingState, Seat
from reception_days.services import (
    OfficeAct,
    cancel_day,
    changes,
    choose_next_time,
    displacing,
    hold_a_time,
    move_day,
    register_booking,
    retire_seats,
    substitute_leader,
    withdraw_booking,
)
from reception_days.services.conflicts import booked
from reception_days.services.seats import NOBODY
from tests.matters.factories import village
from tests.races import at_once
from tests.reception_days.factories import AT, FIRST_TIME, PostFactory, application, seats_at
from tests.reception_days.test_changes import NEW_DATE, nobody_is_lost

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
SPACE = UUID("12345678-1234-5678-1234-567812345678")
OFFICE, CITIZEN = 0, 1
BY = OfficeAct(actor=None, at=AT, words="王副市长临时外出开会。")
PATIENCE = 30


@pytest.fixture(autouse=True)
def _places():
    """Made before the race, which is about seats."""
    village()


def register(day, client, **facts):
    body = f"32998119850712{client:03}"
    told = application(
        name=f"居民{client}", phone=f"138001{client:05}", id_number=body + mod_11_2.calc_check_digit(body), **facts
    )
    token = uuid5(SPACE, str(client))
    return register_booking(key=f"key-{client}", token=token, day=day, application=told, at=AT).number


def hold(day, client):
    hold_a_time(day=day, starts_at=FIRST_TIME, token=uuid5(SPACE, str(client)), at=AT)


# --- A seat is booked at the moment it is retired ---------------------------------------------------------


def booked_halfway(monkeypatch):
    """The office has seen that nobody sits there; then a citizen books the seat; then the office retires it."""
    seat, _other = seats_at(2)
    Seat.objects.create(session=seat.session, starts_at=FIRST_TIME, number=99, retired_at=None)
    day = seat.session.day
    hold_a_time(
        day=day, starts_at=FIRST_TIME, token=uuid5(SPACE, "1"), at=AT, preferred_post_id=seat.session.post_id
    )  # fmt: skip
    held = Seat.objects.get(hold_token=uuid5(SPACE, "1"))
    halfway, done = multiprocessing.Event(), multiprocessing.Event()
    retire_one = displacing.retire_one

    def wait_and_retire(seat, booking, *, at):
        halfway.set()
        done.wait(PATIENCE)
        return retire_one(seat, booking, at=at)

    def act(number):
        if number == OFFICE:
            return retire_seats(session=held.session, seats=[held], by=BY)
        halfway.wait(PATIENCE)
        try:
            return register(day, number)
        finally:
            done.set()

    monkeypatch.setattr(displacing, "retire_one", wait_and_retire)
    outcomes = at_once(act, 2)
    held.refresh_from_db()
    assert held.retired_at is not None, outcomes
    return outcomes


def test_who_books_a_seat_while_it_is_retired_gets_another_one_and_is_told(monkeypatch):
    outcomes = booked_halfway(monkeypatch)
    booking = Booking.objects.get()
    assert set(outcomes) == {1, booking.number}
    assert booking.state == BookingState.DISPLACED
    assert booking.seat.retired_at is None
    assert nobody_is_lost()


def retire_as_seen(seat, booking, *, at):
    """The guard off: the WHERE clause no longer names who is known to sit there."""
    Seat.objects.filter(pk=seat.pk).update(retired_at=at, booking=None, **NOBODY)
    return booking


def test_twin_with_the_guard_off_their_booking_has_neither_seat_nor_choice(monkeypatch):
    monkeypatch.setattr(displacing, "retire_one", retire_as_seen)
    booked_halfway(monkeypatch)
    booking = Booking.objects.get()
    assert booking.state == BookingState.SUBMITTED
    assert not Seat.objects.filter(booking=booking).exists()


# --- A complaint is sent while its leader is made a substitute --------------------------------------------


def substituted_halfway(monkeypatch):
    """A citizen sends a complaint about B for a seat of A; before it is stored, B stands in for A."""
    (seat,) = seats_at(1)
    day, substitute = seat.session.day, PostFactory(holder="赵敏")
    hold(day, CITIZEN)
    halfway, done = multiprocessing.Event(), multiprocessing.Event()
    tell = notices.tell_registered

    def tell_and_wait(booking, seat, *, at):
        tell(booking, seat, at=at)
        halfway.set()
        done.wait(PATIENCE)

    def act(number):
        if number == CITIZEN:
            return register(day, number, complaint_kind="official", about_post=substitute)
        halfway.wait(PATIENCE)
        try:
            return substitute_leader(session=seat.session, post=substitute, by=BY)
        finally:
            done.set()

    monkeypatch.setattr(notices, "tell_registered", tell_and_wait)
    at_once(act, 2)
    seat.refresh_from_db()
    assert seat.session.__class__.objects.get().post == substitute
    return seat


def test_a_complaint_on_its_way_is_not_heard_by_who_has_just_become_the_substitute(monkeypatch):
    seat = substituted_halfway(monkeypatch)
    assert seat.booking is None
    assert not Booking.objects.exists(), "what was typed is kept in the draft; the next try goes to somebody else"


def leave_holds(session):
    """The guard off: forms half filled in keep their seat."""
    return booked(session.seats.offered())


def test_twin_with_the_guard_off_they_would_hear_it_themselves(monkeypatch):
    monkeypatch.setattr(changes, "stop_holds", leave_holds)
    seat = substituted_halfway(monkeypatch)
    assert seat.booking is not None
    assert seat.booking.matter.about_post == seat.session.__class__.objects.get().post


# --- Everybody at once -------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["retire", "move", "cancel"])
def test_in_the_rush_nobody_is_lost(change):
    seats = seats_at(6)
    day = seats[0].session.day
    for client in range(2):  # two are registered already; one of them withdraws, one chooses meanwhile
        hold(day, client + 50)
        register(day, client + 50)
    early = list(Booking.objects.order_by("pk"))
    for client in range(1, 5):
        hold(day, client)

    def act(number):
        if number == OFFICE:
            if change == "retire":
                seat = Seat.objects.filter(session__day=day).latest("pk")
                Seat.objects.create(session=seat.session, starts_at=FIRST_TIME, number=99)
                return retire_seats(session=seat.session, seats=[seat], by=BY)
            return move_day(day=day, on=NEW_DATE, by=BY).pk if change == "move" else cancel_day(day=day, by=BY)
        if number == 5:
            return withdraw_booking(booking=Booking.objects.get(pk=early[0].pk), at=AT).move
        if number == 6:
            return choose_next_time(booking=Booking.objects.get(pk=early[1].pk), at=AT).move
        return register(day, number)

    at_once(act, 7)
    assert nobody_is_lost()
    early[0].refresh_from_db()
    assert early[0].state == BookingState.WITHDRAWN
    taken = Seat.objects.exclude(booking=None)
    assert taken.count() == len(set(taken.values_list("booking", flat=True)))
    assert not taken.exclude(retired_at=None).exists()
