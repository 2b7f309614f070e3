"""What the office answers, through the services."""

from datetime import date

import pytest
from django.db.models import QuerySet

from foundation.ledger.models import Entry
from foundation.ledger.verification import verify
from foundation.moves.exceptions import MoveNotAllowed, ReasonMissing
from foundation.notifications.models import Message
from reception_days.exceptions import AlreadyAsked, DoorMissing
from reception_days.models import BookingEvent, BookingState, LawfulDoor, Seat
from reception_days.services import (
    answer_due,
    ask_for_information,
    confirm_booking,
    redirect_booking,
    supply_information,
    withdraw_booking,
)
from tests.matters.factories import moment
from tests.reception_days.factories import AT, seated, staff

pytestmark = pytest.mark.django_db
OFFICE = {"reception_officer"}
WORDS = "请带上购房合同，并写明楼栋号。"


@pytest.fixture
def officer():
    return staff("reception_officer")


def told(template):
    return set(Message.objects.filter(template=f"reception_days/{template}").values_list("channel", flat=True))


TAMPERING = {
    "changed": lambda events: events.update(words="没有说过的话。"),
    "removed": lambda events: events.delete(),
    "inserted": lambda events: BookingEvent.objects.create(
        booking=events[0].booking, move="withdraw", before="confirmed", after="withdrawn", role="citizen", at=AT
    ),
}


@pytest.mark.parametrize(("done", "number"), [("changed", 1), ("removed", 1), ("inserted", 2)])
def test_an_event_that_the_chain_tells_otherwise_is_named(officer, done, number):
    booking = seated()
    ask_for_information(booking=booking, actor=officer, roles=OFFICE, at=AT, words=WORDS)
    assert verify().problems == []
    TAMPERING[done](QuerySet(BookingEvent).filter(booking=booking))  # past the guard of the rows
    assert [(each.kind, each.what) for each in verify().problems] == [(done, f"matter:{booking.number} event {number}")]


def test_a_confirmation_names_the_leader_in_the_inbox_and_the_room_by_text_message(officer):
    booking = seated()
    confirm_booking(booking=booking, actor=officer, roles=OFFICE, at=AT)
    assert booking.state == BookingState.CONFIRMED
    assert told("booking_confirmed") == {"in_app", "sms"}
    inbox = Message.objects.get(template="reception_days/booking_confirmed", channel="in_app")
    assert booking.seat.session.leader_name in inbox.body
    assert booking.seat.session.room in inbox.body


def test_messages_speak_the_persons_language(officer):
    booking = seated()
    person = booking.matter.person
    person.language = "en"
    person.save()
    confirm_booking(booking=booking, actor=officer, roles=OFFICE, at=AT)
    inbox = Message.objects.get(template="reception_days/booking_confirmed", channel="in_app")
    assert inbox.subject == "Your reception is confirmed"


def test_more_information_is_asked_once_with_a_list_and_the_seat_stays(officer):
    booking = seated()
    ask_for_information(booking=booking, actor=officer, roles=OFFICE, at=AT, words=WORDS)
    assert booking.state == BookingState.NEEDS_INFORMATION
    assert Seat.objects.filter(booking=booking).exists()
    supply_information(booking=booking, text="合同在附件里，3号楼。", at=AT)
    assert booking.state == BookingState.SUBMITTED
    with pytest.raises(AlreadyAsked):
        ask_for_information(booking=booking, actor=officer, roles=OFFICE, at=AT, words=WORDS)


def test_a_request_for_information_needs_words(officer):
    with pytest.raises(ReasonMissing):
        ask_for_information(booking=seated(), actor=officer, roles=OFFICE, at=AT, words="  ")


def test_a_referral_frees_the_seat_and_keeps_the_matter(officer):
    booking = seated()
    seat, door = booking.seat, LawfulDoor.objects.get(code="litigation")
    redirect_booking(
        booking=booking, actor=officer, roles=OFFICE, at=AT, words="已立案。", door=door, contact="张同志 83310000"
    )
    assert booking.state == BookingState.REDIRECTED
    assert seat in Seat.objects.free(at=AT)
    assert booking.matter.state == "registered"
    assert "83310000" in Message.objects.get(template="reception_days/booking_redirected", channel="sms").body


@pytest.mark.parametrize(
    ("change", "refusal"),
    [({"door": None}, DoorMissing), ({"contact": " "}, DoorMissing), ({"words": ""}, ReasonMissing)],
)
def test_never_a_bare_refusal(officer, change, refusal):
    facts = {"words": "已立案。", "door": LawfulDoor.objects.first(), "contact": "张同志 83310000"} | change
    booking = seated()
    with pytest.raises(refusal):
        redirect_booking(booking=booking, actor=officer, roles=OFFICE, at=AT, **facts)
    booking.refresh_from_db()
    assert booking.state == BookingState.SUBMITTED


@pytest.mark.parametrize("roles", [{"window_clerk"}, {"leader"}, {"citizen"}, set()])
def test_other_roles_answer_nothing(officer, roles):
    with pytest.raises(MoveNotAllowed):
        confirm_booking(booking=seated(), actor=officer, roles=roles, at=AT)


def test_nobody_is_withdrawn_by_the_office(officer):
    """Only the citizen's own move exists: the service takes no roles."""
    from reception_days.moves import BOOKING_MOVES

    assert BOOKING_MOVES.moves["withdraw"].roles == ("citizen",)


def test_a_withdrawn_booking_is_not_confirmed_any_more(officer):
    booking = seated()
    withdraw_booking(booking=booking, at=AT)
    with pytest.raises(MoveNotAllowed):
        confirm_booking(booking=booking, actor=officer, roles=OFFICE, at=AT)


def test_every_answer_is_an_event_and_a_ledger_entry(officer):
    booking = seated()
    ask_for_information(booking=booking, actor=officer, roles=OFFICE, at=AT, words=WORDS)
    supply_information(booking=booking, text="3号楼二单元。", at=AT)
    confirm_booking(booking=booking, actor=officer, roles=OFFICE, at=AT)
    moves = ["ask_for_information", "supply_information", "confirm"]
    assert [event.move for event in booking.events.all()] == moves
    kinds = list(Entry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [
        "booking_ask_for_information", "matter_supplemented", "booking_supply_information", "booking_confirm",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("registered", "due"),
    [
        (moment(2026, 11, 23), date(2026, 11, 25)),
        (moment(2026, 11, 20, 16), date(2026, 11, 24)),  # a Friday
        (moment(2026, 2, 13, 9), date(2026, 2, 24)),  # before the Spring Festival: 14 February is worked
    ],
)
def test_the_office_owes_an_answer_within_two_working_days(registered, due):
    assert answer_due(seated(submitted_at=registered)).legal_on == due
