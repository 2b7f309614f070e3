"""Calls to people without a mobile: one caller at a time, three tries on two days, then a letter."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.notifications.calls import (
    CALL_LEASE,
    CallResult,
    claim_call,
    is_mine,
    letter_sent,
    release_call,
    settle_call,
)
from foundation.notifications.delivery import deliver_due
from foundation.notifications.exceptions import CallNotYours, CallTaken, LetterTaken
from foundation.notifications.models import Message, State
from foundation.notifications.services import notify
from foundation.people.models import Person
from tests.races import at_once, tally

AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)  # half past nine in the morning
ME, YOU = 11, 12


@pytest.fixture
def call(db: None) -> Message:
    """An elder with a landline is to be told something."""
    elder = Person.objects.create(name="王大爷", phone="0513-83310000")
    return next(each for each in notify(elder, "test/hello", {"name": "王"}, at=AT) if each.channel == "call")


def test_a_landline_is_owed_a_call_and_no_worker_sends_it(call: Message):
    assert deliver_due(AT) == 0
    assert list(Message.objects.callable_now(at=AT)) == [call]


def test_one_caller_at_a_time(call: Message):
    assert claim_call(message=call, caller=ME, at=AT) is True
    with pytest.raises(CallTaken):
        claim_call(message=call, caller=YOU, at=AT)
    assert is_mine(message=call, caller=ME, at=AT)
    assert not is_mine(message=call, caller=YOU, at=AT)


def test_claiming_again_is_the_same_call(call: Message):
    claim_call(message=call, caller=ME, at=AT)
    assert claim_call(message=call, caller=ME, at=AT + timedelta(minutes=1)) is False


def test_a_forgotten_call_is_free_after_a_quarter_of_an_hour(call: Message):
    claim_call(message=call, caller=ME, at=AT)
    later = AT + CALL_LEASE
    assert not is_mine(message=call, caller=ME, at=later)
    assert claim_call(message=call, caller=YOU, at=later) is True


def test_who_lets_go_leaves_it_to_others(call: Message):
    claim_call(message=call, caller=ME, at=AT)
    release_call(message=call, caller=ME)
    assert claim_call(message=call, caller=YOU, at=AT) is True


def test_nobody_lets_go_of_somebody_elses_call(call: Message):
    claim_call(message=call, caller=ME, at=AT)
    release_call(message=call, caller=YOU)
    assert is_mine(message=call, caller=ME, at=AT)


def test_who_was_reached_is_told_when_and_by_whom(call: Message):
    claim_call(message=call, caller=ME, at=AT)
    told = settle_call(message=call, caller=ME, result=CallResult.REACHED, at=AT + timedelta(minutes=4))
    assert (told.state, told.attempts, told.sent_at) == (State.SENT, 1, AT + timedelta(minutes=4))
    assert told.provider_reference == "call:11"
    assert not Message.objects.calls_to_make().exists()


def test_a_result_is_noted_once_and_by_the_caller(call: Message):
    claim_call(message=call, caller=ME, at=AT)
    with pytest.raises(CallNotYours):
        settle_call(message=call, caller=YOU, result=CallResult.REACHED, at=AT)
    settle_call(message=call, caller=ME, result=CallResult.NOT_REACHED, at=AT)
    with pytest.raises(CallNotYours):
        settle_call(message=call, caller=ME, result=CallResult.NOT_REACHED, at=AT)
    call.refresh_from_db()
    assert call.attempts == 1


def test_a_long_talk_counts_unless_somebody_else_has_begun_to_call(call: Message):
    claim_call(message=call, caller=ME, at=AT)
    claim_call(message=call, caller=YOU, at=AT + CALL_LEASE)
    with pytest.raises(CallNotYours):
        settle_call(message=call, caller=ME, result=CallResult.REACHED, at=AT + CALL_LEASE)
    told = settle_call(message=call, caller=YOU, result=CallResult.REACHED, at=AT + 3 * CALL_LEASE)
    assert told.state == State.SENT


def tried(call: Message, at: datetime, result: str = CallResult.NOT_REACHED) -> Message:
    claim_call(message=call, caller=ME, at=at)
    return settle_call(message=call, caller=ME, result=result, at=at)


def test_three_tries_on_two_days_then_a_letter(call: Message):
    first = tried(call, AT)
    assert (first.state, first.next_attempt_at) == (State.FAILED, AT + timedelta(hours=2))
    with pytest.raises(CallTaken):
        claim_call(message=call, caller=YOU, at=AT + timedelta(hours=1))
    second = tried(call, AT + timedelta(hours=2))
    tomorrow_at_nine = datetime(2026, 11, 24, 1, tzinfo=UTC)
    assert second.next_attempt_at == tomorrow_at_nine
    third = tried(call, tomorrow_at_nine)
    assert (third.state, third.attempts) == (State.GIVEN_UP, 3)
    assert list(Message.objects.letters_to_write()) == [call]
    assert not Message.objects.calls_to_make().exists()


def test_a_wrong_number_is_not_called_again(call: Message):
    assert tried(call, AT, CallResult.WRONG_NUMBER).state == State.GIVEN_UP
    assert list(Message.objects.letters_to_write()) == [call]


def test_a_letter_goes_out_once(call: Message):
    with pytest.raises(LetterTaken):
        letter_sent(message=call, caller=ME, at=AT)
    tried(call, AT, CallResult.WRONG_NUMBER)
    letter_sent(message=call, caller=ME, at=AT)
    with pytest.raises(LetterTaken):
        letter_sent(message=call, caller=YOU, at=AT)
    call.refresh_from_db()
    assert (call.state, call.provider_reference) == (State.SENT, "letter:11")


def test_what_must_not_be_kept_is_gone_once_it_was_told(call: Message):
    Message.objects.filter(pk=call.pk).update(erase_after_send=True)
    call.refresh_from_db()
    assert tried(call, AT, CallResult.REACHED).body == "…"


def test_an_unknown_result_is_refused(call: Message):
    claim_call(message=call, caller=ME, at=AT)
    with pytest.raises(ValueError, match="answered"):
        settle_call(message=call, caller=ME, result="answered", at=AT)


# Two callers at the same moment


def race_for(call: Message) -> dict[Any, int]:
    return dict(tally(at_once(lambda n: claim_call(message=call, caller=100 + n, at=AT), processes=8)))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_eight_callers_one_calls(call: Message):
    assert race_for(call) == {True: 1, CallTaken: 7}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_without_the_condition_several_would_call_the_same_person(call: Message, monkeypatch: pytest.MonkeyPatch):
    """The guard off: the claim no longer asks whether somebody is calling."""
    monkeypatch.setattr(type(Message.objects.all()), "callable_now", lambda rows, *, at: rows.calls_to_make())
    assert race_for(call)[True] > 1


def test_the_claim_is_one_update_on_the_calls_own_row(call: Message):

    with CaptureQueriesContext(connection) as queries:
        claim_call(message=call, caller=ME, at=AT)
    (claim,) = [each["sql"] for each in queries if each["sql"].startswith("UPDATE")]
    assert "SELECT" not in claim
