"""The API of matters: what programs and other sites are promised."""

import pytest

from matters.models import Channel, Matter, MatterState, Outcome, Supplement
from tests.matters.casework import answered, signed, state_of
from tests.matters.factories import QUERY_CODE, village
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
