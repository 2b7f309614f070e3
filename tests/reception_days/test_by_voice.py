"""By voice: somebody else types, and what they are told is kept whole."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from foundation.people import journal
from foundation.people.models import User
from matters.exceptions import NoClerkRole
from reception_days.exceptions import AlreadyBooked, HoldLost, TooManyRepresentatives
from reception_days.models import AccessNeed, Booking, ConsentForm, Proxy, ReceptionDay, Relation, Seat
from reception_days.services import (
    Application,
    ProxyFacts,
    Receipt,
    access_needs_of,
    hold_a_time,
    mandate_names_of,
    register_booking,
)
from reception_days.services.by_voice import (
    days_for,
    hold_by_voice,
    hold_token,
    register_by_voice,
    registered_by,
)
from tests.matters.factories import another_town, city, village
from tests.reception_days.factories import (
    AT,
    FIRST_TIME,
    ID_NUMBERS,
    ReceptionDayFactory,
    SeatFactory,
    application,
    seats_at,
    staff,
)

pytestmark = pytest.mark.django_db

NEIGHBOUR = ProxyFacts(relation=Relation.NEIGHBOUR, name="陈小红", phone="138 0013 8001", consent=ConsentForm.SPOKEN)


def register(what: Application, *, key: str = "key-1") -> Receipt:
    seat = seats_at(1)[0]
    token = uuid4()
    hold_a_time(day=seat.session.day, starts_at=FIRST_TIME, token=token, at=AT)
    return register_booking(key=key, token=token, day=seat.session.day, application=what, at=AT)


def test_what_the_visit_needs_is_kept_and_sealed():
    needs = (AccessNeed.WHEELCHAIR.value, AccessNeed.DIALECT.value)
    receipt = register(application(access_needs=needs, access_note="带老花镜"))
    booking = Booking.objects.get(number=receipt.number)
    assert access_needs_of(booking) == [AccessNeed.DIALECT, AccessNeed.WHEELCHAIR]
    assert booking.access_note == "带老花镜"


def test_without_needs_nothing_is_kept():
    booking = Booking.objects.get(number=register(application()).number)
    assert (booking.access_needs, booking.access_note, booking.mandate_names) == ("", "", "")
    assert access_needs_of(booking) == [] == mandate_names_of(booking)
    assert not Proxy.objects.exists()


def test_a_group_is_the_one_who_registers_and_the_list():
    booking = Booking.objects.get(number=register(application(mandate_names=("赵一", "钱二"))).number)
    assert booking.representatives == 3
    assert mandate_names_of(booking) == ["赵一", "钱二"]
    assert json.loads(booking.mandate_names) == ["赵一", "钱二"]


def test_a_sixth_person_is_refused_and_nothing_is_stored():
    with pytest.raises(TooManyRepresentatives):
        register(application(mandate_names=("赵一", "钱二", "孙三", "李四", "周五")))
    assert not Booking.objects.exists()


def test_who_registered_for_whom_is_kept_with_the_consent():
    booking = Booking.objects.get(number=register(application(proxy=NEIGHBOUR)).number)
    assert booking.proxy.name == "陈小红"
    assert booking.proxy.phone == "13800138001"
    assert booking.proxy.get_consent_display()
    assert booking.proxy.consented_at == AT


@pytest.mark.parametrize(
    "fact",
    [{"access_needs": ("wheelchair",)}, {"access_note": "x"}, {"mandate_names": ("赵一",)}, {"proxy": NEIGHBOUR}],
)
def test_each_new_fact_makes_another_request(fact: dict[str, object]):
    assert application(**fact).fingerprint() != application().fingerprint()
    assert application(**fact).fingerprint() == application(**fact).fingerprint()


# The clerk's service


@pytest.fixture
def staff_log() -> Iterator[list[dict[str, Any]]]:
    """What the journal was told, in order."""
    told: list[dict[str, Any]] = []

    def listen(sender: Any, **facts: Any) -> None:
        told.append(facts)

    journal.staff_acted.connect(listen)
    yield told
    journal.staff_acted.disconnect(listen)


def by_voice(clerk: User, *, key: str = "a" * 32, **facts: object) -> Receipt:
    day = ReceptionDay.objects.get()
    told = application(phone="0513-83310000", phone_was_proved=False, **facts)
    return register_by_voice(actor=clerk, key=key, day=day, application=told, consent=ConsentForm.SPOKEN, at=AT)


@pytest.mark.parametrize(
    ("role", "channel"),
    [
        ("window_clerk", "window"),
        ("reception_officer", "window"),
        ("hotline_operator", "phone"),
        ("village_cadre", "grid"),
        ("grid_worker", "grid"),
    ],
)
def test_the_booking_says_by_which_door_and_who_typed(role: str, channel: str):
    seats_at(1)
    clerk = staff(role, on=village())
    booking = Booking.objects.get(number=by_voice(clerk).number)
    event = booking.events.get()
    assert (booking.matter.channel, event.channel, event.role, event.actor) == (channel, channel, role, clerk)
    assert booking.matter.events.get().actor == clerk
    assert booking.matter.person.user is None
    assert booking.matter.person.phone_verified_at is None


def test_who_has_no_such_role_registers_nobody():
    seats_at(1)
    with pytest.raises(NoClerkRole):
        by_voice(staff("leader_secretary"))


def test_a_seat_is_claimed_even_when_none_was_held():
    seat = seats_at(1)[0]
    booking = Booking.objects.get(number=by_voice(staff("hotline_operator")).number)
    seat.refresh_from_db()
    assert (seat.booking, seat.hold_token) == (booking, None)


def test_the_seat_the_clerk_holds_is_the_one_that_is_booked():
    seats = seats_at(2)
    clerk = staff("window_clerk")
    held = hold_by_voice(
        actor=clerk, key="a" * 32, day=seats[0].session.day, starts_at=FIRST_TIME, at=AT, preferred_post_id=None
    )
    booking = Booking.objects.get(number=by_voice(clerk).number)
    assert booking.seat == held


def test_the_same_form_sent_twice_is_one_slip_and_one_seat():
    """Also when the first click took the last seat."""
    seats_at(1)
    clerk = staff("window_clerk")
    first, second = by_voice(clerk), by_voice(clerk)
    assert (second.number, second.query_code, second.is_replay) == (first.number, first.query_code, True)
    assert Booking.objects.count() == 1
    seats_at(1)
    by_voice(clerk)
    assert not Seat.objects.exclude(hold_token=None).exists()


def test_two_clerks_with_the_same_key_do_not_get_each_others_slip():
    seats_at(2)
    mine = by_voice(staff("window_clerk"))
    yours = by_voice(staff("window_clerk"), id_number=ID_NUMBERS[1])
    assert mine.number != yours.number


def test_a_full_time_is_refused_and_nothing_is_stored():
    SeatFactory(booked=True)
    with pytest.raises(HoldLost):
        by_voice(staff("window_clerk"), id_number=ID_NUMBERS[1])
    assert Booking.objects.count() == 1


def test_a_refused_form_keeps_its_seat():
    seats_at(2)
    clerk = staff("window_clerk")
    by_voice(clerk)
    with pytest.raises(AlreadyBooked):
        by_voice(clerk, key="b" * 32)
    assert Seat.objects.held_by(hold_token(clerk, "b" * 32), at=AT).exists()


def test_registering_for_others_is_in_the_log_without_what_was_told(staff_log: list[dict[str, Any]]):
    seats_at(1)
    clerk = staff("window_clerk")
    by_voice(clerk)
    (entry,) = [each for each in staff_log if each["action"] == "reception_days.register_for_others"]
    assert (entry["actor"], entry["data"]) == (clerk, {"consent": "spoken", "role": "window_clerk"})


def test_a_village_sees_the_days_of_its_city_and_not_those_of_another_village():
    seats_at(1)
    ReceptionDayFactory(place=another_town())
    cadre = staff("village_cadre", on=village())
    assert [day.place for day in days_for(cadre, at=AT)] == [city()]


def test_a_clerk_finds_again_only_what_they_registered():
    seats_at(3)
    mine, yours = staff("village_cadre", on=village()), staff("village_cadre", on=village())
    number = by_voice(mine).number
    by_voice(yours, id_number=ID_NUMBERS[1])
    assert [booking.number for booking in registered_by(mine)] == [number]
