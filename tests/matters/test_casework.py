"""From registration to the citizen's word, through the services."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import QuerySet

from foundation.ledger.models import Entry
from foundation.ledger.services import erase_personal
from foundation.ledger.verification import verify
from foundation.moves.exceptions import MovedMeanwhile, MoveNotAllowed, ReasonMissing
from foundation.notifications.models import Message
from matters.checklist import POINTS
from matters.exceptions import (
    AlreadyAsked,
    ChecklistIncomplete,
    DoorMissing,
    ExtensionRefused,
    OwnUnit,
    ReasonNeeded,
    ReturnRefused,
    SamePerson,
    UnitIsComplainedOf,
    VerdictGiven,
)
from matters.models import Assignment, Clock, Matter, MatterEvent, MatterState, Outcome, Reply, ReturnRequest, Verdict
from matters.services import withdraw_matter
from matters.services.extending import ask_extension, grant_extension
from matters.services.handling import approve_reply, sign, submit_reply
from matters.services.returns import ask_return, refuse_return, time_between_units, uphold_return
from matters.services.routing import make_rule, rule_for, rule_from_ruling, suggested_unit
from matters.services.supervising import urge
from matters.services.triage import answer_directly, ask_for_information, decline, dispatch, object_to_decline
from matters.services.verdicts import close_all_silent, give_verdict, reopen
from tests.matters.casework import (
    AT,
    DESK,
    LATER,
    LEAD,
    OFFICER,
    answer,
    answered,
    dispatched,
    signed,
    somebody,
    staff,
    state_of,
    unit,
)
from tests.matters.factories import MatterFactory, another_town, category, city, town, village
from tests.people.factories import PostFactory

pytestmark = pytest.mark.django_db
WATER = "water-bureau"


def verdict(matter, *, solved="yes", satisfaction=5, reason="", at=None, **facts):
    ordinary = {"was_contacted": True, "channel": "web", "at": at or LATER(48)}
    return give_verdict(matter=matter, solved=solved, satisfaction=satisfaction, reason=reason, **(ordinary | facts))


def ask_to_return(matter, then=None, **facts):
    ordinary = {
        "basis": "三定方案",
        "reason": "不属于我局职责。",
        "actor": somebody("officer"),
        "roles": OFFICER,
        "at": LATER(2),
    }
    return ask_return(matter=matter, suggested_unit=then or unit(WATER), **(ordinary | facts))


def clocks(matter):
    return {clock.code: clock for clock in Clock.objects.filter(matter=matter).running()}


# --- The whole way ------------------------------------------------------------------------------


def test_returned_ruled_handled_rated_low_reworked_and_solved():
    matter = dispatched()
    request = ask_to_return(matter)
    uphold_return(request=request, unit=unit(WATER), words="由水务局办理。", actor=somebody(), roles=DESK, at=LATER(3))
    assert (matter.state, matter.unit.code) == (MatterState.DISPATCHED, WATER)
    sign(matter=matter, actor=somebody("officer"), roles=OFFICER, at=LATER(4))
    answer(matter)
    verdict(matter, solved="no", satisfaction=1, reason="水管还在漏。")
    assert (matter.state, matter.reworks) == (MatterState.HANDLING, 1)
    answer(matter, at=LATER(72), text="已经更换水管。")
    verdict(matter, at=LATER(80))
    assert (state_of(matter), matter.outcome) == (MatterState.CLOSED, Outcome.SETTLED)
    assert [event.move for event in matter.events.all()] == [
        "dispatch", "ask_return", "uphold_return", "sign", "submit_reply", "approve_reply", "rework", "submit_reply",
        "approve_reply", "accept_verdict",
    ]  # fmt: skip
    assert not Clock.objects.filter(matter=matter).running().exists()
    assert not Assignment.objects.filter(matter=matter, ended_at=None).exists()
    assert Verdict.objects.filter(matter=matter).count() == 2


def test_every_move_is_in_the_chain_and_the_chain_holds():
    matter = answered()
    kinds = [entry.kind for entry in Entry.objects.filter(series__name=f"matter:{matter.number}").order_by("sequence")]
    assert kinds == ["matter_dispatch", "matter_sign", "matter_submit_reply", "matter_approve_reply"]
    assert verify().problems == []


# --- Dispatching --------------------------------------------------------------------------------


TAMPERING = {
    "changed": lambda events: events.filter(move="sign").update(role="unit_lead"),
    "removed": lambda events: events.filter(move="sign").delete(),
    "inserted": lambda events: MatterEvent.objects.create(
        matter=events[0].matter, move="urge", before="handling", after="handling", role="supervisor", at=LATER(2)
    ),
}


@pytest.mark.parametrize(("done", "number"), [("changed", 2), ("removed", 2), ("inserted", 3)])
def test_an_event_that_the_chain_tells_otherwise_is_named(done, number):
    matter = signed()
    TAMPERING[done](QuerySet(MatterEvent).filter(matter=matter))  # past the guard of the rows
    assert [(each.kind, each.what) for each in verify().problems] == [(done, f"matter:{matter.number} event {number}")]


def test_what_was_done_before_the_chain_began_is_counted_and_no_fault():
    matter = MatterFactory()
    MatterEvent.objects.create(matter=matter, move="register", before="", after="registered", role="citizen", at=AT)
    dispatch(matter=matter, unit=unit(), actor=somebody(), roles=DESK, at=AT)
    assert said(matter) == ([], 1)


def said(matter):
    return [(each.kind, each.what) for each in verify().problems], verify().unbound


def words_of(matter, move):
    return QuerySet(MatterEvent).filter(matter=matter, move=move)  # past the guard of the rows


@pytest.mark.parametrize("words", ["已经修好了。", ""], ids=["others", "none"])
def test_changed_words_of_an_answer_are_named(words):
    matter = answered()
    words_of(matter, "approve_reply").update(words=words)
    assert said(matter) == ([("changed", f"matter:{matter.number} event 4")], 0)


def test_an_answer_changed_where_the_page_reads_it_is_named():
    matter = answered()
    matter.replies.update(text="另一个答复。")
    assert said(matter) == ([("changed", f"matter:{matter.number} event 4")], 0)


def answered_twice_at_one_moment():
    matter = answered()
    low = {"solved": "no", "satisfaction": 1, "was_contacted": True, "reason": "还在漏。"}
    give_verdict(matter=matter, channel="web", at=LATER(24), **low)
    answer(matter, at=LATER(24), text="水管换了新的。")
    return matter


def test_two_answers_of_one_moment_are_each_held_against_their_own_event():
    matter = answered_twice_at_one_moment()
    assert matter.replies.filter(sent_at=LATER(24)).count() == 2
    assert said(matter) == ([], 0)


@pytest.mark.parametrize(("changed", "event"), [(1, 4), (2, 7)])
def test_of_two_answers_of_one_moment_the_changed_one_is_named(changed, event):
    matter = answered_twice_at_one_moment()
    matter.replies.filter(round=changed).update(text="另一个答复。")
    assert said(matter) == ([("changed", f"matter:{matter.number} event {event}")], 0)


def test_an_answer_more_than_was_told_is_named():
    matter = answered()
    Reply.objects.create(matter=matter, round=2, text="另一个答复。", drafted_at=LATER(24), sent_at=LATER(24))
    assert said(matter) == ([("changed", f"matter:{matter.number} event 4")], 0)


def test_words_put_where_none_were_told_are_named():
    matter = signed()
    words_of(matter, "sign").update(words="没有说过的话。")
    assert said(matter) == ([("changed", f"matter:{matter.number} event 2")], 0)


def test_erased_words_are_counted_and_no_fault():
    matter = answered()
    erase_personal(series=f"matter:{matter.number}")
    assert said(matter) == ([], 1)


def test_words_older_than_their_binding_are_counted_and_no_fault(monkeypatch):
    monkeypatch.setattr("matters.services.moving.bound", lambda words: ({}, {}))
    matter = answered()
    words_of(matter, "approve_reply").update(words="换过的话。")
    assert said(matter) == ([], 1)
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert "1 events it cannot speak for" in out.getvalue()


def test_accepting_and_dispatching_turns_the_clocks():
    matter = MatterFactory()
    dispatch(matter=matter, unit=unit(), actor=somebody(), roles=DESK, at=AT)
    running = clocks(matter)
    assert set(running) == {"sign", "handle"}
    assert (matter.accepted_at, matter.due_at) == (AT, running["sign"].legal_due_at)


@pytest.mark.parametrize(
    ("facts", "minutes"), [({"urgency": "danger"}, 15), ({"urgency": "supply"}, 30)], ids=["danger", "supply"]
)
def test_what_is_urgent_is_signed_within_minutes(facts, minutes):
    assert clocks(dispatched(**facts))["sign"].legal_due_at == AT + timedelta(minutes=minutes)


def test_a_question_is_answered_sooner_than_a_request():
    assert clocks(dispatched(kind="consult"))["handle"].legal_due_at < clocks(dispatched())["handle"].legal_due_at


def test_of_two_dispatchers_at_once_one_is_told_that_the_other_was_faster():
    MatterFactory()
    mine, theirs = Matter.objects.get(), Matter.objects.get()
    dispatch(matter=theirs, unit=unit(), actor=somebody(), roles=DESK, at=AT)
    with pytest.raises(MovedMeanwhile):
        dispatch(matter=mine, unit=unit(WATER), actor=somebody("other"), roles=DESK, at=AT)
    assert Assignment.objects.get().unit == unit()


def test_a_complaint_about_the_head_of_a_unit_does_not_go_to_that_unit():
    head = PostFactory(unit=unit(), place=None)
    matter = MatterFactory(complaint_kind="official", about_post=head)
    with pytest.raises(UnitIsComplainedOf):
        dispatch(matter=matter, unit=unit(), actor=somebody(), roles=DESK, at=AT)
    assert state_of(matter) == MatterState.REGISTERED


def test_a_refusal_names_the_lawful_way_and_may_be_objected_to_once_before_another_dispatcher():
    matter = MatterFactory()
    facts = {"reason": "litigation", "words": "已由法院审理。", "actor": somebody(), "roles": DESK, "at": AT}
    with pytest.raises(DoorMissing):
        decline(matter=matter, route="", contact="", **facts)
    decline(matter=matter, route="向法院提出", contact="诉讼服务中心 12368", **facts)
    object_to_decline(matter=matter, words="不是同一件事。", at=LATER(1), channel="web")
    with pytest.raises(SamePerson):
        decline(matter=matter, route="向法院提出", contact="诉讼服务中心 12368", **facts)
    facts["actor"] = somebody("another")
    decline(matter=matter, route="向法院提出", contact="诉讼服务中心 12368", **facts)
    with pytest.raises(AlreadyAsked):
        object_to_decline(matter=matter, words="还是不对。", at=LATER(2), channel="web")


def test_information_is_asked_for_once():
    matter = MatterFactory()
    ask_for_information(matter=matter, words="哪一栋楼？", actor=somebody(), roles=DESK, at=AT)
    assert clocks(matter) == {}
    with pytest.raises(AlreadyAsked):
        ask_for_information(matter=matter, words="几单元？", actor=somebody(), roles=DESK, at=AT)


def test_what_the_desk_answers_itself_is_judged_too():
    matter = MatterFactory()
    answer_directly(matter=matter, text="每天都可以办理。", actor=somebody(), roles={"hotline_operator"}, at=AT)
    verdict(matter)
    assert matter.outcome == Outcome.SETTLED


# --- Routing ------------------------------------------------------------------------------------


def test_the_most_specific_rule_wins():
    rule = {"reason": "职责分工", "actor": None, "at": AT}
    make_rule(category=category(), place=None, unit=unit("everywhere"), **rule)
    make_rule(category=None, place=town(), unit=unit("town"), **rule)
    make_rule(category=category("property-service"), place=None, unit=unit("fine"), **rule)
    make_rule(category=category("property-service"), place=town(), unit=unit("fine-town"), **rule)
    found = {
        (subject, place.name): rule_for(category(subject), place, at=AT).unit.code
        for subject in ("housing", "property-service")
        for place in (village(), another_town())
    }
    assert found == {
        ("housing", "柳湾村"): "everywhere",
        ("housing", "新桥镇"): "everywhere",
        ("property-service", "柳湾村"): "fine-town",
        ("property-service", "新桥镇"): "fine",
    }
    assert rule_for(None, another_town(), at=AT) is None


def test_a_ruling_becomes_a_rule_and_ends_the_old_one():
    make_rule(category=category(), place=None, unit=unit(), reason="旧分工", actor=None, at=AT)
    matter = dispatched()
    request = ask_to_return(matter)
    uphold_return(request=request, unit=unit(WATER), words="归水务局。", actor=somebody(), roles=DESK, at=LATER(3))
    rule = rule_from_ruling(request=request, with_place=False, actor=somebody(), at=LATER(4))
    assert suggested_unit(MatterFactory(), at=LATER(5)) == unit(WATER)
    assert ReturnRequest.objects.get().rule == rule
    assert rule_for(category(), city(), at=LATER(1)).unit == unit()


# --- Returns ------------------------------------------------------------------------------------


def test_the_handling_clock_does_not_stop_for_a_return():
    matter = dispatched()
    before = clocks(matter)["handle"]
    request = ask_to_return(matter)
    uphold_return(request=request, unit=unit(WATER), words="归水务局。", actor=somebody(), roles=DESK, at=LATER(26))
    assert clocks(matter)["handle"] == before
    assert clocks(matter)["handle"].legal_due_at == before.legal_due_at
    assert time_between_units(matter, at=LATER(30)) == timedelta(hours=26)


def test_who_assists_a_unit_does_not_return_what_that_one_returns():
    matter = dispatched(assisting=[unit(WATER)])
    uphold_return(
        request=ask_to_return(matter, then=unit("roads-bureau")), unit=unit("roads-bureau"), words="归路政。",
        actor=somebody(), roles=DESK, at=LATER(26),
    )  # fmt: skip
    ended = dict(matter.assignments.exclude(ended_at=None).values_list("role", "ended_how"))
    assert ended == {"lead": "returned", "assist": "done"}
    assert time_between_units(matter, at=LATER(30)) == timedelta(hours=26)


def test_a_ruled_unit_does_not_return_it_again():
    matter = dispatched()
    refuse_return(request=ask_to_return(matter), words="属于你局职责。", actor=somebody(), roles=DESK, at=LATER(3))
    assert matter.state == MatterState.HANDLING
    with pytest.raises(ReturnRefused):
        ask_to_return(matter)


def test_a_matter_is_returned_twice_at_most():
    matter = dispatched()
    for code in (WATER, "roads-bureau"):
        request = ask_to_return(matter, then=unit(code))
        uphold_return(
            request=request, unit=unit("x-" + code), words="改派。", actor=somebody(), roles=DESK, at=LATER(3)
        )
    Matter.objects.filter(pk=matter.pk)
    with pytest.raises(ReturnRefused):
        ask_to_return(matter)


@pytest.mark.parametrize("facts", [{"basis": " "}, {"then": "same"}], ids=["no basis", "nobody else named"])
def test_a_return_says_by_which_law_and_whose_it_is(facts):
    matter = dispatched()
    if facts.get("then"):
        facts = {"then": unit()}
    with pytest.raises(ReturnRefused):
        ask_to_return(matter, **facts)
    assert state_of(matter) == MatterState.DISPATCHED


# --- More time ----------------------------------------------------------------------------------


def more_time(matter, *, amount=5, at=None, basis="北京市条例第十五条"):
    return ask_extension(
        matter=matter, amount=amount, basis=basis, reason="需要采购配件。", actor=somebody("officer"), roles=OFFICER,
        at=at or LATER(2),
    )  # fmt: skip


def test_more_time_is_granted_once_and_told():
    matter = signed()
    before = clocks(matter)["handle"].legal_due_at
    grant_extension(extension=more_time(matter), words="同意。", actor=somebody(), roles={"supervisor"}, at=LATER(3))
    assert clocks(matter)["handle"].legal_due_at == matter.due_at > before
    assert Message.objects.filter(template="matters/extended", person=matter.person).exists()
    with pytest.raises(ExtensionRefused):
        more_time(matter)


@pytest.mark.parametrize("facts", [{"amount": 11}, {"at": AT + timedelta(days=30)}, {"basis": ""}])
def test_too_much_time_too_late_or_without_basis_is_refused(facts):
    with pytest.raises(ExtensionRefused):
        more_time(signed(), **facts)


# --- Answering ----------------------------------------------------------------------------------


def test_an_answer_is_handed_in_with_the_whole_list_and_approved_by_somebody_else():
    matter = signed()
    draft = {
        "matter": matter, "text": "已修好。", "basis": "", "contact": "", "claims_solved": True,
        "actor": somebody("officer"), "roles": OFFICER, "at": LATER(3),
    }  # fmt: skip
    with pytest.raises(ChecklistIncomplete) as refusal:
        submit_reply(checked=["facts"], **draft)
    assert "every_point" in refusal.value.missing
    submit_reply(checked=list(POINTS), **draft)
    with pytest.raises(SamePerson):
        approve_reply(matter=matter, actor=somebody("officer"), roles=LEAD, at=LATER(4))
    assert state_of(matter) == MatterState.AWAITING_APPROVAL


# --- The verdict --------------------------------------------------------------------------------


def test_a_low_verdict_says_why():
    with pytest.raises(ReasonNeeded):
        verdict(answered(), solved="no", satisfaction=2)


def test_one_verdict_an_answer():
    matter = answered()
    verdict(matter)
    with pytest.raises((VerdictGiven, MoveNotAllowed)):
        verdict(matter)
    assert Verdict.objects.count() == 1


def test_after_two_reworks_it_closes_unsettled():
    matter = answered()
    for hours in (48, 96):
        verdict(matter, solved="no", satisfaction=1, reason="没有解决。", at=LATER(hours))
        answer(matter, at=LATER(hours + 24))
    verdict(matter, solved="no", satisfaction=1, reason="没有解决。", at=LATER(200))
    assert (matter.state, matter.outcome, matter.reworks) == (MatterState.CLOSED, Outcome.UNSETTLED, 2)


def test_silence_is_an_outcome_of_its_own():
    matter = answered()
    assert close_all_silent(at=AT + timedelta(days=10)) == 0
    assert close_all_silent(at=AT + timedelta(days=30)) == 1
    assert Matter.objects.get(pk=matter.pk).outcome == Outcome.SILENT


def test_nobody_of_the_unit_asks_how_the_unit_did():
    matter = answered()
    with pytest.raises(OwnUnit):
        verdict(matter, agent=staff("callback_agent", on=unit()))
    verdict(matter, agent=staff("callback_agent"), channel="phone")
    assert matter.outcome == Outcome.SETTLED


def test_an_anonymous_matter_asks_nobody():
    matter = answered(person=None, name="", phone="")
    assert (matter.state, matter.outcome) == (MatterState.CLOSED, Outcome.NOT_ASKED)
    assert not Message.objects.exists()


def test_a_closed_matter_is_reopened_once():
    matter = answered()
    verdict(matter)
    reopen(matter=matter, words="又坏了。", channel="web", at=LATER(100))
    assert (matter.state, matter.outcome) == (MatterState.REGISTERED, "")
    dispatch(matter=matter, unit=unit(), actor=somebody(), roles=DESK, at=LATER(101))
    sign(matter=matter, actor=somebody("officer"), roles=OFFICER, at=LATER(110))
    answer(matter, at=LATER(110))
    verdict(matter, at=LATER(120))
    with pytest.raises(VerdictGiven):
        reopen(matter=matter, words="又坏了。", channel="web", at=LATER(130))


def test_withdrawing_ends_every_part_and_clock():
    matter = signed()
    withdraw_matter(matter=matter, at=LATER(5))
    assert not Clock.objects.filter(matter=matter).running().exists()
    assert not Assignment.objects.filter(matter=matter, ended_at=None).exists()


def test_urging_needs_words():
    with pytest.raises(ReasonMissing):
        urge(matter=signed(), words=" ", actor=somebody(), roles={"supervisor"}, at=LATER(3))
