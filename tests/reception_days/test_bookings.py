"""Registering and withdrawing, through the services."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from foundation.ledger.models import Entry
from foundation.moves.exceptions import MoveNotAllowed
from foundation.notifications.models import Message
from foundation.numbers.services import is_query_code, is_valid_number
from foundation.people.models import Tenure
from foundation.requests.exceptions import KeyReused
from foundation.requests.models import GivenAnswer
from matters.exceptions import CategoryRedirects, NoticeNotRead, TextRefused
from matters.models import Matter, MatterEvent
from reception_days.exceptions import (
    AlreadyBooked,
    DayIsOver,
    HoldLost,
    LeaderIsComplainedOf,
    RegistrationNotOpen,
)
from reception_days.models import HOLD_TIME, Booking, BookingEvent, BookingState, ReceptionDay, Seat
from reception_days.services import hold_a_time, hold_seat, register_booking, withdraw_booking
from tests.matters.factories import category, moment
from tests.reception_days.factories import (
    AT,
    FIRST_TIME,
    ID_NUMBERS,
    BookingFactory,
    PostFactory,
    ReceptionDayFactory,
    application,
    seated,
    seats_at,
)

pytestmark = pytest.mark.django_db


def held(*, at=AT, starts_at=FIRST_TIME) -> tuple[ReceptionDay, UUID]:
    """A day, and the token of somebody holding a seat on it."""
    day, token = ReceptionDayFactory(), uuid4()
    if not Seat.objects.free(at=at).exists():
        seats_at(1, day=day)
    hold_a_time(day=day, starts_at=starts_at, token=token, at=at)
    return day, token


def register(day, token, *, key="k" * 32, at=AT, **facts):
    return register_booking(key=key, token=token, day=day, application=application(**facts), at=at)


def nothing_was_stored() -> bool:
    tables = [Matter, MatterEvent, Booking, BookingEvent, Entry, Message, GivenAnswer]
    return not any(table.objects.exists() for table in tables)


def test_a_registration_is_matter_booking_seat_events_ledger_and_messages():
    day, token = held()
    receipt = register(day, token)
    booking = Booking.objects.get(number=receipt.number)
    assert is_valid_number(receipt.number)
    assert is_query_code(receipt.number, receipt.query_code, booking.matter.query_code_digest)
    assert booking.number == booking.matter.number
    assert booking.state == BookingState.SUBMITTED
    assert booking.seat.hold_token is None
    assert [event.move for event in booking.events.all()] == ["register"]
    assert [event.move for event in booking.matter.events.all()] == ["register"]
    kinds = Entry.objects.filter(series__name=f"matter:{receipt.number}").values_list("kind", flat=True)
    assert list(kinds) == ["matter_registered", "booking_register"]
    assert {message.channel for message in Message.objects.all()} == {"in_app", "sms"}


def test_the_person_is_kept_as_given_then():
    day, token = held()
    matter = Booking.objects.get(number=register(day, token).number).matter
    matter.person.name = "王大明"
    matter.person.save()
    matter.refresh_from_db()
    assert (matter.name, matter.phone) == ("王小明", "13800138000")
    assert matter.place_code_at_acceptance == matter.place.code


def test_no_personal_value_in_the_ledger_or_the_messages():
    day, token = held()
    receipt = register(day, token)
    records = " ".join(Entry.objects.values_list("record", flat=True))
    told = " ".join(message.body + message.subject for message in Message.objects.all())
    for secret in ["王小明", "13800138000", ID_NUMBERS[0], "电梯", "329981100201", receipt.query_code]:
        assert secret not in records
        assert secret not in told


def test_the_same_key_returns_the_first_answer():
    day, token = held()
    first = register(day, token)
    second = register(day, token)
    assert (second.number, second.query_code) == (first.number, first.query_code)
    assert (first.is_replay, second.is_replay) == (False, True)
    assert Booking.objects.count() == 1


def test_the_same_key_with_another_content_is_refused():
    day, token = held()
    register(day, token)
    with pytest.raises(KeyReused):
        register(day, token, text="另一件事情，与电梯无关。")


def test_a_hold_that_ran_out_still_books_while_nobody_took_the_seat():
    day, token = held()
    register(day, token, at=AT + HOLD_TIME + timedelta(minutes=5))
    assert Booking.objects.count() == 1


def test_a_seat_somebody_took_over_is_lost_and_nothing_is_stored():
    day, token = held()
    hold_seat(seat=Seat.objects.get(), token=uuid4(), at=AT + HOLD_TIME)
    with pytest.raises(HoldLost):
        register(day, token, at=AT + HOLD_TIME)
    assert nothing_was_stored()


def test_without_a_hold_nothing_is_booked():
    seats_at(1)
    with pytest.raises(HoldLost):
        register(ReceptionDayFactory(), uuid4())


def test_a_seat_another_tab_moved_to_another_time_is_not_booked_by_surprise():
    day, token = held()
    (later,) = seats_at(1, starts_at=FIRST_TIME + timedelta(minutes=20), day=day)
    hold_seat(seat=later, token=token, at=AT)
    with pytest.raises(HoldLost):
        register(day, token)
    assert nothing_was_stored()


def test_a_retired_seat_is_not_booked():
    day, token = held()
    Seat.objects.update(retired_at=AT)
    with pytest.raises(HoldLost):
        register(day, token)


def test_one_beneficiary_one_live_booking_a_day():
    seats_at(2)
    day, token = held()
    register(day, token)
    day, other = held()
    with pytest.raises(AlreadyBooked):
        register(day, other, key="another", phone="13900139000", name="王小明二")
    assert Booking.objects.count() == 1
    assert list(Seat.objects.held_by(other, at=AT)), "the hold stays for a correction"


def test_a_family_may_share_a_phone():
    seats_at(2)
    day, token = held()
    register(day, token)
    day, other = held()
    register(day, other, key="another", name="李阿姨", id_number=ID_NUMBERS[1])
    assert Booking.objects.count() == 2


def test_after_withdrawing_one_may_register_again():
    day, token = held()
    booking = Booking.objects.get(number=register(day, token).number)
    withdraw_booking(booking=booking, at=AT)
    day, token = held()
    register(day, token, key="another")
    assert Booking.objects.live().count() == 1


def test_withdrawing_frees_the_seat_and_keeps_the_matter():
    booking = seated()
    seat = booking.seat
    withdraw_booking(booking=booking, at=AT)
    assert seat in Seat.objects.free(at=AT)
    assert booking.state == BookingState.WITHDRAWN
    assert booking.matter.state == "registered"
    assert Message.objects.filter(template="reception_days/booking_withdrawn").exists()


def test_the_matter_goes_too_when_the_citizen_says_so():
    booking = seated()
    withdraw_booking(booking=booking, at=AT, with_matter=True)
    booking.matter.refresh_from_db()
    assert booking.matter.state == "withdrawn"


def test_withdrawing_twice_changes_nothing():
    booking = seated()
    withdraw_booking(booking=booking, at=AT)
    with pytest.raises(MoveNotAllowed):
        withdraw_booking(booking=booking, at=AT)
    assert booking.events.count() == 1


def test_what_has_taken_place_is_not_withdrawn():
    with pytest.raises(DayIsOver):
        withdraw_booking(booking=seated(), at=moment(2026, 12, 16))


def test_registration_after_closing_is_refused_unless_the_seat_is_still_held():
    closing = moment(2026, 12, 14, 17)
    day, token = held(at=closing - timedelta(minutes=5))
    register(day, token, at=closing + timedelta(minutes=5))
    assert Booking.objects.count() == 1
    seats_at(1, day=day)
    day, late = held(at=closing - timedelta(minutes=5))
    with pytest.raises(RegistrationNotOpen):
        register(day, late, key="late", id_number=ID_NUMBERS[1], at=closing + HOLD_TIME)


@pytest.mark.parametrize("code", ["misconduct", "litigation", "danger"])
def test_what_belongs_elsewhere_is_not_stored(code):
    day, token = held()
    with pytest.raises(CategoryRedirects):
        register(day, token, category=category(code))
    assert nothing_was_stored()


def test_nothing_is_taken_before_the_notice_was_read():
    day, token = held()
    with pytest.raises(NoticeNotRead):
        register(day, token, consents_to_handling=False)
    assert nothing_was_stored()


def test_20000_characters_are_refused_and_2000_emoji_are_not():
    day, token = held()
    with pytest.raises(TextRefused) as refusal:
        register(day, token, text="冤" * 20_000)
    assert (refusal.value.field, refusal.value.length) == ("text", 20_000)
    assert nothing_was_stored()
    register(day, token, text="🙏" * 2000)
    assert Booking.objects.count() == 1


def test_nobody_is_received_by_the_leader_they_complain_about():
    seats = seats_at(2)
    day, token = ReceptionDayFactory(), uuid4()
    hold_seat(seat=seats[0], token=token, at=AT)
    receipt = register(day, token, about_post=seats[0].session.post)
    booking = Booking.objects.get(number=receipt.number)
    assert booking.seat == seats[1]
    assert booking.matter.complaint_kind == "official"
    assert seats[0] in Seat.objects.free(at=AT)


def test_nor_in_another_post_the_same_person_holds():
    seats = seats_at(2)
    day, token, session = ReceptionDayFactory(), uuid4(), seats[0].session
    other_post = PostFactory(name="市总工会主席")
    Tenure.objects.filter(post=other_post).update(person=session.leader)
    hold_seat(seat=seats[0], token=token, at=AT)
    receipt = register(day, token, about_post=other_post)
    assert Booking.objects.get(number=receipt.number).seat == seats[1]


def test_with_no_other_leader_at_that_time_the_citizen_is_asked_to_choose_again():
    (seat,) = seats_at(1)
    day, token = ReceptionDayFactory(), uuid4()
    hold_seat(seat=seat, token=token, at=AT)
    with pytest.raises(LeaderIsComplainedOf):
        register(day, token, about_post=seat.session.post)
    assert list(Seat.objects.held_by(token, at=AT)) == [seat]
    assert nothing_was_stored()


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("booking_one_to_five_come", {"representatives": 0}),
        ("booking_one_to_five_come", {"representatives": 6}),
        ("booking_state_known", {"state": "lost"}),
        ("booking_has_beneficiary", {"beneficiary_digest": ""}),
        ("booking_redirect_names_door", {"state": "redirected"}),
    ],
)
def test_constraint(constraint, facts):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        BookingFactory(**facts)


def test_constraint_booking_beneficiary_once_a_day():
    first = BookingFactory(beneficiary_digest="a" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        BookingFactory(beneficiary_digest="a" * 64)
    first.state = BookingState.WITHDRAWN
    first.save()
    BookingFactory(beneficiary_digest="a" * 64)


def test_no_booking_without_a_matter():
    with pytest.raises(IntegrityError), transaction.atomic():
        BookingFactory(matter=None, number="x")


def test_every_live_seat_has_a_live_booking_after_a_mix():
    """No live state without a place, no place held by a dead booking."""
    seats_at(3)
    numbers = []
    for index in range(3):
        day, token = held()
        numbers.append(register(day, token, key=str(index), id_number=ID_NUMBERS[index], name=f"居民{index}").number)
    withdraw_booking(booking=Booking.objects.get(number=numbers[1]), at=AT)
    live = set(Booking.objects.live().values_list("pk", flat=True))
    assert set(Seat.objects.exclude(booking=None).values_list("booking_id", flat=True)) == live
    assert len(live) == 2
