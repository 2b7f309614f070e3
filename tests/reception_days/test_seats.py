"""Holding a seat: what is free, who holds what, and the SQL of a claim."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from reception_days.exceptions import HoldAlreadyExtended, HoldLost, NoSeatLeft, RegistrationNotOpen, SeatTaken
from reception_days.models import HOLD_TIME, DayState, Seat
from reception_days.services import bind_hold_to_phone, extend_hold, hold_a_time, hold_seat, release_hold
from tests.matters.factories import moment
from tests.reception_days.factories import (
    AT,
    FIRST_TIME,
    BookingFactory,
    LeaderSessionFactory,
    PostFactory,
    ReceptionDayFactory,
    SeatFactory,
    seats_at,
)

pytestmark = pytest.mark.django_db


def test_a_held_seat_is_nobody_elses_for_fifteen_minutes():
    seat = SeatFactory()
    hold_seat(seat=seat, token=uuid4(), at=AT)
    with pytest.raises(SeatTaken):
        hold_seat(seat=seat, token=uuid4(), at=AT + HOLD_TIME - timedelta(seconds=1))


def test_a_hold_that_ran_out_holds_nothing():
    seat = SeatFactory()
    hold_seat(seat=seat, token=uuid4(), at=AT)
    hold_seat(seat=seat, token=uuid4(), at=AT + HOLD_TIME)


@pytest.mark.parametrize("trait", ["booked", "held", "retired"])
def test_what_is_not_free_cannot_be_held(trait):
    seat = SeatFactory(**{trait: True})
    with pytest.raises(SeatTaken):
        hold_seat(seat=seat, token=uuid4(), at=AT)


def test_a_past_seat_cannot_be_held():
    with pytest.raises(SeatTaken):
        hold_seat(seat=SeatFactory(), token=uuid4(), at=FIRST_TIME)


def test_choosing_another_seat_lets_the_former_one_go():
    first, second = seats_at(2)
    token = uuid4()
    hold_seat(seat=first, token=token, at=AT)
    hold_seat(seat=second, token=token, at=AT)
    assert list(Seat.objects.held_by(token, at=AT)) == [second]
    assert first in Seat.objects.free(at=AT)


def test_a_taken_seat_leaves_the_former_hold_alone():
    mine, taken = SeatFactory(), SeatFactory(booked=True)
    token = uuid4()
    hold_seat(seat=mine, token=token, at=AT)
    with pytest.raises(SeatTaken):
        hold_seat(seat=taken, token=token, at=AT)
    assert list(Seat.objects.held_by(token, at=AT)) == [mine]


def test_a_phone_holds_one_seat_in_all_its_browsers():
    first, second = seats_at(2)
    one, other = uuid4(), uuid4()
    hold_seat(seat=first, token=one, at=AT)
    bind_hold_to_phone(token=one, phone="13800138000", at=AT)
    hold_seat(seat=second, token=other, at=AT)
    bind_hold_to_phone(token=other, phone="138 0013 8000", at=AT)
    assert not Seat.objects.held_by(one, at=AT).exists()
    assert list(Seat.objects.held_by(other, at=AT)) == [second]


def test_one_extension_a_hold():
    seat, token = SeatFactory(), uuid4()
    hold_seat(seat=seat, token=token, at=AT)
    later = AT + timedelta(minutes=14)
    assert extend_hold(token=token, at=later) == AT + 2 * HOLD_TIME, "what was left is not lost by asking early"
    with pytest.raises(HoldAlreadyExtended):
        extend_hold(token=token, at=later)


def test_a_lost_hold_cannot_be_extended():
    seat, token = SeatFactory(), uuid4()
    hold_seat(seat=seat, token=token, at=AT)
    with pytest.raises(HoldLost):
        extend_hold(token=token, at=AT + HOLD_TIME)


def test_a_time_is_held_at_the_preferred_leader_first():
    day = ReceptionDayFactory()
    seats = seats_at(3, day=day)
    wanted = seats[2].session.post_id
    held = hold_a_time(day=day, starts_at=FIRST_TIME, token=uuid4(), at=AT, preferred_post_id=wanted)
    assert held.session.post_id == wanted


def test_without_a_preference_protocol_decides():
    day = ReceptionDayFactory()
    government = SeatFactory(session=LeaderSessionFactory(day=day, post=PostFactory(body=3, rank=1)))
    party = SeatFactory(session=LeaderSessionFactory(day=day, post=PostFactory(body=1, rank=2)))
    assert hold_a_time(day=day, starts_at=FIRST_TIME, token=uuid4(), at=AT) == party
    assert hold_a_time(day=day, starts_at=FIRST_TIME, token=uuid4(), at=AT) == government
    with pytest.raises(NoSeatLeft):
        hold_a_time(day=day, starts_at=FIRST_TIME, token=uuid4(), at=AT)


def test_without_a_preference_the_leader_with_the_fewest_bookings_comes_first():
    day = ReceptionDayFactory()
    later = FIRST_TIME + timedelta(minutes=20)
    party = LeaderSessionFactory(day=day, post=PostFactory(body=1, rank=1))
    government = LeaderSessionFactory(day=day, post=PostFactory(body=3, rank=1))
    SeatFactory(session=party, booked=True)
    SeatFactory(session=party, starts_at=later)
    free = SeatFactory(session=government, starts_at=later)
    assert hold_a_time(day=day, starts_at=later, token=uuid4(), at=AT) == free


def test_choosing_the_same_time_again_does_not_lengthen_the_hold():
    (seat,) = seats_at(1)
    token, day = uuid4(), seat.session.day
    hold_a_time(day=day, starts_at=FIRST_TIME, token=token, at=AT)
    again = hold_a_time(day=day, starts_at=FIRST_TIME, token=token, at=AT + timedelta(minutes=10))
    assert again.held_until == AT + HOLD_TIME


@pytest.mark.parametrize(
    ("state", "at"),
    [
        (DayState.DRAFT, AT),
        (DayState.CANCELLED, AT),
        (DayState.PUBLISHED, moment(2026, 11, 20, 8, 59)),
        (DayState.PUBLISHED, moment(2026, 12, 14, 17, 0)),
    ],
)
def test_nothing_is_held_outside_registration(state, at):
    (seat,) = seats_at(1, day=ReceptionDayFactory(state=state))
    with pytest.raises(RegistrationNotOpen):
        hold_a_time(day=seat.session.day, starts_at=FIRST_TIME, token=uuid4(), at=at)


def test_a_released_seat_is_free():
    seat, token = SeatFactory(), uuid4()
    hold_seat(seat=seat, token=token, at=AT)
    release_hold(token=token)
    assert seat in Seat.objects.free(at=AT)


@pytest.mark.parametrize("claim", ["hold", "book"])
def test_the_sql_of_a_claim_has_no_subquery(claim):
    """With a reverse relation in the WHERE, 8 of 8 racing processes won the same seat (STYLE)."""
    seat, token = SeatFactory(), uuid4()
    sets = {"hold": Seat.objects.free(at=AT), "book": Seat.objects.claimable_by(token, at=AT)}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        sets[claim].filter(pk=seat.pk).update(held_until=None)
    assert len(queries) == 1
    sql = queries[0]["sql"].upper()
    assert sql.startswith("UPDATE")
    assert "SELECT" not in sql
    assert "JOIN" not in sql


def refused(constraint, **facts):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SeatFactory(**facts)


def test_constraint_seat_numbered_once():
    seat = SeatFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatFactory(session=seat.session, number=seat.number)


def test_constraint_seat_token_holds_once():
    seat = SeatFactory(held=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatFactory(held=True, hold_token=seat.hold_token)


def test_constraint_seat_phone_holds_once():
    SeatFactory(held=True, holder_index="f" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatFactory(held=True, holder_index="f" * 64)


def test_constraint_seat_booked_or_held():
    refused("seat_booked_or_held", booked=True, held=True)


def test_constraint_seat_hold_has_end():
    refused("seat_hold_has_end", hold_token=uuid4(), held_until=None)


def test_one_seat_a_booking():
    booking = BookingFactory()
    SeatFactory(booking=booking)
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatFactory(booking=booking)
