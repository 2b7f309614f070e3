"""The API of matters: what programs and other sites are promised."""

import pytest
from django.test import Client
from django.utils.timezone import now

from matters.models import Channel, Matter, MatterState, Outcome, Supplement, Verdict
from matters.services.intake import Told, take_in
from tests.matters.casework import answered, signed, state_of
from tests.matters.factories import QUERY_CODE, PersonFactory, village
from tests.people.factories import UserFactory
from tests.reception_days.test_api import OTHER_PHONE, PHONE, Program
from tests.sign_in import sign_in_citizen

pytestmark = pytest.mark.django_db
TOLD = {
    "name": "王小明", "text": "小区门口的路灯坏了两个星期。", "request": "请修好路灯。", "kind": "help",
    "category": "traffic", "place": "329981100201", "happened": "每天晚上", "notice_read": True,
}  # fmt: skip
GOOD = {"was_contacted": True, "solved": "yes", "satisfaction": 5}


@pytest.fixture
def program():
    village()
    return Program(PHONE)


def by_code(matter, code=QUERY_CODE):
    return {"matter_number": matter.number, "query_code": code}


def test_a_matter_is_told_once_however_often_it_is_sent(program):
    first = program.post("/matters", TOLD, key="a" * 32)
    again = program.post("/matters", TOLD, key="a" * 32)
    assert (first.status_code, again.json(), again["Idempotent-Replayed"]) == (201, first.json(), "true")
    matter = Matter.objects.get()
    assert (matter.number, matter.channel, matter.happened) == (first.json()["number"], Channel.APP, "每天晚上")
    read = program.get("/matters/matter", **by_code(matter, first.json()["query_code"]))
    assert read.json()["state_label"] == "Registered, waiting to be accepted"


def test_who_has_not_proved_a_phone_tells_nothing():
    assert Program("").post("/matters", TOLD).status_code == 401
    assert not Matter.objects.exists()


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"category": "misconduct"}, 409, "belongs_elsewhere"),
        ({"notice_read": False}, 422, "notice_not_read"),
        ({"text": "张局长收受红包，给亲戚批项目。"}, 409, "accusation_not_taken"),
        ({"text": "短"}, 422, "invalid"),
        ({"kind": "threat"}, 422, "invalid"),
    ],
)
def test_a_refusal_says_why_and_stores_nothing(program, change, status, code):
    answer = program.post("/matters", TOLD | change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert not Matter.objects.exists()


@pytest.mark.parametrize("headers", [{"query_code": "WRONGCODE1"}, {}], ids=["wrong code", "another phone"])
def test_a_stranger_reads_nothing(headers):
    matter = answered()
    answer = Program(OTHER_PHONE if not headers else "").get("/matters/matter", matter_number=matter.number, **headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_matter")


def test_a_matter_is_added_to_judged_and_then_closed(program):
    matter = answered()
    answer = program.post("/matters/matter/supplements", {"text": "又坏了一次。"}, **by_code(matter))
    assert "verdict" in answer.json()["may"]
    low = GOOD | {"solved": "no", "satisfaction": 1}
    assert program.post("/matters/matter/verdict", low, **by_code(matter)).json()["code"] == "reason_needed"
    answer = program.post("/matters/matter/verdict", GOOD, **by_code(matter))
    assert (answer.json()["state"], answer.json()["outcome"]) == (MatterState.CLOSED, Outcome.SETTLED)
    answer = program.post("/matters/matter/supplements", {"text": "再补一句话。"}, **by_code(matter))
    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible_now")
    assert Supplement.objects.count() == 1


def test_letting_go_needs_the_word_of_the_person(program):
    matter = signed()
    assert program.post("/matters/matter/withdraw", {"sure": False}, **by_code(matter)).status_code == 422
    assert state_of(matter) == MatterState.HANDLING
    assert program.post("/matters/matter/withdraw", {"sure": True}, **by_code(matter)).json()["state"] == "withdrawn"


def test_an_account_lists_its_own_matters(client):
    mine, _theirs = answered(), answered()
    sign_in_citizen(client, mine.person)
    listed = client.get("/api/v1/matters").json()["items"]
    assert [row["number"] for row in listed] == [mine.number]


def test_subjects_say_where_they_are_handled(client):
    items = {row["code"]: row for row in client.get("/api/v1/matters/categories").json()["items"]}
    assert items["traffic"]["takes_anonymous"]
    assert "12388" in items["misconduct"]["goes_elsewhere"]


# --- What belongs to another door first ---------------------------------------------------------------

FIRE = {"text": "楼下着火了，物业一直没有人来。"}


@pytest.mark.parametrize(
    ("language", "title", "fire", "detail"),
    [
        ("en", "Is somebody in danger now?", "Fire and rescue", "Call first: 110 Police · 119 Fire and rescue ·"),
        ("zh-hans", "现在有人遇到危险吗？", "火警和救援", "请先拨打：110 报警 · 119 火警和救援 ·"),
    ],
)
def test_danger_is_answered_with_the_numbers_to_call_first(language, title, fire, detail):
    village()
    answer = Program(PHONE, language=language).post("/matters", TOLD | FIRE)
    body = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert (body["code"], body["title"], body["mark"]) == ("another_door_first", title, "emergency-fire")
    assert [call["number"] for call in body["call_first"]] == ["110", "119", "120", "122"]
    assert body["call_first"][1]["who"] == fire
    assert body["detail"].startswith(detail)
    assert not Matter.objects.exists()


def test_who_has_read_whom_to_call_goes_on_and_is_asked_about_other_danger_all_the_same(program):
    assert program.post("/matters", TOLD | FIRE | {"passed": ["emergency-fire"]}).status_code == 201
    dark = TOLD | {"text": "楼下着火了，我不想活了。", "passed": ["emergency-fire"]}
    body = program.post("/matters", dark).json()
    assert (body["mark"], body["call_first"][0]["number"]) == ("emergency-despair", "12356")
    assert Matter.objects.count() == 1


def test_danger_comes_before_a_text_that_is_too_short_or_holds_numbers_or_has_no_name():
    village()
    for text in ("着火了", "着火了，请打13912345678。"):
        for program, told in ((Program(PHONE), TOLD), (Program(""), ANONYMOUS)):
            assert program.post("/matters", told | {"text": text}).json()["code"] == "another_door_first"


@pytest.mark.parametrize(
    ("text", "mark", "first"),
    [("我丈夫打我，我很害怕。", "violence", "110"), ("法院判决不公，请改判。", "court", "12368"),
     ("听说有人收受红包。", "accusation", "12388")],
)  # fmt: skip
def test_every_other_door_of_the_pages_is_named(program, text, mark, first):
    body = program.post("/matters", TOLD | {"text": text}).json()
    assert (body["mark"], body["call_first"][0]["number"]) == (mark, first)
    assert program.post("/matters", TOLD | {"text": text, "passed": [mark]}).status_code == 201


# --- Personal numbers in a text ---------------------------------------------------------------------

NUMBERS = "身份证329981198507123015，请打13912345678。"
COVERED = "身份证3299**********3015，请打139****5678。"


def test_two_characters_say_what_is_asked_for_as_on_the_pages(program):
    assert program.post("/matters", TOLD | {"request": "退钱"}).status_code == 201
    refused = program.post("/matters", TOLD | {"request": "退"})
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/body/request"]


def is_about_numbers(answer, *fields):
    """A problem that names the entries and repeats nothing in clear."""
    body = answer.json()
    assert (answer.status_code, body["code"]) == (422, "personal_numbers")
    assert [each["pointer"] for each in body["errors"]] == [f"/body/{field}" for field in fields]
    assert "13912345678" not in answer.content.decode()
    return True


def test_personal_numbers_are_refused_by_entry_until_somebody_decides(program):
    told = TOLD | {"text": NUMBERS, "request": "请修好路灯，回电13912345678。"}
    assert is_about_numbers(program.post("/matters", told), "text", "request")
    assert not Matter.objects.exists()


@pytest.mark.parametrize(("decision", "kept"), [("mask", COVERED), ("keep", NUMBERS)])
def test_personal_numbers_are_covered_up_or_kept_as_decided(program, decision, kept):
    told = TOLD | {"text": NUMBERS, "personal_numbers": decision}
    first, again = (program.post("/matters", told, key="a" * 32) for _each in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    assert Matter.objects.get().text == kept


def test_personal_numbers_in_what_is_added_or_judged_are_asked_about_too(program):
    matter = answered()
    supplement, low = {"text": NUMBERS}, GOOD | {"solved": "no", "satisfaction": 1, "reason": NUMBERS}
    assert is_about_numbers(program.post("/matters/matter/supplements", supplement, **by_code(matter)), "text")
    assert is_about_numbers(program.post("/matters/matter/verdict", low, **by_code(matter)), "reason")
    for path, body in (("supplements", supplement), ("verdict", low)):
        done = program.post(f"/matters/matter/{path}", body | {"personal_numbers": "mask"}, **by_code(matter))
        assert done.status_code == 201
    assert (Supplement.objects.get().text, Verdict.objects.get().reason) == (COVERED, COVERED)


# --- Without a name ---------------------------------------------------------------------------------

ANONYMOUS = {name: value for name, value in TOLD.items() if name != "name"} | {"anonymous": True}


@pytest.mark.parametrize(
    ("subject", "kind", "complaint", "allowed"),
    [("housing", "consult", "", True), ("housing", "suggestion", "", True), ("traffic", "help", "", True),
     ("housing", "help", "", False), ("traffic", "complaint", "", False), ("traffic", "help", "service", False)],
)  # fmt: skip
def test_without_a_name_the_same_is_taken_as_on_the_pages(subject, kind, complaint, allowed):
    village()
    told = ANONYMOUS | {"category": subject, "kind": kind, "complaint": complaint}
    answer = Program("").post("/matters", told)
    assert answer.status_code == (201 if allowed else 422)
    if allowed:
        matter = Matter.objects.get()
        assert (matter.number, matter.person, matter.name, matter.phone) == (answer.json()["number"], None, "", "")
    else:
        assert answer.json()["code"] == "name_needed"
        assert not Matter.objects.exists()


def test_who_leaves_out_the_name_is_not_told_by_phone_or_account_either(client):
    village()
    user = UserFactory()
    sign_in_citizen(client, PersonFactory(user=user))
    for program in (Program(PHONE), Program("")):
        assert program.post("/matters", ANONYMOUS | {"name": "王小明"}).status_code == 201
    assert {matter.phone + matter.name for matter in Matter.objects.all()} == {""}
    told = Told(text="路灯坏了。", request="请修好。", kind="consult", category=None, place=village(),
                consents_to_handling=True)  # fmt: skip
    receipt = take_in(key="k" * 32, told=told, actor=user, at=now())
    assert Matter.objects.get(number=receipt.number).events.get().actor is None


def test_sent_twice_without_a_name_is_one_matter_and_a_name_still_needs_a_phone():
    village()
    first, again = (Program("").post("/matters", ANONYMOUS, key="b" * 32) for _each in range(2))
    assert (first.json(), Matter.objects.count()) == (again.json(), 1)
    assert Program("").post("/matters", ANONYMOUS | {"anonymous": False, "name": "王小明"}).status_code == 401


def test_a_browser_without_a_csrf_token_tells_nothing_without_a_name_either():
    village()
    browser = Client(enforce_csrf_checks=True)
    sign_in_citizen(browser, PersonFactory(user=UserFactory()))
    headers = {"Idempotency-Key": "c" * 32}
    answer = browser.post("/api/v1/matters", ANONYMOUS, content_type="application/json", headers=headers)
    assert (answer.status_code, Matter.objects.count()) == (403, 0)
