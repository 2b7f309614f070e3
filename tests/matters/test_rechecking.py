"""Thirty days later the person says "not solved": the matter goes on, and somebody has to act."""

from datetime import date, timedelta

import pytest

from foundation.ledger.models import Entry
from foundation.ledger.verification import verify
from foundation.moves.exceptions import MoveNotAllowed
from foundation.notifications.models import Message
from matters.desk.deeds import buttons
from matters.exceptions import ReasonNeeded, VerdictGiven
from matters.models import Callback, Matter, MatterState, Outcome, SupervisionAct, Verdict, VerdictKind
from matters.services.own import possible
from matters.services.procedures import current_version
from matters.services.rechecking import (
    awaits_decision,
    explain_closed,
    give_recheck,
    plan_rechecks,
    reopen_after_recheck,
)
from matters.services.reviewing import ask_review
from matters.services.triage import answer_directly
from matters.services.verdicts import give_verdict, reopen
from matters.states import MOST_REWORKS
from matters.thread import limits_of, thread_of
from tests.matters.casework import DESK, LATER, answer, answered, somebody, staff, state_of
from tests.matters.factories import MatterFactory, moment

pytestmark = pytest.mark.django_db

THEN = moment(2026, 12, 24)  # a Thursday, thirty days after the verdict
WATCH = {"supervisor"}


def settled(matter=None, **facts) -> Matter:
    """Answered and called settled by its person on 24 November."""
    matter = matter or answered(**facts)
    give_verdict(matter=matter, solved="yes", satisfaction=5, was_contacted=True, channel="web", at=LATER(30))
    return matter


def asked_again(matter: Matter, solved: str = "no", **said) -> Verdict:
    facts = {"satisfaction": 2, "reason": "电梯又停了。", "agent": somebody("agent"), "channel": "phone", "at": THEN}
    return give_recheck(matter=matter, solved=solved, **(facts | said))


def used_up(**facts) -> Matter:
    return settled(answered(reworks=MOST_REWORKS, **facts))


def told(matter: Matter) -> str:
    message = Message.objects.filter(template="matters/recheck", channel="in_app").latest("pk")
    return str(message.body)


# --- Back to the unit ---------------------------------------------------------------------------


def test_not_solved_goes_back_to_the_unit_with_the_limit_of_a_rework():
    matter = settled()
    asked_again(matter)
    matter.refresh_from_db()
    assert (matter.state, matter.reworks, matter.outcome, matter.closed_at) == (MatterState.HANDLING, 1, "", None)
    part = matter.assignments.get(ended_at=None)
    assert (part.unit, part.role, part.began_at) == (matter.unit, "lead", THEN)
    assert matter.clocks.running().get().code == "rework"
    event = matter.events.last()
    assert (event.move, event.role, event.actor, event.words) == (
        "rework_recheck", "callback_agent", somebody("agent"), "电梯又停了。",
    )  # fmt: skip


def test_the_person_reads_it_in_plain_words_with_the_next_limit():
    matter = settled()
    asked_again(matter)
    matter.refresh_from_db()
    labels = [str(step.label) for step in thread_of(matter)]
    assert labels[:2] == ["三十天后抽查", "抽查未解决，重办"]
    assert [str(limit.label) for limit in limits_of(matter, at=THEN)] == ["重新答复期限"]
    assert matter.unit.display_name in told(matter)


def test_the_unit_answers_again_and_the_person_judges_again():
    matter = settled()
    asked_again(matter)
    answer(matter, at=THEN + timedelta(days=1))
    give_verdict(
        matter=matter, solved="yes", satisfaction=5, was_contacted=True, channel="web", at=THEN + timedelta(days=2)
    )
    matter.refresh_from_db()
    assert (matter.state, matter.outcome) == (MatterState.CLOSED, Outcome.SETTLED)
    assert list(matter.verdicts.values_list("kind", "solved")) == [
        ("after_reply", "yes"), ("recheck", "no"), ("after_reply", "yes"),
    ]  # fmt: skip
    assert not verify().problems


@pytest.mark.parametrize("solved", ["yes", "partly"])
def test_what_is_solved_or_solved_in_part_stays_closed(solved):
    matter = settled()
    asked_again(matter, solved, satisfaction=4)
    assert (state_of(matter), matter.events.last().move) == (MatterState.CLOSED, "accept_verdict")


# --- To the desk, to the supervisors ------------------------------------------------------------


def test_what_no_unit_had_is_open_again_at_the_desk():
    matter = MatterFactory()
    answer_directly(matter=matter, text="可以办理。", basis="", actor=somebody(), roles=DESK, at=LATER(1))
    settled(matter)
    asked_again(matter)
    matter.refresh_from_db()
    assert (matter.state, matter.reopenings, matter.outcome) == (MatterState.REGISTERED, 1, "")
    assert "reopen" not in possible(matter, at=THEN)


def test_after_two_reworks_the_supervisors_have_it():
    matter = used_up()
    asked_again(matter)
    matter.refresh_from_db()
    assert (matter.state, matter.reworks, matter.outcome) == (MatterState.CLOSED, MOST_REWORKS, Outcome.UNSETTLED)
    act = SupervisionAct.objects.get()
    assert (act.kind, act.trigger, act.answer_by) == ("supervise", "unsolved", date(2026, 12, 31))
    assert list(Matter.objects.awaiting_recheck_decision()) == [matter]
    assert "2026-12-31" in told(matter)
    assert [str(step.label) for step in thread_of(matter)][:2] == ["三十天后抽查", "抽查未解决，转督办"]


def test_a_unit_that_is_closed_gets_nothing_back():
    matter = settled()
    matter.unit.is_active = False
    matter.unit.save()
    asked_again(matter)
    assert awaits_decision(matter)


def test_the_person_need_not_wait():
    matter = used_up()
    asked_again(matter)
    matter.refresh_from_db()
    assert "reopen" in possible(matter, at=THEN)
    reopen(matter=matter, words="又坏了。", channel="web", at=THEN)
    assert not awaits_decision(matter)


@pytest.mark.parametrize("role", ["dispatcher", "supervisor"])
def test_dispatcher_and_supervisor_decide_and_only_where_there_is_something_to_decide(role):
    matter, user = used_up(), staff(role)
    both = {"reopen", "explain_closed"}
    assert not {button.name for button in buttons(user, matter)} & both
    asked_again(matter)
    matter.refresh_from_db()
    assert {button.name for button in buttons(user, matter)} >= both


def test_the_office_opens_it_again_without_using_up_what_is_the_persons():
    matter = used_up()
    asked_again(matter)
    reopen_after_recheck(matter=matter, words="请另一单位办理。", actor=somebody(), roles=WATCH, at=THEN)
    matter.refresh_from_db()
    assert (matter.state, matter.reopenings, matter.outcome) == (MatterState.REGISTERED, 0, "")
    assert not awaits_decision(matter)


def test_the_office_explains_why_it_stays_closed_and_that_ends_it():
    matter = used_up()
    asked_again(matter)
    explain_closed(matter=matter, words="已依法处理完毕，可向法院起诉。", actor=somebody(), roles=WATCH, at=THEN)
    assert state_of(matter) == MatterState.CLOSED
    assert any("可向法院起诉" in step.words for step in thread_of(matter))
    with pytest.raises(MoveNotAllowed):
        explain_closed(matter=matter, words="再说一遍。", actor=somebody(), roles=WATCH, at=THEN)


def test_nothing_is_reopened_by_the_office_where_no_recheck_asks_for_it():
    with pytest.raises(MoveNotAllowed):
        reopen_after_recheck(matter=settled(), words="重办。", actor=somebody(), roles=WATCH, at=THEN)


# --- Meanwhile ----------------------------------------------------------------------------------


def test_what_the_person_opened_again_meanwhile_goes_its_way():
    matter = settled()
    reopen(matter=matter, words="又坏了。", channel="web", at=THEN - timedelta(days=1))
    asked_again(matter)
    assert (state_of(matter), matter.events.last().move) == (MatterState.REGISTERED, "reopen")
    assert "下一步写在事项页面上" in told(matter)


def test_an_answer_that_waits_for_its_own_verdict_is_not_sent_back_by_a_recheck():
    matter = settled()
    asked_again(matter)
    answer(matter, at=THEN + timedelta(days=1))
    with pytest.raises(MoveNotAllowed):
        explain_closed(matter=matter, words="无。", actor=somebody(), roles=WATCH, at=THEN)
    assert state_of(matter) == MatterState.REPLIED


def test_a_review_under_way_is_not_disturbed():
    matter = settled(version=current_version("petition", on=date(2026, 11, 23)))
    ask_review(matter=matter, move="ask_review", words="不同意。", channel="web", at=LATER(100))
    asked_again(matter)
    assert (state_of(matter), matter.events.last().move) == (MatterState.IN_REVIEW, "ask_review")


def test_not_solved_says_why_and_is_said_once():
    matter = settled()
    with pytest.raises(ReasonNeeded):
        asked_again(matter, reason=" ")
    asked_again(matter)
    with pytest.raises(VerdictGiven):
        asked_again(matter)
    assert matter.events.filter(move="rework_recheck").count() == 1


def test_the_call_is_settled_and_none_is_planned_again():
    matter = settled()
    Callback.objects.create(matter=matter, reply=matter.replies.get(), kind=VerdictKind.RECHECK, not_before=THEN)
    asked_again(matter)
    assert not Callback.objects.open().filter(kind=VerdictKind.RECHECK).exists()
    assert plan_rechecks(at=THEN) == 0
    assert Entry.objects.filter(kind="matter_rework_recheck").count() == 1
