"""The citizen's choice after a change, and the place offered first when the next day is published."""

from datetime import timedelta

import pytest

from foundation.moves.exceptions import MoveNotAllowed
from foundation.notifications.models import Message
from reception_days.exceptions import NoSeatToAccept
from reception_days.models import Booking, BookingState, HalfDay, Seat
from reception_days.services import (
    OfficeAct,
    accept_change,
    add_session,
    cancel_day,
    choose_next_time,
    choose_written_reply,
    confirm_booking,
    may_withdraw,
    open_choice,
    publish_day,
    schedule_day,
    substitute_leader,
    withdraw_booking,
)
from reception_days.services.publishing import first_in_line
from tests.matters.factories import city, moment, town
from tests.reception_days.factories import AT, DAY, PostFactory, SeatFactory, seated, staff

pytestmark = pytest.mark.django_db
OFFICE = {"reception_officer"}
WHY = "王副市长临时外出开会。"
LATER = AT + timedelta(hours=2)
JANUARY_IN_TIME = moment(2026, 12, 8)


def act(at=AT, words=WHY):
    return OfficeAct(actor=None, at=at, words=words)


def substituted(*, confirmed=False):
    """A booking whose leader was replaced."""
    booking = seated()
    if confirmed:
        confirm_booking(booking=booking, actor=staff("reception_officer"), roles=OFFICE, at=AT)
    substitute_leader(session=booking.seat.session, post=PostFactory(holder="赵敏"), by=act())
    return Booking.objects.get(pk=booking.pk)


def without_a_day():
    """A booking whose day was cancelled."""
    booking = seated()
    cancel_day(day=booking.day, by=act())
    return Booking.objects.get(pk=booking.pk)


def told(template):
    return set(Message.objects.filter(template=f"reception_days/{template}").values_list("channel", flat=True))


def test_the_page_knows_why_by_when_and_which_seat():
    booking = substituted()
    choice = open_choice(booking, at=AT)
    assert (choice.why, choice.until, choice.seat) == (WHY, booking.day.closes_at, booking.seat)
    assert open_choice(without_a_day(), at=AT).seat is None
    assert open_choice(seated(), at=AT) is None


def test_who_was_confirmed_before_is_confirmed_by_accepting():
    booking = substituted(confirmed=True)
    accept_change(booking=booking, at=LATER)
    booking.refresh_from_db()
    assert (booking.state, booking.seat.session.leader_name) == (BookingState.CONFIRMED, "赵敏")
    last = Message.objects.filter(template="reception_days/booking_confirmed", channel="in_app").latest("pk")
    assert "赵敏" in last.body


def test_who_was_under_review_goes_on_under_review():
    booking = substituted()
    accept_change(booking=booking, at=LATER)
    booking.refresh_from_db()
    assert booking.state == BookingState.SUBMITTED
    assert Seat.objects.filter(booking=booking).exists()
    assert told("booking_chosen") == {"in_app", "sms"}


def test_nothing_can_be_accepted_without_a_seat_and_the_other_choices_remain():
    booking = without_a_day()
    with pytest.raises(NoSeatToAccept):
        accept_change(booking=booking, at=LATER)
    choose_next_time(booking=booking, at=LATER)
    assert booking.state == BookingState.NOT_REACHED


@pytest.mark.parametrize(
    ("choose", "state"),
    [
        (choose_next_time, BookingState.NOT_REACHED),
        (choose_written_reply, BookingState.CANCELLED),
        (withdraw_booking, BookingState.WITHDRAWN),
    ],
)
def test_other_choices_free_the_seat_and_keep_the_matter(choose, state):
    booking = substituted()
    seat = booking.seat
    choose(booking=booking, at=LATER)
    booking.refresh_from_db()
    assert booking.state == state
    assert seat in Seat.objects.free(at=LATER)
    assert booking.matter.state == "registered"
    assert booking.wants_written_reply == (choose is choose_written_reply)


@pytest.mark.parametrize("choose", [accept_change, choose_next_time, choose_written_reply])
def test_there_is_no_choice_where_nothing_was_changed(choose):
    booking = seated()
    with pytest.raises(MoveNotAllowed):
        choose(booking=booking, at=LATER)
    assert Seat.objects.filter(booking=booking).exists()


@pytest.mark.parametrize("choose", [choose_next_time, choose_written_reply])
def test_a_choice_is_made_once(choose):
    booking = substituted()
    choose(booking=booking, at=LATER)
    for again in (accept_change, choose_next_time, choose_written_reply):
        with pytest.raises(MoveNotAllowed):
            again(booking=Booking.objects.get(pk=booking.pk), at=LATER)


def test_a_clerk_chooses_for_somebody_on_the_phone_and_the_event_names_them():
    booking, clerk = substituted(), staff("window_clerk")
    event = choose_next_time(booking=booking, at=LATER, actor=clerk, channel="phone", roles={"window_clerk"})
    assert (event.actor, event.role, event.channel) == (clerk, "window_clerk", "phone")


def test_silence_loses_nothing():
    """After registration has closed one may still choose, and the seat is still theirs."""
    booking = substituted()
    accept_change(booking=booking, at=booking.day.closes_at + timedelta(hours=1))
    assert booking.seat is not None


# --- First in line --------------------------------------------------------------------------------------


def january(*, seats=2, posts=(), place=None):
    day = schedule_day(year=2027, month=1, place=place or city(), at=AT)
    for number, post in enumerate(posts or [PostFactory()]):
        add_session(day=day, post=post, half_day=HalfDay.MORNING, room=f"20{number}", seats=seats, at=AT)
    return day


def waiting(at=LATER, **facts):
    """Somebody who chose to come first next time."""
    booking = seated(**facts)
    Booking.objects.filter(pk=booking.pk).update(state=BookingState.DISPLACED)
    booking.refresh_from_db()
    choose_next_time(booking=booking, at=at)
    return booking


def test_who_was_promised_to_come_first_has_a_seat_before_registration_opens():
    booking, day = waiting(), january()
    publish_day(day=day, at=JANUARY_IN_TIME)
    booking.refresh_from_db()
    assert (booking.state, booking.day, booking.seat.session.day) == (BookingState.OFFERED, day, day)
    assert day.opens_at > JANUARY_IN_TIME
    assert told("booking_offered") == {"in_app", "sms"}
    accept_change(booking=booking, at=JANUARY_IN_TIME)
    assert booking.state == BookingState.SUBMITTED


def test_nobody_else_is_moved_to_the_next_day():
    other = seated()
    Booking.objects.filter(pk=other.pk).update(state=BookingState.NOT_REACHED)
    elsewhere = waiting()
    publish_day(day=january(place=town(), posts=[PostFactory(place=town())]), at=JANUARY_IN_TIME)
    assert {each.state for each in (other, elsewhere)} <= {"submitted", "not_reached"}
    assert not Booking.objects.filter(state=BookingState.OFFERED).exists()


def test_the_preferred_leader_is_offered_and_never_the_one_complained_about():
    preferred, complained = PostFactory(), PostFactory()
    booking = waiting(preferred_post=preferred)
    about = waiting()
    about.matter.about_post, about.matter.complaint_kind = complained, "official"
    about.matter.save()
    publish_day(day=january(seats=1, posts=[complained, preferred]), at=JANUARY_IN_TIME)
    assert Seat.objects.get(booking=booking).session.post == preferred
    about.refresh_from_db()
    assert about.state == BookingState.NOT_REACHED, "the only seat left is the leader's complained about"


def test_more_promises_than_seats_go_by_who_chose_first_and_the_rest_wait_on():
    second, first = waiting(at=LATER + timedelta(hours=1)), waiting(at=LATER)
    publish_day(day=january(seats=1), at=JANUARY_IN_TIME)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (BookingState.OFFERED, BookingState.NOT_REACHED)
    assert second.events.last().move == "choose_next_time"


def test_who_waits_twice_is_seated_once_and_the_other_promise_stays():
    """One live booking a beneficiary and day: the constraint decides."""
    first = waiting(beneficiary_digest="f" * 64)
    twin = waiting(at=LATER + timedelta(hours=1), beneficiary_digest="f" * 64)
    day = january()
    publish_day(day=day, at=JANUARY_IN_TIME)
    twin.refresh_from_db()
    assert (twin.state, twin.day.date) == (BookingState.NOT_REACHED, DAY)
    assert Seat.objects.filter(booking=first).exists()
    assert Seat.objects.free(at=JANUARY_IN_TIME).filter(session__day=day).count() == 1


def test_an_offered_place_counts_as_taken_when_the_day_changes_again():
    booking, day = waiting(), january()
    publish_day(day=day, at=JANUARY_IN_TIME)
    cancel_day(day=day, by=act(at=JANUARY_IN_TIME))
    booking.refresh_from_db()
    assert booking.state == BookingState.DISPLACED
    assert [event.move for event in booking.events.all()][-2:] == ["offer_first", "displace"]


def test_the_seat_is_not_free_for_others():
    waiting()
    day = january(seats=1)
    publish_day(day=day, at=JANUARY_IN_TIME)
    assert not Seat.objects.free(at=day.opens_at).filter(session__day=day).exists()
    assert SeatFactory().booking is None


def test_who_waits_for_the_next_day_may_withdraw_at_any_time_and_is_not_offered_a_seat():
    booking = without_a_day()
    choose_next_time(booking=booking, at=LATER)
    month_later = AT + timedelta(days=40)
    assert may_withdraw(booking, at=month_later), "the day it stood on is over, the promise is not"
    withdraw_booking(booking=booking, at=month_later)
    assert booking.state == BookingState.WITHDRAWN
    assert first_in_line(booking.day) == []


def test_a_choice_that_was_not_made_in_time_may_still_be_a_withdrawal():
    booking = without_a_day()
    withdraw_booking(booking=booking, at=AT + timedelta(days=40))
    assert booking.state == BookingState.WITHDRAWN
