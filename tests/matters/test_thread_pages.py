"""The page of one's matter: the story in plain words, and what its person does there."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from foundation.files.models import StoredFile
from foundation.notifications.inbound import receive_sms
from foundation.notifications.models import Message
from matters.exceptions import NotPublishable
from matters.models import (
    AccessLink,
    Callback,
    Clock,
    Matter,
    MatterState,
    Outcome,
    Publication,
    PublicationState,
    Supplement,
    Verdict,
)
from matters.services.handling import add_note, send_back_reply, sign, submit_reply
from matters.services.procedures import current_version
from matters.services.publishing import draft_publication, publish
from matters.services.returns import uphold_return
from matters.services.reviewing import ask_review, decide_review
from matters.services.supervising import urge
from matters.services.triage import ask_for_information, decline
from tests.files.conftest import picture
from tests.matters.casework import (
    AT,
    DESK,
    LATER,
    LEAD,
    OFFICER,
    POINTS,
    answer,
    answered,
    dispatched,
    signed,
    somebody,
    state_of,
    unit,
)
from tests.matters.factories import QUERY_CODE, MatterFactory, PersonFactory
from tests.matters.test_casework import WATER, ask_to_return, verdict
from tests.reception_days.factories import BookingFactory, SeatFactory
from tests.sign_in import sign_in_citizen

pytestmark = pytest.mark.django_db
GOOD = {"was_contacted": "yes", "solved": "yes", "satisfaction": "5"}
CLOSED = {"state": MatterState.CLOSED, "outcome": Outcome.SETTLED, "closed_at": LATER(90)}
LOW = {"was_contacted": "no", "solved": "no", "satisfaction": "1", "reason": "水管还在漏。", "wants_rework": "yes"}


def photo(name):
    return SimpleUploadedFile(name, picture(), "image/jpeg")


def opened(matter, prefix=""):
    client = Client()
    client.post(f"{prefix}/look-up/", {"number": matter.number, "code": QUERY_CODE})
    return client


def thread(matter, prefix=""):
    return opened(matter, prefix).get(f"{prefix}/look-up/matter/").content.decode()


def post(matter, page, **answers):
    return opened(matter).post(f"/look-up/matter/{page}", answers, follow=True)


# --- The story ------------------------------------------------------------------------------------


def test_the_story_is_told_newest_first_with_units_limits_and_what_comes_next():
    matter = dispatched()
    uphold_return(
        request=ask_to_return(matter),
        unit=unit(WATER),
        words="由水务局办理。",
        actor=somebody(),
        roles=DESK,
        at=LATER(3),
    )
    sign(matter=matter, actor=somebody("officer"), roles=OFFICER, at=LATER(4))
    add_note(matter=matter, text="师傅明天上门。", is_public=True, actor=somebody(), unit=unit(WATER), at=LATER(5))
    text = thread(matter)
    order = ["师傅明天上门。", "由水务局办理。", "不属于我局职责。"]
    assert sorted(order, key=text.index) == order
    assert "答复期限" in text
    limit = Clock.objects.get(matter=matter, code="handle").legal_due_at
    assert f"{limit.astimezone(AT.tzinfo):%Y-%m-%d}" in text
    assert "承办单位正在办理" in text
    assert text.index(f"{WATER} 局") < text.index("housing-bureau 局")


def test_an_answer_stands_with_basis_and_contact_and_the_same_in_english():
    matter = answered()
    text = thread(matter)
    assert all(each in text for each in ("电梯已经修好", "《物业管理条例》", "李科长 0513-88880000"))
    assert "Answered, waiting for your verdict" in thread(matter, "/en")


def test_what_is_said_among_colleagues_is_not_shown():
    matter = signed()
    secret = ["内部意见甲", "退回修改乙", "催办话丙", "草稿丁"]
    add_note(matter=matter, text=secret[0], is_public=False, actor=somebody(), at=LATER(2))
    urge(matter=matter, words=secret[2], actor=somebody(), roles={"supervisor"}, at=LATER(3))
    submit_reply(
        matter=matter, text=secret[3], basis="", contact="", checked=list(POINTS), claims_solved=True,
        actor=somebody("officer"), roles=OFFICER, at=LATER(4),
    )  # fmt: skip
    send_back_reply(matter=matter, words=secret[1], actor=somebody("lead"), roles=LEAD, at=LATER(5))
    assert [each for each in secret if each in thread(matter)] == []
    assert "退回修改" in thread(matter).replace(secret[1], "")


@pytest.mark.parametrize(
    ("facts", "who"),
    [
        ({}, "派单岗（确定承办单位之前）"),
        ({"state": MatterState.WITHDRAWN}, "无（本件已在此办结）"),
        ({"state": MatterState.REPLIED, "replied_at": AT}, "派单岗"),
    ],
)
def test_without_a_unit_the_page_says_whose_the_matter_is(facts, who):
    assert f"<dt>承办单位</dt><dd>{who}</dd>" in thread(MatterFactory(**facts))


def test_the_page_asks_as_much_of_a_long_story_as_of_a_short_one():
    short, long = answered(), answered()
    for number in range(8):
        add_note(
            matter=long, text=f"第{number}条", is_public=True, actor=somebody(), unit=unit(), at=LATER(30 + number)
        )
    verdict(long, solved="no", satisfaction=1, reason="还在漏。")
    answer(long, at=LATER(72))
    counts = []
    thread(long)  # what a process reads once is read by now
    for matter in (short, long):
        client = opened(matter)
        with CaptureQueriesContext(connection) as queries:
            client.get("/look-up/matter/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 24


def test_registering_is_told_once_where_a_booking_tells_it():
    booking = BookingFactory()
    SeatFactory(booking=booking)
    text = thread(booking.matter)
    assert "接访" in text
    assert "/look-up/matter/withdraw/" not in text  # the appointment's own page lets both go


def test_a_stranger_opens_nothing():
    matter = answered()
    stranger = PersonFactory(phone="13900139000")
    client = sign_in_citizen(Client(), stranger)
    assert client.get(f"/my/matters/{matter.number}/").status_code == 404
    for page in ("", "add/", "withdraw/", "ask/reopen/", "verdict/", "publication/"):
        assert client.get(f"/look-up/matter/{page}").url == "/look-up/"
    client.post("/look-up/matter/identity/", {"open": "0"})
    assert Matter.objects.get().is_identity_open


def test_violence_is_not_spelt_out_on_the_page():
    matter = MatterFactory(text="老公打我，我很害怕。", request="请帮帮我。")
    assert "老公打我" not in thread(matter)


# --- What the person does -----------------------------------------------------------------------------


def test_what_the_desk_asked_for_is_added_and_it_goes_on():
    matter = MatterFactory()
    ask_for_information(matter=matter, words="哪一栋楼？", actor=somebody(), roles=DESK, at=AT)
    assert "哪一栋楼？" in thread(matter)
    page = post(matter, "add/", text="三号楼二单元。")
    assert state_of(matter) == MatterState.REGISTERED
    assert "三号楼二单元。" in page.content.decode()


def test_anything_may_be_added_while_it_is_open_and_nothing_afterwards():
    matter = signed()
    post(matter, "add/", text="又漏了一次。")
    assert Supplement.objects.count() == 1
    Matter.objects.filter(pk=matter.pk).update(**CLOSED)
    post(matter, "add/", text="再补一句话。")
    assert Supplement.objects.count() == 1


def test_an_accusation_is_not_taken_as_an_addition_either():
    matter = signed()
    assert "12388" in post(matter, "add/", text="张局长收受红包。", files=[photo("红包.jpg")]).content.decode()
    assert not Supplement.objects.exists()
    assert not StoredFile.objects.exists()


def test_what_is_added_may_come_with_photos_and_all_of_them_or_none():
    matter = signed()
    refused = post(matter, "add/", text="照片在这里。", files=[photo("门.jpg"), SimpleUploadedFile("a.exe", b"MZ")])
    assert "a.exe" in refused.content.decode()
    assert "照片在这里。" in refused.content.decode(), "the typed text is kept"
    assert (matter.files.count(), Supplement.objects.count(), StoredFile.objects.count()) == (0, 0, 0)
    shown = post(matter, "add/", text="照片在这里。", files=[photo("门.jpg")]).content.decode()
    assert "门.jpg" in shown
    assert (matter.files.count(), Supplement.objects.count()) == (1, 1)


def test_withdrawing_asks_once_and_presses_nobody():
    matter = signed()
    page = opened(matter).get("/look-up/matter/withdraw/").content.decode()
    assert "12345" in page
    assert state_of(matter) == MatterState.HANDLING
    post(matter, "withdraw/")
    assert state_of(matter) == MatterState.WITHDRAWN


def test_a_refusal_is_objected_to_once():
    matter = MatterFactory()
    refusal = {"reason": "litigation", "words": "已由法院审理。", "actor": somebody(), "roles": DESK, "at": AT}
    decline(matter=matter, route="向法院提出", contact="诉讼服务中心 12368", **refusal)
    text = thread(matter)
    assert all(each in text for each in ("向法院提出", "诉讼服务中心 12368", "ask/object/"))
    post(matter, "ask/object/", words="不是同一件事。")
    assert state_of(matter) == MatterState.REGISTERED
    matter.refresh_from_db()
    refusal["actor"] = somebody("another")
    decline(matter=matter, route="向法院提出", contact="诉讼服务中心 12368", **refusal)
    assert "ask/object/" not in thread(matter)
    post(matter, "ask/object/", words="还是不对，请再看。")
    assert state_of(matter) == MatterState.DECLINED


def test_a_good_verdict_closes_the_matter():
    matter = answered()
    post(matter, "verdict/", **GOOD)
    matter.refresh_from_db()
    assert (matter.state, matter.outcome) == (MatterState.CLOSED, Outcome.SETTLED)


def test_a_low_verdict_says_why_and_goes_back_to_the_unit():
    matter = answered()
    post(matter, "verdict/", **(LOW | {"reason": ""}))
    assert not Verdict.objects.exists()
    post(matter, "verdict/", **LOW)
    assert state_of(matter) == MatterState.HANDLING
    assert "水管还在漏。" in thread(matter)


def test_a_reason_may_be_short():
    matter = answered()
    post(matter, "verdict/", **(LOW | {"reason": "还漏水"}))
    assert state_of(matter) == MatterState.HANDLING


def test_who_lets_it_rest_is_not_sent_round_again():
    matter = answered()
    post(matter, "verdict/", **(LOW | {"wants_rework": "no"}))
    matter.refresh_from_db()
    assert (matter.state, matter.outcome) == (MatterState.CLOSED, Outcome.UNSETTLED)


def test_a_closed_matter_is_reopened_once():
    matter = answered()
    verdict(matter)
    post(matter, "ask/reopen/", words="又坏了，请再来看看。")
    assert state_of(matter) == MatterState.REGISTERED
    Matter.objects.filter(pk=matter.pk).update(**CLOSED)
    assert "ask/reopen/" not in thread(matter)
    post(matter, "ask/reopen/", words="第三次坏了，请再来。")
    assert state_of(matter) == MatterState.CLOSED


@pytest.mark.parametrize(("days", "allowed"), [(1, True), (-1, False)], ids=["in time", "too late"])
def test_a_review_is_asked_for_within_its_limit(days, allowed):
    from matters.services.procedures import current_version

    matter = answered(version=current_version("petition", on=AT.date()))
    verdict(matter)
    Clock.objects.filter(matter=matter, code="ask_review").update(legal_due_at=now() + timedelta(days=days))
    assert ("ask/ask_review/" in thread(matter)) is allowed
    post(matter, "ask/ask_review/", words="处理意见不对，请复查。")
    assert state_of(matter) == (MatterState.IN_REVIEW if allowed else MatterState.CLOSED)


def test_only_the_person_turns_who_they_are_off_and_on():
    matter = signed()
    post(matter, "identity/", open="0")
    assert not Matter.objects.get().is_identity_open
    post(matter, "identity/", open="1")
    assert Matter.objects.get().is_identity_open


# --- Publication ----------------------------------------------------------------------------------------


@pytest.fixture
def drafted():
    matter = answered(consents_to_publication=True)
    draft_publication(
        matter=matter,
        title="电梯何时修好",
        text="小区电梯坏了。",
        reply="已经修好。",
        actor=somebody("editor"),
        at=LATER(30),
    )
    return matter


def seen(matter):
    page = opened(matter).get("/look-up/matter/publication/").content.decode()
    found = re.search(r'name="seen" value="([^"]+)"', page)
    return found.group(1) if found else ""


def test_the_person_agrees_to_the_text_they_have_read(drafted):
    post(drafted, "publication/", agree="1", seen=seen(drafted))
    assert Publication.objects.get().agreed_at is not None
    publish(publication=Publication.objects.get(), actor=somebody("reviewer"), at=LATER(31))
    post(drafted, "publication/", withdraw="1")
    assert Publication.objects.get().state == PublicationState.WITHDRAWN
    assert not Publication.objects.public().exists()


def test_a_text_changed_meanwhile_is_read_once_more(drafted):
    old = seen(drafted)
    draft_publication(
        matter=drafted,
        title="电梯修好了",
        text="小区电梯坏了很久。",
        reply="修好了。",
        actor=somebody("editor"),
        at=LATER(32),
    )
    post(drafted, "publication/", agree="1", seen=old)
    assert Publication.objects.get().agreed_at is None


def test_a_refused_text_is_never_published(drafted):
    post(drafted, "publication/", refuse="1")
    assert not Matter.objects.get().consents_to_publication
    with pytest.raises(NotPublishable):
        publish(publication=Publication.objects.get(), actor=somebody("reviewer"), at=LATER(31))


# --- One's own page, links, digits --------------------------------------------------------------------------


def test_my_page_says_what_each_matter_waits_for():
    matter = answered()
    client = sign_in_citizen(Client(), matter.person)
    page = client.get("/my/").content.decode()
    assert matter.number in page
    assert "请您评价" in page
    assert client.get(f"/my/matters/{matter.number}/", follow=True).redirect_chain[-1][0] == "/look-up/matter/"


def link_sent():
    found = re.search(r"/v/([\w-]+)/", Message.objects.get(template="matters/replied", channel="sms").body)
    return f"/v/{found.group(1)}/"


def test_the_text_message_leads_straight_to_the_verdict_and_to_nothing_else(client):
    matter = answered()
    AccessLink.objects.update(expires_at=now() + timedelta(days=1))
    page = client.get(link_sent()).content.decode()
    assert "电梯已经修好" in page
    assert matter.text not in page
    assert client.get("/look-up/matter/").url == "/look-up/"
    assert not Verdict.objects.exists()
    client.post(link_sent(), GOOD)
    assert state_of(matter) == MatterState.CLOSED
    assert client.get(link_sent()).status_code == 404


def test_links_are_switched_off_by_the_person(client):
    matter = answered()
    AccessLink.objects.update(expires_at=now() + timedelta(days=1))
    post(matter, "links-off/")
    assert client.get(link_sent()).status_code == 404


def test_a_discreet_message_carries_no_link_to_the_answer():
    answered(text="老公打我，我很害怕。")
    assert not AccessLink.objects.exists()
    assert not Message.objects.filter(template="matters/replied").exists()


def text_us(text, phone, at=None):
    at = at or LATER(30)
    return receive_sms(phone=phone, text=text, reference=f"{text}{at}", at=at)


def last_reply():
    return Message.objects.filter(channel="sms").latest("pk").body


@pytest.mark.parametrize(
    ("text", "outcome"), [("1", Outcome.SETTLED), ("１ 已解决。", Outcome.SETTLED), ("2", Outcome.PARTLY)]
)
def test_a_digit_is_a_verdict_that_claims_no_satisfaction_nobody_told(text, outcome):
    matter = answered()
    assert text_us(text, matter.person.phone) == "read"
    matter.refresh_from_db()
    assert (matter.state, matter.outcome) == (MatterState.CLOSED, outcome)
    assert (Verdict.objects.get().satisfaction, Verdict.objects.get().channel) == (None, "sms")
    assert matter.number in last_reply()


def test_not_solved_by_digit_asks_why_and_brings_the_call_forward():
    matter = answered()
    text_us("3", matter.person.phone)
    assert state_of(matter) == MatterState.REPLIED
    assert not Verdict.objects.exists()
    assert Callback.objects.get().not_before == LATER(30)
    assert "/look-up/" in last_reply()


def test_of_several_answered_matters_none_is_judged_by_a_guess():
    person = PersonFactory()
    first, second = answered(person=person), answered(person=person)
    text_us("1", person.phone)
    assert {state_of(first), state_of(second)} == {MatterState.REPLIED}
    text_us(f"1 {first.number}", person.phone)
    assert (state_of(first), state_of(second)) == (MatterState.CLOSED, MatterState.REPLIED)


@pytest.mark.parametrize("text", ["4", "12", "1点来", "谢谢", "没修好"])
def test_what_is_no_verdict_is_not_read_as_one(text):
    matter = answered()
    assert text_us(text, matter.person.phone) == "not_read"
    assert state_of(matter) == MatterState.REPLIED


def test_a_digit_that_would_answer_two_questions_changes_nothing():
    from reception_days.models import Booking, BookingState
    from tests.reception_days.test_sms_answers import WEEK_BEFORE, reminded

    booking = reminded("13800138000")
    matter = answered(person=booking.matter.person)
    text_us("2", "13800138000", at=WEEK_BEFORE + timedelta(hours=1))
    assert Booking.objects.get(pk=booking.pk).state == BookingState.CONFIRMED
    assert state_of(matter) == MatterState.REPLIED
    assert "1来" in last_reply()
    text_us("1已解决", "13800138000", at=WEEK_BEFORE + timedelta(hours=2))
    assert state_of(matter) == MatterState.CLOSED
    text_us("2", "13800138000", at=WEEK_BEFORE + timedelta(hours=3))
    assert Booking.objects.get(pk=booking.pk).state == BookingState.WITHDRAWN


def test_anonymous_matters_are_looked_up_and_never_written_about():
    matter = signed(person=None, name="", phone="")
    answer(matter)
    assert not Message.objects.exists()
    assert state_of(matter) == MatterState.CLOSED
    assert "电梯已经修好" in thread(matter)


def test_numbers_in_what_is_added_are_shown_masked_and_covered_up_on_request():
    matter = MatterFactory()
    client = opened(matter)
    page = client.post("/look-up/matter/add/", {"text": "我的身份证329981198507123015。"}).content.decode()
    assert "3299**********3015" in page
    assert not Supplement.objects.exists()
    client.post("/look-up/matter/add/", {"text": "我的身份证329981198507123015。", "mask": "1"})
    assert "重新选择文件" not in page
    assert Supplement.objects.get().text == "我的身份证3299**********3015。"


def test_files_that_came_with_numbers_are_asked_for_again():
    typed = {"text": "我的身份证329981198507123015。", "files": [photo("门.jpg")]}
    page = opened(MatterFactory()).post("/look-up/matter/add/", typed).content.decode()
    assert "重新选择文件" in page
    assert not StoredFile.objects.exists()


def test_numbers_that_are_needed_are_added_as_they_are():
    client = opened(MatterFactory())
    client.post("/look-up/matter/add/", {"text": "请打13912345678。", "keep": "1"})
    assert Supplement.objects.get().text == "请打13912345678。"


@pytest.mark.parametrize(
    ("page", "field"), [("ask/object/", "words"), ("ask/reopen/", "words"), ("verdict/", "reason")]
)
@pytest.mark.parametrize(("button", "kept"), [("mask", "请打139****5678。"), ("keep", "请打13912345678。")])
def test_numbers_in_a_reason_are_asked_about_too(page, field, button, kept):
    matter = answered()
    if page == "ask/object/":
        matter = MatterFactory()
        decline(matter=matter, route="向法院提出", contact="诉讼服务中心 12368", reason="litigation",
                words="已由法院审理。", actor=somebody(), roles=DESK, at=AT)  # fmt: skip
    elif page == "ask/reopen/":
        verdict(matter)
    told = (LOW if page == "verdict/" else {}) | {field: "请打13912345678。"}
    before = state_of(matter)
    shown = post(matter, page, **told).content.decode()
    assert "139****5678" in shown
    assert state_of(matter) == before
    post(matter, page, **told, **{button: "1"})
    assert state_of(matter) != before
    assert kept in {*matter.events.values_list("words", flat=True), *Verdict.objects.values_list("reason", flat=True)}


def test_consent_is_given_again_as_easily_as_it_was_taken_back():
    matter = answered(consents_to_publication=True)
    client = opened(matter)
    client.post("/look-up/matter/publication/", {"withdraw": "1"})
    assert "/look-up/matter/publication/" in client.get("/look-up/matter/").content.decode()
    assert 'name="consent"' in client.get("/look-up/matter/publication/").content.decode()
    client.post("/look-up/matter/publication/", {"consent": "1"})
    assert Matter.objects.get().consents_to_publication


def test_violence_at_home_is_not_named_on_the_page_about_publication():
    client = opened(MatterFactory(text="老公又打我了，我很害怕。"))
    assert "/look-up/matter/publication/" not in client.get("/look-up/matter/").content.decode()
    page = client.get("/look-up/matter/publication/").content.decode()
    assert "暴力" not in page
    assert 'name="consent"' not in page


# --- Opinions of a review -------------------------------------------------------------------------


def test_the_person_prints_the_opinion_of_the_review_without_their_name():
    version = current_version("petition", on=AT.date())
    matter = MatterFactory(version=version, state=MatterState.CLOSED, outcome="unsettled")
    assert opened(matter).get("/look-up/matter/opinion/review/").status_code == 404
    ask_review(matter=matter, move="ask_review", words="不同意。", channel="web", at=LATER(1))
    facts = {"actor": somebody("reviewer"), "roles": {"petition_reviewer"}, "at": LATER(2)}
    decide_review(matter=matter, move="decide_review", words="维持原处理意见。", **facts)
    assert "/look-up/matter/opinion/review/" in thread(matter)
    page = opened(matter).get("/look-up/matter/opinion/review/").content.decode()
    assert all(words in page for words in ("复查意见", "维持原处理意见。"))
    assert matter.name not in page
    english = opened(matter, "/en").get("/en/look-up/matter/opinion/review/").content.decode()
    assert "Opinion of the review" in english
