"""Several people press at once, in processes of their own on PostgreSQL; a twin goes wrong without the guards."""

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from foundation.moves.exceptions import MovedMeanwhile, MoveNotAllowed
from foundation.people.models import User
from foundation.places.models import Unit
from matters.exceptions import CallbackTaken, VerdictGiven
from matters.models import Assignment, Callback, Matter, Verdict
from matters.services import moving
from matters.services.calling_back import take_call
from matters.services.triage import dispatch
from matters.services.verdicts import CALL_AFTER, give_verdict
from tests.matters.casework import AT, DESK, LATER, answered, somebody, unit
from tests.matters.factories import MatterFactory
from tests.races import Crossroads, at_once, tally

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
RACERS = 6


def send_to_a_unit(number):
    matter = Matter.objects.get()
    dispatch(matter=matter, unit=Unit.objects.get(code=f"u{number}"), actor=somebody(), roles=DESK, at=AT)
    return "sent"


def units() -> None:
    somebody()
    for number in range(RACERS):
        unit(f"u{number}")


def test_of_many_dispatchers_one_sends_the_matter_to_one_unit():
    MatterFactory()
    units()
    results = tally(at_once(send_to_a_unit, RACERS))
    assert results["sent"] == 1
    assert results[MovedMeanwhile] + results[MoveNotAllowed] == RACERS - 1
    assert Assignment.objects.count() == 1


def judge(number):
    give_verdict(
        matter=Matter.objects.get(), solved="yes", satisfaction=5, was_contacted=True, channel="web", at=LATER(48)
    )
    return "judged"


def test_a_double_click_judges_once():
    answered()
    results = tally(at_once(judge, RACERS))
    assert results["judged"] == 1
    assert results[VerdictGiven] + results[MoveNotAllowed] == RACERS - 1
    assert Verdict.objects.count() == 1


def call(number):
    agent = User.objects.get(username=f"agent{number}")
    take_call(callback=Callback.objects.get(), agent=agent, purpose="回访满意度", at=LATER(24) + CALL_AFTER)
    return "calls"


def test_two_agents_never_call_one_person():
    answered()
    for number in range(RACERS):
        somebody(f"agent{number}")
    results = tally(at_once(call, RACERS))
    assert (results["calls"], results[CallbackTaken]) == (1, RACERS - 1)


def test_twin_without_lock_and_condition_the_second_is_not_told(monkeypatch):
    """The guards off: nobody waits for another, and the row is written whatever its state is by then. The second
    hits a bare constraint while the first still writes, and takes the matter away from it once the first is done."""
    MatterFactory()
    units()
    filtered = QuerySet.filter
    meet = Crossroads()
    monkeypatch.setattr(moving, "lock", lambda matter: meet())  # both have read, neither has written
    monkeypatch.setattr(
        QuerySet,
        "filter",
        lambda self, *args, **rule: filtered(
            self, *args, **{name: rule[name] for name in rule if name != "state" or self.model is not Matter}
        ),
    )
    results = tally(at_once(send_to_a_unit, RACERS))
    assert results["sent"] + results[IntegrityError] >= 2, "both had read it as new, and neither heard of the other"
