import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils.timezone import now

from foundation.requests.exceptions import KeyReused
from foundation.requests.models import GivenAnswer
from foundation.requests.services import KEEP_ANSWERS, answer_once, fingerprint_of, new_key, purge_requests


class Counter:
    """An act that tells how often it was done."""

    def __init__(self):
        self.done = 0

    def __call__(self):
        self.done += 1
        return f"number {self.done}"


def test_the_first_request_acts(db):
    answer = answer_once(new_key(), "register", "text", Counter())
    assert (answer.body, answer.is_replay) == ("number 1", False)


def test_the_same_key_gets_the_first_answer(db):
    act, key = Counter(), new_key()
    answer_once(key, "register", "text", act)
    again = answer_once(key, "register", "text", act)
    assert (again.body, again.is_replay, act.done) == ("number 1", True, 1)


def test_the_same_key_with_other_content_is_refused(db):
    act, key = Counter(), new_key()
    answer_once(key, "register", "text", act)
    with pytest.raises(KeyReused):
        answer_once(key, "register", "another text", act)
    assert act.done == 1


def test_scopes_do_not_share_keys(db):
    act, key = Counter(), new_key()
    answer_once(key, "register", "text", act)
    assert answer_once(key, "withdraw", "text", act).body == "number 2"


def test_an_act_that_fails_leaves_no_key_behind(db):
    def fail():
        raise ValueError("seat taken")

    key = new_key()
    with pytest.raises(ValueError, match="seat taken"):
        answer_once(key, "register", "text", fail)
    assert answer_once(key, "register", "text", Counter()).is_replay is False


def test_what_the_act_wrote_and_the_key_are_one_transaction(db):
    key = new_key()

    def write_then_fail():
        GivenAnswer.objects.create(scope="other", key_digest="written by the act", given_at=now())
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        answer_once(key, "register", "text", write_then_fail)
    assert not GivenAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_threads_with_one_key_act_once_on_either_engine():
    act = Counter()

    def act_slowly():
        time.sleep(0.05)
        return act()

    def send(_):
        try:
            return answer_once("one key", "register", "text", act_slowly).body
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(send, range(8))) == ["number 1"] * 8


def test_the_constraint_answered_once(db):
    facts = {"scope": "register", "key_digest": "same", "given_at": now()}
    GivenAnswer.objects.create(**facts)
    with pytest.raises(IntegrityError):
        GivenAnswer.objects.create(**facts)


def test_neither_key_nor_answer_is_readable_in_the_table(db):
    key = new_key()
    answer_once(key, "register", "13800138000", Counter())
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM requests_givenanswer")
        stored = str(cursor.fetchall())
    assert key not in stored
    assert "13800138000" not in stored
    assert "number 1" not in stored


def test_a_fingerprint_does_not_depend_on_the_order_of_fields():
    assert fingerprint_of({"a": 1, "b": 2}) == fingerprint_of({"b": 2, "a": 1})
    assert fingerprint_of({"a": "1b", "c": ""}) != fingerprint_of({"a": "1", "bc": ""})


def test_answers_are_purged_after_their_time_and_not_before(db):
    at = now()
    answer_once("old", "register", "text", Counter(), at=at - KEEP_ANSWERS - timedelta(seconds=1))
    answer_once("young", "register", "text", Counter(), at=at - KEEP_ANSWERS + timedelta(seconds=1))
    assert purge_requests(at=at) == 1
    assert answer_once("young", "register", "text", Counter()).is_replay
