"""Matters beside each other: of one person, joined, split, with numbers in the official systems."""

from datetime import timedelta

import pytest

from foundation.moves.exceptions import MoveNotAllowed
from foundation.notifications.models import Message
from matters.exceptions import CannotMerge, NumberTaken
from matters.models import Matter, MatterState
from matters.services import withdraw_matter
from matters.services.linking import (
    add_external_number,
    earlier_matters,
    forget_requesters,
    merge,
    pending_elsewhere,
    requester_key_of,
    split,
)
from tests.matters.casework import AT, DESK, LATER, signed, somebody, staff, unit
from tests.matters.factories import MatterFactory, PersonFactory

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)


def join(matter, into, **facts):
    return merge(matter=matter, into=into, words="同一件事。", actor=somebody(), roles=DESK, at=AT, **facts)


# --- One person -----------------------------------------------------------------------------------------


def acting(user):
    user.is_acting = True
    return user


def of_one_person(**facts):
    return MatterFactory(requester_key=requester_key_of(phone="138 0013 8000"), **facts)


def test_the_desk_sees_earlier_matters_of_the_same_phone_for_a_year():
    old, new = of_one_person(registered_at=AT - timedelta(days=30)), of_one_person()
    of_one_person(registered_at=AT - YEAR)
    MatterFactory()
    assert list(earlier_matters(new, viewer=acting(staff("dispatcher")), at=AT)) == [old]


def test_a_unit_sees_only_those_it_handles_itself():
    of_one_person(registered_at=AT - timedelta(days=30))
    mine = signed(requester_key=requester_key_of(phone="13800138000"))
    assert list(earlier_matters(mine, viewer=acting(staff("unit_officer", on=unit())), at=AT)) == []


def test_the_key_says_nothing_and_is_forgotten_after_a_year():
    matter = of_one_person(registered_at=AT - YEAR)
    assert "138" not in matter.requester_key or len(matter.requester_key) == 64
    assert forget_requesters(at=AT) == 1
    assert Matter.objects.get(pk=matter.pk).requester_key == ""


def test_one_of_many_anonymous_matters_is_nobodys():
    first, second = MatterFactory(person=None, name="", phone=""), MatterFactory(person=None, name="", phone="")
    assert first.requester_key == second.requester_key == ""
    assert list(earlier_matters(first, viewer=acting(staff("dispatcher")), at=AT)) == []


# --- Joining and splitting ------------------------------------------------------------------------------


def test_joining_keeps_both_histories_and_tells_both_people():
    matter, into = MatterFactory(), signed(person=PersonFactory(name="李大明"))
    Message.objects.all().delete()
    join(matter, into)
    assert (matter.state, matter.merged_into) == (MatterState.MERGED, into)
    assert {message.person_id for message in Message.objects.all()} == {matter.person_id, into.person_id}
    told = Message.objects.get(person=matter.person, channel="in_app").body
    assert into.number not in told, "a stranger's number is nobody's business"


def test_a_matter_is_not_joined_with_itself_an_ended_one_or_in_a_circle():
    matter, other, ended = MatterFactory(), MatterFactory(), MatterFactory()
    withdraw_matter(matter=ended, at=AT)
    for into in (matter, ended):
        with pytest.raises(CannotMerge):
            join(matter, into)
    join(matter, other)
    with pytest.raises(CannotMerge):
        join(other, matter)


def test_one_of_several_things_gets_a_number_and_clocks_of_its_own():
    matter = signed(is_identity_open=False)
    part = split(
        matter=matter, text="还有停车的问题。", request="请划线。", words="两件事。", actor=somebody(), roles=DESK,
        at=LATER(5),
    )  # fmt: skip
    assert (part.split_from, part.person, part.state) == (matter, matter.person, MatterState.REGISTERED)
    assert part.due_at is not None
    assert not Matter.objects.get(pk=part.pk).is_identity_open
    assert matter.state == MatterState.HANDLING


def test_a_unit_does_not_split():
    with pytest.raises(MoveNotAllowed):
        split(matter=signed(), text="一", request="二", words="三", actor=somebody(), roles={"unit_officer"}, at=AT)


# --- Numbers elsewhere ----------------------------------------------------------------------------------


def test_a_number_of_an_official_system_belongs_to_one_matter():
    matter = MatterFactory()
    add_external_number(matter=matter, system="hotline", number=" GD 2026 1 ", at=AT)
    assert pending_elsewhere("hotline", "GD 2026 1") == matter
    with pytest.raises(NumberTaken):
        add_external_number(matter=MatterFactory(), system="hotline", number="GD 2026 1", at=AT)
    withdraw_matter(matter=matter, at=AT)
    assert pending_elsewhere("hotline", "GD 2026 1") is None
