"""Equal requests and parallel guesses, by real processes. Each guard has a twin that must fail without it."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from foundation.requests import limits
from foundation.requests.exceptions import TooManyTries
from foundation.requests.limits import Limit, guess
from foundation.requests.models import GivenAnswer, Tries
from foundation.requests.services import answer_once
from tests.races import Crossroads, at_once, tally

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

RACERS = 8
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FIVE = [Limit(times=5, seconds=900)]


def act_slowly():
    """An act that leaves a row behind, slow enough for all others to arrive."""
    time.sleep(0.2)
    limits.hit("acts", str(time.monotonic_ns()), FIVE, AT)
    return "the first answer"


def send(number, act=act_slowly):
    answer = answer_once("one key", "register", "text", act)
    return answer.body, answer.is_replay


def acts():
    return Tries.objects.filter(scope="acts").count()


def test_equal_requests_at_once_act_once_and_all_get_the_answer():
    results = tally(at_once(send, RACERS))
    assert results == {("the first answer", False): 1, ("the first answer", True): RACERS - 1}
    assert acts() == 1


def test_twin_without_the_constraint_they_act_many_times():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE requests_givenanswer DROP CONSTRAINT answered_once")
    meet = Crossroads()
    at_once(lambda number: send(number, lambda: (meet(), act_slowly())[1]), RACERS)
    assert acts() > 1


def fail_first(number):
    """The first to act fails; whoever waited for it must act instead."""

    def act():
        time.sleep(0.1)
        if GivenAnswer.objects.filter(scope="marker").count() == 0:
            raise ValueError("the first one fails")
        return "done"

    try:
        return answer_once("one key", "register", "text", act).is_replay
    except ValueError:
        GivenAnswer.objects.get_or_create(scope="marker", key_digest="x", defaults={"given_at": AT})
        return "failed"


def test_when_the_first_fails_one_of_those_who_waited_acts():
    results = tally(at_once(fail_first, 4))
    assert results["failed"] >= 1
    assert results[False] == 1
    assert results["failed"] + results[False] + results[True] == 4


def try_once(number):
    guess("look-up", "key", FIVE, AT)
    return "looked at"


def test_of_parallel_guesses_only_five_are_looked_at():
    assert tally(at_once(try_once, 20)) == {"looked at": 5, TooManyTries: 15}


def test_twin_without_the_condition_more_are_looked_at(monkeypatch):
    guess("look-up", "key", FIVE, AT - timedelta(hours=1))  # who writes the first row holds the others up
    added, meet = limits._added, Crossroads(6)

    def unconditionally(row, limit, at):
        meet()
        return added(row, limit, at) or True

    monkeypatch.setattr(limits, "_added", unconditionally)
    assert tally(at_once(try_once, 20))["looked at"] > 5
