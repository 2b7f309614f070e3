"""Never twice, never lost: real processes on PostgreSQL, each race with a twin that goes wrong with the guard off."""

import multiprocessing
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from foundation.numbers.services import NUMBER_LENGTH
from matters.models import Matter
from reception_days import notices
from reception_days.exceptions import HoldLost
from reception_days.models import Booking, BookingState, Seat
from reception_days.services import (
    OfficeAct,
    confirm_booking,
    hold_a_time,
    register_booking,
    reschedule,
    reschedule_booking,
    retire_seats,
    seats,
    withdraw_booking,
)
from reception_days.services import bookings as booking_services
from tests.matters.factories import village
from tests.races import Crossroads
from tests.reception_days.factories import AT, FIRST_TIME, SeatFactory, application, seated, seats_at, staff
from tests.reception_days.racing import (
    Nth,
    die,
    id_number_of,
    race,
    race_with_deaths,
    take_without_asking,
    token_of,
    told_by,
)

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

SEATS, CLIENTS = 5, 200


@pytest.fixture(autouse=True)
def _places():
    """Made before the race, which is about seats."""
    village()


@pytest.fixture
def day():
    (first, *_others) = seats_at(SEATS)
    return first.session.day


def hold(day, client):
    hold_a_time(day=day, starts_at=FIRST_TIME, token=token_of(client), at=AT)
    return "held"


def register(day, client):
    hold(day, client)
    return register_booking(
        key=f"key-{client}", token=token_of(client), day=day, application=told_by(client), at=AT
    ).number


def numbers_in(outcomes):
    """What was acknowledged: a public number each."""
    return [outcome for outcome in outcomes if outcome[:4] == "2026"]


# --- 200 clients for 5 seats ----------------------------------------------------------------------


def test_200_clients_hold_exactly_5_seats(day):
    outcomes = race(lambda client: hold(day, client), clients=CLIENTS)
    assert Counter(outcomes) == {"held": SEATS, "NoSeatLeft": CLIENTS - SEATS}
    assert Seat.objects.exclude(hold_token=None).count() == SEATS


def test_200_clients_book_exactly_5_seats(day):
    outcomes = race(lambda client: register(day, client), clients=CLIENTS)
    acknowledged = numbers_in(outcomes)
    assert len(acknowledged) == SEATS
    assert Counter(outcomes)["NoSeatLeft"] == CLIENTS - SEATS
    assert set(Booking.objects.live().values_list("number", flat=True)) == set(acknowledged)
    assert Seat.objects.filter(booking__number__in=acknowledged).count() == SEATS


def look_then_hold(meet):
    """The guard off: asks whether the seat is free, then takes it."""

    def hold_seat(*, seat, token, at, holder_index=""):
        is_free = Seat.objects.free(at=at).filter(pk=seat.pk).exists()
        meet()
        if not is_free:
            raise seats.SeatTaken(seat)
        claim = {"hold_token": token, "held_until": at + seats.HOLD_TIME, "holder_index": holder_index}
        Seat.objects.filter(pk=seat.pk).update(**claim)

    return hold_seat


def test_twin_with_the_guard_off_more_are_told_they_hold_than_there_are_seats(day, monkeypatch):
    monkeypatch.setattr(seats, "hold_seat", look_then_hold(Crossroads(SEATS + 1)))
    outcomes = race(lambda client: hold(day, client), clients=CLIENTS)
    assert Counter(outcomes)["held"] > SEATS


# --- A hold that ran out --------------------------------------------------------------------------


def book_after_expiry(day, client):
    """Client 0 held the seat, the hold ran out; now everybody goes for it."""
    if client:
        hold_a_time(day=day, starts_at=FIRST_TIME, token=token_of(client), at=AT + seats.HOLD_TIME)
    return register_booking(
        key=f"key-{client}", token=token_of(client), day=day, application=told_by(client), at=AT + seats.HOLD_TIME
    ).number


def test_an_expired_hold_is_booked_once_by_whoever_comes_first():
    (seat,) = seats_at(1)
    day = seat.session.day
    hold(day, 0)
    outcomes = race(lambda client: book_after_expiry(day, client), clients=20)
    acknowledged = numbers_in(outcomes)
    assert len(acknowledged) == 1
    seat.refresh_from_db()
    assert seat.booking.number == acknowledged[0]


def overtaken(monkeypatch) -> list[str]:
    """Client 0 is halfway through registering on an expired hold when client 1 holds and books the same seat."""
    (seat,) = seats_at(1)
    day = seat.session.day
    hold(day, 0)
    halfway, done = multiprocessing.Event(), multiprocessing.Event()
    tell = notices.tell_registered

    def tell_and_wait(booking, seat, *, at):
        tell(booking, seat, at=at)
        if booking.beneficiary_digest == Booking.digest_of(id_number_of(0)):
            halfway.set()
            done.wait(30)

    def act(client):
        if client == 0:
            return book_after_expiry(day, client)
        halfway.wait(30)
        try:
            return book_after_expiry(day, client)
        finally:
            done.set()

    monkeypatch.setattr(notices, "tell_registered", tell_and_wait)
    return race(act, clients=2, processes=2)


def test_who_is_overtaken_halfway_is_told_and_nothing_of_theirs_stays(monkeypatch):
    outcomes = overtaken(monkeypatch)
    assert sorted(map(len, outcomes)) == [len("HoldLost"), NUMBER_LENGTH]
    assert Booking.objects.count() == Matter.objects.count() == 1


def test_twin_with_the_guard_off_the_overtaken_seat_is_sold_twice(monkeypatch):
    monkeypatch.setattr(booking_services, "claim_seat", take_without_asking)
    assert len(numbers_in(overtaken(monkeypatch))) == 2


# --- Double click -----------------------------------------------------------------------------------


def test_ten_clicks_on_send_make_one_booking_and_ten_equal_answers(day):
    hold(day, 0)

    def send(_click):
        receipt = register_booking(key="one", token=token_of(0), day=day, application=told_by(0), at=AT)
        return f"{receipt.number} {receipt.query_code}"

    outcomes = race(send, clients=10, processes=10)
    assert len(set(outcomes)) == 1
    assert Booking.objects.count() == 1


def test_twin_without_the_common_key_nine_of_ten_clicks_get_no_answer(day):
    """The hold and the beneficiary's constraint still stop them, but the answer is lost."""
    hold(day, 0)

    def send(click):
        return register_booking(key=str(click), token=token_of(0), day=day, application=told_by(0), at=AT).number

    outcomes = race(send, clients=10, processes=10)
    assert len(numbers_in(outcomes)) == 1
    assert {outcome for outcome in outcomes if outcome not in numbers_in(outcomes)} <= {"HoldLost", "AlreadyBooked"}


# --- One beneficiary ----------------------------------------------------------------------------------


def same_person(day, client):
    """Ten browsers, ten phones, one ID number."""
    hold_a_time(day=day, starts_at=FIRST_TIME, token=token_of(client), at=AT)
    told = application(name="王小明", phone=f"138001{client:05}", id_number=id_number_of(1))
    return register_booking(key=f"key-{client}", token=token_of(client), day=day, application=told, at=AT).number


def test_one_beneficiary_gets_one_seat_from_ten_browsers(day):
    outcomes = race(lambda client: same_person(day, client), clients=SEATS, processes=SEATS)
    assert len(numbers_in(outcomes)) == 1
    assert Counter(outcomes)["AlreadyBooked"] == SEATS - 1
    assert Seat.objects.exclude(booking=None).count() == 1


def test_twin_without_the_constraint_one_beneficiary_gets_several(day, monkeypatch):
    meet, tell = Crossroads(), notices.tell_registered
    monkeypatch.setattr(notices, "tell_registered", lambda *told, at: (tell(*told, at=at), meet()))
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX booking_beneficiary_once_a_day")
    outcomes = race(lambda client: same_person(day, client), clients=SEATS, processes=SEATS)
    assert len(numbers_in(outcomes)) > 1


# --- Withdrawing ----------------------------------------------------------------------------------------


def test_withdrawing_and_confirming_at_once_ends_in_one_state_with_its_seat():
    booking, officer = seated(), staff("reception_officer")

    def act(client):
        mine = Booking.objects.get(pk=booking.pk)
        if client % 2:
            return withdraw_booking(booking=mine, at=AT).move
        return confirm_booking(booking=mine, actor=officer, roles={"reception_officer"}, at=AT).move

    outcomes = Counter(race(act, clients=20))
    booking.refresh_from_db()
    assert outcomes["withdraw"] == 1
    assert outcomes["confirm"] <= 1
    assert booking.state == BookingState.WITHDRAWN
    assert not Seat.objects.filter(booking=booking).exists()


def test_a_freed_seat_is_sold_once():
    booking = seated()
    day = booking.day

    def act(client):
        if client == 0:
            return withdraw_booking(booking=Booking.objects.get(pk=booking.pk), at=AT).move
        return register(day, client)

    outcomes = race(act, clients=40)
    assert len(numbers_in(outcomes)) <= 1
    assert Booking.objects.live().count() == Seat.objects.exclude(booking=None).count()


# --- A worker dies meanwhile ------------------------------------------------------------------------------


def race_while_two_workers_die(day, monkeypatch):
    """One dies in the middle of its second registration's transaction, one between its commit and its answer."""
    halfway, unanswered = Nth(2), Nth(2)
    tell = notices.tell_registered

    def tell_or_die(booking, seat, *, at):
        tell(booking, seat, at=at)
        if halfway.is_me():
            die()

    def act(client):
        number = register(day, client)
        if unanswered.is_me():
            die()
        return number

    monkeypatch.setattr(notices, "tell_registered", tell_or_die)
    told = race_with_deaths(act, clients=CLIENTS)
    monkeypatch.setattr(notices, "tell_registered", tell)
    return told


def send_again(day, client, key):
    """What a client does that got no answer: the same request once more, and only then another hold."""
    facts = {"token": token_of(client), "day": day, "application": told_by(client), "at": AT}
    try:
        return register_booking(key=key, **facts).number
    except HoldLost:
        hold(day, client)
        return register_booking(key=key, **facts).number


def retry_those_without_an_answer(day, told, key_of):
    waiting = [client for client in range(CLIENTS) if client not in told]
    assert len(waiting) >= 2
    return race(lambda turn: send_again(day, waiting[turn], key_of(waiting[turn])), clients=len(waiting), processes=2)


def test_200_clients_for_5_seats_with_workers_killed_and_one_retry_with_the_same_key(day, monkeypatch):
    told = race_while_two_workers_die(day, monkeypatch)
    assert len(numbers_in(told.values())) == Booking.objects.count() - 1, "one was registered and never heard of it"
    again = retry_those_without_an_answer(day, told, lambda client: f"key-{client}")
    acknowledged = numbers_in([*told.values(), *again])
    assert len(acknowledged) == len(set(acknowledged)) == SEATS
    assert set(Booking.objects.live().values_list("number", flat=True)) == set(acknowledged)
    assert Seat.objects.filter(booking__number__in=acknowledged).count() == SEATS
    assert Matter.objects.count() == SEATS, "nothing is left of a transaction whose worker died"


def test_twin_with_another_key_the_answer_of_the_dead_worker_is_lost(day, monkeypatch):
    told = race_while_two_workers_die(day, monkeypatch)
    again = retry_those_without_an_answer(day, told, lambda client: f"another-key-{client}")
    assert len(numbers_in([*told.values(), *again])) < SEATS
    assert Booking.objects.count() == SEATS


# --- Clerk and citizen at once ----------------------------------------------------------------------------


def by_any_door(day, client):
    """Every second one is at the window, where a clerk types."""
    hold(day, client)
    door = {"channel": "window", "role": "window_clerk"} if client % 2 else {}
    return register_booking(
        key=f"key-{client}", token=token_of(client), day=day, application=told_by(client), at=AT, **door
    ).number


def test_clerk_and_citizen_at_once_get_one_seat_between_them():
    (seat,) = seats_at(1)
    outcomes = race(lambda client: by_any_door(seat.session.day, client), clients=20)
    assert len(numbers_in(outcomes)) == Booking.objects.count() == 1


def test_twin_with_the_guard_off_both_are_told_the_seat_is_theirs(monkeypatch):
    (seat,) = seats_at(1)
    monkeypatch.setattr(seats, "hold_seat", look_then_hold(Crossroads()))
    monkeypatch.setattr(booking_services, "claim_seat", take_without_asking)
    monkeypatch.setattr(booking_services, "_seat_to_claim", lambda *_asked: Seat.objects.get(pk=seat.pk))
    assert len(numbers_in(race(lambda client: by_any_door(seat.session.day, client), clients=20))) > 1


# --- The office changes the day meanwhile ------------------------------------------------------------------


def retire_or_register(day, officer, retired):
    by = OfficeAct(actor=officer, at=AT, words="会议冲突。")

    def act(client):
        if client == 0:
            return str(retire_seats(session=retired[0].session, seats=retired, by=by))
        return register(day, client)

    return act


def a_day_about_to_change():
    """Three seats at one time, of one leader: two of them are about to go."""
    first = seats_at(1)[0]
    others = [SeatFactory(session=first.session, starts_at=FIRST_TIME) for _ in range(2)]
    return first.session.day, [first, others[0]]


def without_a_seat():
    """Live, not waiting for the citizen's choice, and nowhere to sit."""
    return Booking.objects.live().exclude(state=BookingState.DISPLACED).filter(seat=None).count()


def test_who_registers_while_the_seat_is_retired_keeps_a_seat_or_a_choice():
    day, retired = a_day_about_to_change()
    outcomes = race(retire_or_register(day, staff("reception_officer"), retired), clients=20)
    acknowledged = numbers_in(outcomes)
    assert "DeadlockDetected" not in outcomes
    assert "OperationalError" not in outcomes
    assert set(Booking.objects.values_list("number", flat=True)) == set(acknowledged)
    assert without_a_seat() == 0
    assert Seat.objects.exclude(booking=None).exclude(retired_at=None).count() == 0
    assert Seat.objects.exclude(booking=None).count() <= 1


def test_twin_with_the_guard_off_a_retired_seat_is_sold(monkeypatch):
    """The claim no longer asks whether the seat is offered; the office is quick, the citizen halfway through."""
    day, retired = a_day_about_to_change()
    officer, halfway, done = staff("reception_officer"), multiprocessing.Event(), multiprocessing.Event()
    tell, change = notices.tell_registered, retire_or_register(day, officer, retired)

    def tell_and_wait(booking, seat, *, at):
        tell(booking, seat, at=at)
        halfway.set()
        done.wait(30)

    def act(client):
        if client:
            return change(client)
        halfway.wait(30)
        try:
            return change(client)
        finally:
            done.set()

    monkeypatch.setattr(notices, "tell_registered", tell_and_wait)
    monkeypatch.setattr(booking_services, "claim_seat", take_without_asking)
    race(act, clients=2, processes=2)
    assert Seat.objects.exclude(booking=None).exclude(retired_at=None).count() == 1


# --- Changing the time ----------------------------------------------------------------------------------------


LATER = FIRST_TIME + timedelta(minutes=20)


def all_want_the_later_seat(count=4):
    """So many bookings, each in a seat of its own, and one free seat later on."""
    booked = [seated() for _ in range(count)]
    SeatFactory(session=booked[0].seat.session, starts_at=LATER)

    def act(client):
        mine = Booking.objects.get(pk=booked[client].pk)
        return reschedule_booking(booking=mine, day=mine.day, starts_at=LATER, at=AT).move

    return race(act, clients=count, processes=count)


def test_one_free_seat_is_changed_to_once_and_nobody_loses_theirs():
    outcomes = Counter(all_want_the_later_seat())
    assert outcomes == {"reschedule": 1, "NoSeatLeft": 3}
    assert Seat.objects.exclude(booking=None).count() == Booking.objects.live().count() == 4


def test_twin_with_the_guard_off_somebody_loses_a_seat_they_were_told_they_have(monkeypatch):
    barrier = multiprocessing.Barrier(4)

    def take(*, seat, booking, at):
        barrier.wait(30)
        return bool(Seat.objects.filter(pk=seat.pk).update(booking=booking))

    monkeypatch.setattr(reschedule, "claim_free_seat", take)
    assert Counter(all_want_the_later_seat())["reschedule"] > 1
    assert Seat.objects.exclude(booking=None).count() < Booking.objects.live().count()
