"""The staff's desks as a browser without JavaScript meets them."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from wagtail.models import ModelLogEntry

from foundation.notifications.models import Message
from foundation.people.models import Reveal, User
from matters.checklist import POINTS
from matters.exceptions import ReasonNeeded
from matters.models import (
    Callback,
    Exclusion,
    Matter,
    MatterState,
    ReturnRequest,
    RoutingRule,
    SupervisionAct,
    TaskForce,
    Verdict,
)
from matters.services.moving import newest_event
from matters.services.returns import ask_return, refuse_return
from matters.services.reviewing import ask_review
from matters.services.routing import make_rule
from matters.services.supervising import end_task_force
from matters.services.triage import ask_for_information, dispatch
from tests.matters.casework import AT, DESK, OFFICER, answered, dispatched, signed, somebody, staff, unit
from tests.matters.factories import MatterFactory, PersonFactory, another_town, category, city, town, village
from tests.people.factories import PostFactory
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db
WATER = "water-bureau"
LIST, INBOX, CALLS = "/desk/matters/", "/desk/matters/inbox/", "/desk/matters/calls/"
ANSWER = {
    "text": "电梯已经修好，十一月二十五日恢复运行。", "decision": "supported", "basis": "《物业管理条例》",
    "contact": "李科长 0513-88880000", "claims_solved": "on", "checked": list(POINTS),
}  # fmt: skip


class Desk:
    """Somebody at their desk."""

    def __init__(self, role: str, on: Any = None) -> None:
        self.user: User = staff(role, on)
        self.client = sign_in_staff(Client(), self.user)

    def get(self, matter: Matter | str = "", page: str = "") -> Any:
        address = matter if isinstance(matter, str) else f"{LIST}{matter.number}/{page + '/' if page else ''}"
        return self.client.get(address or LIST)

    def press(self, matter: Matter, button: str, *, seen: int | None = None, **typed: Any) -> Any:
        typed["seen"] = newest_event(matter) if seen is None else seen
        return self.client.post(f"{LIST}{matter.number}/{button}/", typed, follow=True)

    def buttons(self, matter: Matter) -> set[str]:
        page = self.get(matter).content.decode()
        own = re.findall(rf'href="{LIST}{matter.number}/([a-z_]+)/"', page)
        return set(own) - {"reveal", "documents", "decision"}


def text_of(page: Any) -> str:
    return unescape(page.content.decode())


def fresh(matter: Matter) -> Matter:
    return Matter.objects.get(pk=matter.pk)


# Written by hand: what each role finds on the page of a matter that was just registered, and of one in handling.
NEW = {
    "dispatcher": {"dispatch", "answer_directly", "ask_information", "decline", "merge", "split", "note", "task_force",
                   "external_number", "exclude"},
    "supervisor": {"note", "task_force", "exclude"},
    "window_clerk": {"answer_directly"},
    "hotline_operator": {"answer_directly"},
    "petition_reviewer": {"note"},
}  # fmt: skip
HANDLING = {
    "dispatcher": {"redispatch", "urge", "supervise", "joint", "lead", "merge", "split", "note", "task_force",
                   "external_number", "exclude"},
    "supervisor": {"urge", "supervise", "joint", "lead", "note", "task_force", "exclude"},
    "window_clerk": set(),
    "unit_officer": {"submit_reply", "ask_return", "ask_extension", "note"},
    "unit_lead": {"submit_reply", "ask_return", "ask_extension", "note"},
}  # fmt: skip


@pytest.mark.parametrize(("role", "expected"), NEW.items())
def test_the_buttons_of_a_new_matter(role, expected):
    assert Desk(role).buttons(MatterFactory()) == expected


@pytest.mark.parametrize(("role", "expected"), HANDLING.items())
def test_the_buttons_of_a_matter_in_handling(role, expected):
    matter = signed()
    assert Desk(role, unit() if role.startswith("unit") else None).buttons(matter) == expected


@pytest.mark.parametrize(
    "role", ["callback_agent", "grid_worker", "village_cadre", "editor", "auditor", "administrator"]
)
def test_who_does_not_see_matters_is_told_so(role):
    matter = MatterFactory()
    desk = Desk(role)
    assert desk.get().status_code == 403
    assert desk.get(matter).status_code == 403
    assert desk.press(matter, "dispatch", unit=unit().pk).status_code == 403


def test_another_unit_s_matter_does_not_exist():
    stranger = Desk("unit_officer", unit(WATER))
    matter = signed()
    assert stranger.get(matter).status_code == 404
    assert stranger.press(matter, "ask_return").status_code == 404
    assert matter.number not in text_of(stranger.get(INBOX))


def test_dispatching_takes_what_the_rule_suggests():
    RoutingRule.objects.create(category=category(), unit=unit(), reason="三定规定", began_at=now() - timedelta(days=1))
    desk, matter = Desk("dispatcher"), MatterFactory()
    form = desk.get(matter, "dispatch")
    assert f'<option value="{unit().pk}" selected>' in form.content.decode()
    desk.press(matter, "dispatch", unit=unit().pk, task="请联系物业", assisting=[unit(WATER).pk])
    matter = fresh(matter)
    assert (matter.state, matter.unit) == (MatterState.DISPATCHED, unit())
    assert matter.assignments.filter(role="assist").get().unit == unit(WATER)
    assert matter.number in text_of(Desk("unit_officer", unit()).get(INBOX))
    assert "协办" in text_of(Desk("unit_officer", unit(WATER)).get(INBOX))


def test_a_rule_does_not_suggest_the_unit_whose_head_is_complained_of():
    make_rule(category=category(), place=None, unit=unit(), reason="三定方案", actor=None, at=AT)
    matter = MatterFactory(complaint_kind="official", about_post=PostFactory(unit=unit(), place=None))
    form = Desk("dispatcher").get(matter, "dispatch").context["form"]
    assert form["unit"].value() is None
    assert "投诉" in form.fields["unit"].help_text


def test_two_dispatchers_at_once_and_the_second_reads_what_the_first_did():
    first, second, matter = Desk("dispatcher"), Desk("dispatcher"), MatterFactory()
    seen = newest_event(matter)
    first.press(matter, "dispatch", unit=unit().pk)
    page = second.press(matter, "dispatch", seen=seen, unit=unit(WATER).pk, task="我写了很多字")
    assert page.status_code == 200
    assert "受理并派单" in text_of(page)
    assert "我写了很多字" in text_of(page)
    assert fresh(matter).unit == unit()


def test_a_stale_form_comes_back_with_what_was_typed_and_a_second_click_decides():
    desk, matter = Desk("dispatcher"), dispatched()
    seen = newest_event(matter)
    desk.press(matter, "urge", words="请抓紧办理")
    page = desk.press(matter, "redispatch", seen=seen, unit=unit(WATER).pk, words="不属于住建局职责")
    assert "请抓紧办理" in text_of(page)
    assert "不属于住建局职责" in text_of(page)
    assert fresh(matter).unit == unit()
    [again] = re.findall(r'name="seen" value="(\d+)"', page.content.decode())
    desk.press(matter, "redispatch", seen=int(again), unit=unit(WATER).pk, words="不属于住建局职责")
    assert fresh(matter).unit == unit(WATER)


def test_a_return_is_ruled_made_a_rule_handled_approved():
    officer, lead, desk = Desk("unit_officer", unit(WATER)), Desk("unit_lead", unit(WATER)), Desk("dispatcher")
    matter = dispatched()
    page = Desk("unit_officer", unit()).press(
        matter, "ask_return", basis="三定规定", reason="供水设施不归我局", suggested_unit=unit(WATER).pk
    )
    assert "派单员" in text_of(page)
    assert "供水设施不归我局" in text_of(desk.get(matter))
    desk.press(matter, "uphold_return", unit=unit(WATER).pk, words="供水设施由水务局负责")
    page = desk.client.post(f"{LIST}{matter.number}/rule/", {"where": "everywhere"}, follow=True)
    rule = RoutingRule.objects.get()
    assert (rule.unit, rule.place, rule.category) == (unit(WATER), None, category())
    assert ReturnRequest.objects.get().rule == rule
    assert "供水设施由水务局负责" in text_of(desk.get("/desk/matters/rules/"))
    officer.press(matter, "sign")
    refused = officer.press(matter, "submit_reply", **ANSWER | {"checked": ["facts"]})
    assert "逐项" in text_of(refused)
    assert ANSWER["text"] in text_of(refused)
    officer.press(matter, "submit_reply", **ANSWER)
    lead.press(matter, "send_back_reply", words="请写明恢复供水的日期")
    assert "请写明恢复供水的日期" in text_of(officer.get(matter, "submit_reply"))
    officer.press(matter, "submit_reply", **ANSWER)
    assert fresh(matter).state == MatterState.AWAITING_APPROVAL
    lead.press(matter, "approve_reply")
    assert fresh(matter).state == MatterState.REPLIED
    assert Message.objects.filter(person=matter.person).exists()


def test_who_wrote_the_answer_does_not_approve_it():
    lead, matter = Desk("unit_lead", unit()), signed()
    lead.press(matter, "submit_reply", **ANSWER)
    page = lead.press(matter, "approve_reply")
    assert fresh(matter).state == MatterState.AWAITING_APPROVAL
    assert "两个人" in text_of(page)


def test_declining_names_a_way_and_asking_is_done_once():
    desk, matter = Desk("dispatcher"), MatterFactory()
    desk.press(matter, "ask_information", words="请提供楼栋号")
    assert fresh(matter).state == MatterState.NEEDS_INFORMATION
    assert "ask_information" not in desk.buttons(matter)
    page = desk.press(matter, "decline", reason="litigation", words="法院正在审理")
    assert fresh(matter).state == MatterState.NEEDS_INFORMATION
    assert "法院正在审理" in text_of(page)
    desk.press(
        matter, "decline", reason="litigation", route="市人民法院立案庭", contact="0513-12368", words="法院正在审理"
    )
    assert fresh(matter).lawful_route == "市人民法院立案庭"


def test_more_time_is_asked_for_granted_and_told():
    officer, desk, matter = Desk("unit_officer", unit()), Desk("supervisor"), dispatched(registered_at=now())
    matter = MatterFactory(registered_at=now())
    dispatch(matter=matter, unit=unit(), actor=somebody(), roles=DESK, at=now())
    officer.press(matter, "sign")
    assert "最多" in text_of(officer.press(matter, "ask_extension", amount=99, basis="条例", reason="配件未到"))
    officer.press(matter, "ask_extension", amount=3, basis="条例第二十条", reason="配件未到")
    due = matter.clocks.get(code="handle").legal_due_at
    desk.press(matter, "grant_extension", words="配件已订购，延长三个工作日")
    assert matter.clocks.get(code="handle").legal_due_at > due
    assert "ask_extension" not in officer.buttons(matter)


def test_urging_supervising_and_calling_together_are_three_acts():
    desk, matter = Desk("supervisor"), signed()
    desk.press(matter, "urge", words="请抓紧")
    desk.press(matter, "supervise", trigger="overdue", words="已超期", answer_by=(now() + timedelta(days=3)).date())
    assert "至少" in text_of(desk.press(matter, "joint", words="现场会办"))
    meeting = {"meets_at": f"{now() + timedelta(days=2):%Y-%m-%d}T09:30", "meets_where": "社区会议室"}
    desk.press(matter, "joint", words="现场会办", units=[unit(WATER).pk], **meeting)
    assert list(SupervisionAct.objects.values_list("kind", flat=True)) == ["urge", "supervise", "joint"]
    assert matter.assignments.filter(unit=unit(WATER), role="assist").exists()
    seen = text_of(Desk("unit_officer", unit(WATER)).get(matter))
    assert all(words in seen for words in ("已超期", "09:30", "社区会议室", unit(WATER).display_name))


def test_a_unit_is_not_offered_a_third_return_nor_one_that_was_ruled():
    officer = Desk("unit_officer", unit())
    matter, ruled = dispatched(), dispatched()
    Matter.objects.filter(pk=matter.pk).update(returns=2)
    asked = ask_return(
        matter=ruled, basis="三定规定", reason="不归我局", suggested_unit=unit(WATER), actor=somebody("officer"),
        roles=OFFICER, at=now(),
    )  # fmt: skip
    refuse_return(request=asked, words="属于你局职责。", actor=somebody(), roles=DESK, at=now())
    assert "ask_return" in officer.buttons(dispatched())
    assert "ask_return" not in officer.buttons(matter)
    assert "ask_return" not in officer.buttons(ruled)


def test_a_leader_and_a_task_force_for_what_is_hard():
    desk, matter = Desk("supervisor"), signed()
    leader = PostFactory(name="副市长", kind="leader")
    desk.press(matter, "lead", post=leader.pk, plan="十二月底前化解")
    assert "需要" in text_of(desk.press(matter, "task_force", name="老旧电梯专班"))
    desk.press(matter, "task_force", name="老旧电梯专班", task="集中化解", led_by=leader.pk, units=[unit().pk])
    page = text_of(desk.get(matter))
    assert "十二月底前化解" in page
    assert "老旧电梯专班" in page


def test_a_task_force_is_listed_with_what_it_works_on_until_it_is_ended():
    desk, matter = Desk("supervisor"), signed()
    force = TaskForce.objects.create(
        name="老旧电梯专班", task="集中化解", led_by=PostFactory(kind="leader"), began_on="2026-11-01"
    )
    force.matters.add(matter)
    page = text_of(desk.get("/desk/matters/task-forces/"))
    assert "老旧电梯专班" in page
    assert matter.number in page
    assert "结束这个专班" in page
    address = f"/desk/matters/task-forces/{force.pk}/end/"
    assert "为什么结束" in text_of(desk.get(address))
    assert "请" in text_of(desk.client.post(address, {"words": " "}))
    assert TaskForce.objects.get().ended_on is None
    desk.client.post(address, {"words": "电梯均已更新，移交社区。"})
    page = text_of(desk.get("/desk/matters/task-forces/"))
    assert "结束这个专班" not in page
    assert "老旧电梯专班" in page
    assert "电梯均已更新，移交社区。" in page
    again = text_of(desk.client.post(address, {"words": "另一个理由"}, follow=True))
    assert "专班此前已结束" in again
    assert "另一个理由" not in again
    noted = ModelLogEntry.objects.get(action="matters.end_task_force")
    assert noted.data["reason"] == "电梯均已更新，移交社区。"
    assert "老旧电梯专班" not in text_of(desk.get(matter))


def test_a_task_force_does_not_end_without_a_reason():
    force = TaskForce.objects.create(
        name="老旧电梯专班", task="集中化解", led_by=PostFactory(kind="leader"), began_on="2026-11-01"
    )
    with pytest.raises(ReasonNeeded):
        end_task_force(force=force, words="\n ", actor=somebody(), at=AT)


@pytest.mark.parametrize(
    ("where", "clicks", "ruled"),
    [("city", "here", True), ("city", "everywhere", True), ("town", "here", True), ("town", "everywhere", False)],
)
def test_a_towns_dispatcher_makes_a_ruling_a_rule_of_their_own_town_only(where, clicks, ruled):
    desk, matter = Desk("dispatcher", city() if where == "city" else town()), dispatched(place=village())
    Desk("unit_officer", unit()).press(
        matter, "ask_return", basis="三定规定", reason="不归我局", suggested_unit=unit(WATER).pk
    )
    desk.press(matter, "uphold_return", unit=unit(WATER).pk, words="由水务局负责")
    page = text_of(desk.get(matter))
    assert 'value="here"' in page
    assert ('value="everywhere"' in page) is (where == "city")
    answer = desk.client.post(f"{LIST}{matter.number}/rule/", {"where": clicks})
    assert answer.status_code == (302 if ruled else 404)
    expected = [village() if clicks == "here" else None] if ruled else []
    assert [rule.place for rule in RoutingRule.objects.all()] == expected


@pytest.mark.parametrize(
    ("place", "ended"), [(town, True), (village, True), (city, False), (another_town, False), (lambda: None, False)],
    ids=["their town", "a village of it", "the city", "another town", "everywhere"],
)  # fmt: skip
def test_a_towns_dispatcher_ends_rules_of_their_own_town_only(place, ended):
    rule = make_rule(category=category(), place=place(), unit=unit(), reason="三定规定", actor=None, at=AT)
    desk = Desk("dispatcher", town())
    address = f"/desk/matters/rules/{rule.pk}/end/"
    assert (address in text_of(desk.get("/desk/matters/rules/"))) is ended
    assert desk.client.post(address).status_code == (302 if ended else 404)
    rule.refresh_from_db()
    assert (rule.ended_at is not None) is ended


def test_who_dispatches_for_the_whole_city_ends_any_rule():
    rules = [make_rule(category=category(), place=where, unit=unit(), reason="定", actor=None, at=AT)
             for where in (None, town())]  # fmt: skip
    desk = Desk("dispatcher")
    for rule in rules:
        desk.client.post(f"/desk/matters/rules/{rule.pk}/end/")
    assert not RoutingRule.objects.filter(ended_at=None).exists()


def test_who_watches_none_of_its_matters_neither_sees_nor_ends_a_task_force():
    force = TaskForce.objects.create(
        name="老旧电梯专班", task="集中化解", led_by=PostFactory(kind="leader"), began_on="2026-11-01"
    )
    force.matters.add(MatterFactory(place=village()))
    desk = Desk("supervisor", another_town())
    assert "老旧电梯专班" not in text_of(desk.get("/desk/matters/task-forces/"))
    assert desk.client.post(f"/desk/matters/task-forces/{force.pk}/end/").status_code == 404


def test_a_text_that_did_not_reach_the_phone_is_said_beside_it():
    person = PersonFactory()
    matter = MatterFactory(person=person)
    text = {"channel": "sms", "person": person, "state": "sent", "sent_at": now(), "created_at": now(),
            "next_attempt_at": now()}  # fmt: skip
    Message.objects.create(**text, last_error="not delivered: UNDELIV")
    assert "请打电话" in text_of(Desk("dispatcher").get(matter))
    assert "请打电话" not in text_of(Desk("window_clerk").get(matter))
    Message.objects.create(**text | {"created_at": now() + timedelta(minutes=1)}, delivered_at=now())
    assert "请打电话" not in text_of(Desk("dispatcher").get(matter))


def test_joining_splitting_and_numbers_of_other_systems():
    desk, matter, other = Desk("dispatcher"), MatterFactory(), MatterFactory()
    desk.press(matter, "external_number", system="hotline", number="WG 2026-7")
    assert "已属于" in text_of(desk.press(other, "external_number", system="hotline", number="WG 2026-7"))
    found = desk.client.post(LIST, {"number": "WG 2026-7"})
    assert found["Location"] == f"{LIST}{matter.number}/"
    desk.press(matter, "split", text="另有路灯不亮", request="请修路灯", words="两件事")
    assert matter.parts.get().request == "请修路灯"
    desk.press(other, "merge", into=matter.number, words="同一部电梯")
    assert fresh(other).merged_into == matter


def test_what_is_likely_the_same_is_shown_to_the_dispatcher_only():
    matter, same = MatterFactory(), MatterFactory(text="小区的电梯坏了两个月了，没有人来修。")
    different = MatterFactory(text="楼下的路灯晚上不亮，老人摔倒。", request="请修路灯。")
    page = text_of(Desk("dispatcher").get(matter))
    assert same.number in page
    assert different.number not in page
    assert same.number not in text_of(Desk("window_clerk").get(matter))


def test_an_exclusion_takes_two_people():
    first, second, matter = Desk("supervisor"), Desk("dispatcher"), signed()
    first.press(matter, "exclude", reason="unreasonable", words="诉求无政策依据")
    assert "两个人" in text_of(first.press(matter, "decide_exclusion", decision="yes"))
    second.press(matter, "decide_exclusion", decision="yes")
    assert Exclusion.objects.get().is_approved is True
    assert "不计入" in text_of(second.get(matter))


def test_who_asks_shows_by_a_noted_click_and_never_to_a_unit_before_they_agree():
    desk, officer = Desk("dispatcher"), Desk("unit_officer", unit())
    matter = dispatched(is_identity_open=False)
    address = f"{LIST}{matter.number}/reveal/"
    asked = {"field": "name", "purpose": "核实楼栋号"}
    assert matter.name not in text_of(desk.get(matter))
    assert matter.name in text_of(desk.client.post(address, asked))
    assert Reveal.objects.get().purpose == "核实楼栋号"
    page = text_of(officer.get(matter))
    assert matter.masked_phone not in page
    assert "尚未同意" in page
    closed = officer.client.post(address, asked)
    assert closed.status_code == 403
    assert matter.name not in text_of(closed)
    Matter.objects.filter(pk=matter.pk).update(is_identity_open=True)
    assert matter.name in text_of(officer.client.post(address, asked))
    assert Reveal.objects.count() == 2


def test_earlier_matters_of_the_person_are_for_who_may_know_them():
    officer = Desk("unit_officer", unit())
    earlier = dispatched(requester_key="k" * 64, registered_at=now())
    matter = dispatched(requester_key="k" * 64, registered_at=now(), is_identity_open=False)
    assert earlier.number not in text_of(officer.get(matter))
    Matter.objects.filter(pk=matter.pk).update(is_identity_open=True)
    assert earlier.number in text_of(officer.get(matter))
    assert earlier.number not in text_of(Desk("window_clerk").get(matter))


def test_internal_notes_stay_with_who_works_on_it():
    officer, matter = Desk("unit_officer", unit()), signed()
    officer.press(matter, "note", text="住户情绪激动，先电话沟通")
    officer.press(matter, "note", text="周三上午上门", is_public="on")
    assert "先电话沟通" in text_of(Desk("supervisor").get(matter))
    clerk = text_of(Desk("window_clerk").get(matter))
    assert "先电话沟通" not in clerk
    assert "周三上午上门" in clerk


def test_the_written_decision_names_the_person_only_after_a_noted_click():
    officer, matter = Desk("unit_officer", unit()), signed()
    assert officer.get(matter, "decision").status_code == 404
    officer.press(matter, "submit_reply", **ANSWER)
    page = text_of(officer.get(matter, "decision"))
    assert "支持" in page
    assert matter.name not in page
    named = officer.client.post(f"{LIST}{matter.number}/decision/", {"purpose": "打印处理意见书"})
    assert matter.name in text_of(named)
    assert Reveal.objects.get().field == "name"


def answered_by(officer: Desk, lead: Desk, matter: Matter) -> None:
    officer.press(matter, "submit_reply", **ANSWER)
    lead.press(matter, "approve_reply")
    Callback.objects.update(not_before=now() - timedelta(hours=1))


def test_an_agent_of_another_unit_hears_the_persons_word():
    matter = signed()
    answered_by(Desk("unit_officer", unit()), Desk("unit_lead", unit()), matter)
    agent, own = Desk("callback_agent"), Desk("callback_agent", unit())
    call = Callback.objects.get()
    assert matter.number not in text_of(own.get(CALLS))
    listed = text_of(agent.get(CALLS))
    assert matter.number in listed
    assert matter.name not in listed
    page = text_of(agent.client.post(f"{CALLS}{call.pk}/take/", follow=True))
    assert matter.phone in page
    assert Reveal.objects.count() == 2
    assert matter.number not in text_of(Desk("callback_agent").get(CALLS)), "taken"
    said = {"verdict": "1", "was_contacted": "yes", "solved": "no", "satisfaction": "2", "wants_rework": "on"}
    assert "哪里" in text_of(agent.client.post(f"{CALLS}{call.pk}/", said))
    agent.client.post(f"{CALLS}{call.pk}/", said | {"reason": "又停了"})
    assert fresh(matter).state == MatterState.HANDLING
    assert Verdict.objects.get().agent == agent.user


def test_nobody_answers_and_it_is_tried_again_later():
    matter = signed()
    answered_by(Desk("unit_officer", unit()), Desk("unit_lead", unit()), matter)
    agent, call = Desk("callback_agent"), Callback.objects.get()
    agent.client.post(f"{CALLS}{call.pk}/take/")
    agent.client.post(f"{CALLS}{call.pk}/", {"result": "not_reached"})
    assert call.attempts.get().result == "not_reached"
    assert matter.number not in text_of(agent.get(CALLS))


def test_a_review_is_decided_by_a_reviewer():
    from matters.services.procedures import current_version

    matter = MatterFactory(
        version=current_version("petition", on=now().date()), state=MatterState.CLOSED, outcome="unsettled"
    )
    ask_review(matter=matter, move="ask_review", words="事实不清", channel="web", at=now())
    reviewer = Desk("petition_reviewer")
    assert matter.number in text_of(reviewer.get("/desk/matters/reviews/"))
    reviewer.press(matter, "decide_review", words="维持原处理意见")
    assert fresh(matter).state == MatterState.REVIEWED
    assert Desk("dispatcher").get("/desk/matters/reviews/").status_code == 403


def reviewed_twice():
    """A petition matter whose re-review somebody of the government office ended."""
    from matters.services.procedures import current_version

    version = current_version("petition", on=now().date())
    matter = MatterFactory(version=version, state=MatterState.CLOSED, outcome="unsettled", request="请退还押金。")
    ask_review(matter=matter, move="ask_review", words="事实不清", channel="web", at=now())
    Desk("petition_reviewer").press(matter, "decide_review", words="维持原处理意见。")
    ask_review(matter=fresh(matter), move="ask_re_review", words="仍不同意", channel="web", at=now())
    return fresh(matter)


def test_who_reviewed_does_not_re_review_and_somebody_else_ends_it():
    matter = reviewed_twice()
    same = Desk.__new__(Desk)
    same.user = matter.events.get(move="decide_review").actor
    same.client = sign_in_staff(Client(), same.user)
    same.press(matter, "decide_re_review", words="维持。")
    assert fresh(matter).state == MatterState.IN_RE_REVIEW
    Desk("petition_reviewer").press(matter, "decide_re_review", words="撤销复查意见，由住建局重新办理。")
    assert fresh(matter).state == MatterState.FINAL


def test_opinions_are_printed_by_who_works_on_it_and_by_nobody_else():
    matter = reviewed_twice()
    reviewer = Desk("petition_reviewer")
    page = text_of(reviewer.get(f"{LIST}{matter.number}/opinion/review/"))
    assert all(words in page for words in ("复查意见", "维持原处理意见。", "请退还押金。", "申请复核"))
    assert matter.name not in page
    assert f"{LIST}{matter.number}/opinion/review/" in text_of(reviewer.get(f"{LIST}{matter.number}/"))
    assert reviewer.get(f"{LIST}{matter.number}/opinion/re-review/").status_code == 404
    assert Desk("hotline_operator").get(f"{LIST}{matter.number}/opinion/review/").status_code == 404


@pytest.mark.parametrize("address", [LIST, INBOX])
def test_a_list_asks_the_same_however_long_it_is(address, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk = Desk("dispatcher") if address == LIST else Desk("unit_officer", unit())
    asked = []
    for _ in range(2):
        for _number in range(4):
            dispatched()
        desk.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get(address)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_my_desk_counts_what_waits():
    MatterFactory()
    dispatched()
    assert "受理与派单 (1)" in text_of(Desk("dispatcher").get("/desk/"))
    assert "本单位收件箱 (1)" in text_of(Desk("unit_officer", unit()).get("/desk/"))
    assert "回访 (0)" in text_of(Desk("callback_agent").get("/desk/"))
    assert "查找事项" in text_of(Desk("window_clerk").get("/desk/"))


@pytest.mark.parametrize(("button", "shown_as"), [("mask", "139****5678"), ("keep", "13912345678")])
def test_numbers_in_what_somebody_tells_on_the_phone_are_asked_about(button, shown_as):
    desk, matter = Desk("hotline_operator"), MatterFactory()
    ask_for_information(matter=matter, words="请补充电梯编号", actor=somebody(), roles=DESK, at=AT)
    page = desk.press(matter, "supply_information", text="请打13912345678。")
    assert "139****5678" in text_of(page)
    assert not matter.supplements.exists()
    desk.press(matter, "supply_information", text="请打13912345678。", **{button: "1"})
    assert matter.supplements.get().text == f"请打{shown_as}。"


@pytest.mark.parametrize(("button", "shown_as"), [("mask", "139****5678"), ("keep", "13912345678")])
def test_numbers_in_a_reason_told_to_an_agent_are_asked_about(button, shown_as):
    agent = Desk("callback_agent")
    answered()
    Callback.objects.update(not_before=now() - timedelta(hours=1))
    address = f"{CALLS}{Callback.objects.get().pk}/"
    agent.client.post(f"{address}take/")
    said = {"verdict": "1", "was_contacted": "no", "solved": "no", "satisfaction": "1", "reason": "请打13912345678。"}
    page = text_of(agent.client.post(address, said))
    assert "139****5678" in page
    assert 'id="numbers"' in page
    assert not Verdict.objects.exists()
    agent.client.post(address, said | {button: "1"})
    assert Verdict.objects.get().reason == f"请打{shown_as}。"
