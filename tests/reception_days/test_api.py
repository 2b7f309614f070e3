"""The API of reception days: what programs and other sites are promised until somebody is registered."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from foundation.people import phone_tokens
from foundation.people.models import Person
from matters.models import Matter
from reception_days.models import HOLD_TIME, Booking, Seat
from tests.people.factories import UserFactory
from tests.reception_days.factories import (
    ID_NUMBERS,
    LeaderSessionFactory,
    PostFactory,
    ReceptionDayFactory,
    SeatFactory,
)
from tests.reception_days.programs import API, OTHER_PHONE, PHONE, Program, is_problem
from tests.reception_days.walking import code_sent, first_start, open_day

pytestmark = pytest.mark.django_db


def test_the_days_ahead_are_listed_the_soonest_first():
    day = open_day()
    later = ReceptionDayFactory(date=day.date.replace(year=day.date.year + 1))
    ReceptionDayFactory(date=day.date.replace(year=day.date.year + 2), state="draft")
    items = Program("").get("/reception/days").json()["items"]
    assert [item["id"] for item in items] == [day.pk, later.pk]
    assert items[0]["is_open"] is True
    assert items[0]["kind_label"] == "Reception at the centre"


def test_a_day_that_is_not_announced_is_not_there():
    day = ReceptionDayFactory(state="draft")
    for path in ("", "/sessions", "/times"):
        assert is_problem(Program("").get(f"/reception/days/{day.pk}{path}"), 404, "not_found")


def test_leaders_stand_in_protocol_order_and_nobody_is_counted():
    day = open_day(leaders=0)
    for body, rank in ((3, 1), (1, 2), (1, 1)):
        LeaderSessionFactory(day=day, post=PostFactory(body=body, rank=rank, name_en=f"{body}.{rank}"))
    items = Program("").get(f"/reception/days/{day.pk}/sessions").json()["items"]
    assert [item["post_name"] for item in items] == ["1.1", "1.2", "3.1"]
    assert not {"free", "seats", "booked"} & set(items[0])


def test_times_count_the_free_places_of_all_leaders_together():
    day = open_day(leaders=2, seats=2)
    SeatFactory(session=day.sessions.first(), starts_at=first_start(day), number=9, booked=True)
    items = Program("").get(f"/reception/days/{day.pk}/times").json()["items"]
    assert [item["free"] for item in items] == [2, 2]


@pytest.mark.parametrize("path", ["/reception/days", "/reception/days/{pk}/sessions", "/reception/days/{pk}/times"])
def test_lists_cost_the_same_however_long_they_are(path):
    day = open_day(leaders=1, seats=1)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert Program("").get(path.format(pk=day.pk)).status_code == 200
        return len(asked)

    few = queries()
    for year in range(2030, 2040):
        ReceptionDayFactory(date=day.date.replace(year=year))
        SeatFactory(session=LeaderSessionFactory(day=day), starts_at=first_start(day))
    assert queries() == few <= 3


# --- Proving the phone ---------------------------------------------------------------------------


def test_a_code_by_text_message_becomes_a_token_that_registers():
    day, program = open_day(), Program("")
    assert program.post("/phone/codes", {"phone": PHONE}).status_code == 201
    answer = program.post("/phone/tokens", {"phone": PHONE, "code": code_sent()})
    assert answer.status_code == 201
    program.token = answer.json()["token"]
    assert program.register(day).status_code == 201
    assert Matter.objects.get().phone == PHONE


def test_danger_is_answered_with_the_numbers_to_call_first():
    day, program = open_day(), Program()
    held = program.hold(day).json()["hold"]
    answer = program.register(day, hold=held, text="楼上着火了。")
    assert is_problem(answer, 422, "another_door_first")
    assert "119 Fire and rescue" in answer.json()["detail"]
    assert not Matter.objects.exists()
    assert program.register(day, hold=held, text="楼上着火了。", passed=[answer.json()["mark"]]).status_code == 201


def test_the_token_shows_the_phone_to_nobody():
    assert PHONE not in Program().token


def test_a_wrong_code_gives_no_token_and_says_how_many_tries_are_left():
    program = Program("")
    program.post("/phone/codes", {"phone": PHONE})
    wrong = "000000" if code_sent() != "000000" else "111111"
    answer = program.post("/phone/tokens", {"phone": PHONE, "code": wrong})
    assert is_problem(answer, 422, "wrong_code")
    assert answer.json()["detail"] == "You can try 4 more times."


def test_a_code_opens_once():
    program = Program("")
    program.post("/phone/codes", {"phone": PHONE})
    typed = {"phone": PHONE, "code": code_sent()}
    assert program.post("/phone/tokens", typed).status_code == 201
    assert is_problem(program.post("/phone/tokens", typed), 422, "code_void")


def test_the_same_key_sends_one_code_another_key_too_soon_none():
    program = Program("")
    first, again = (program.post("/phone/codes", {"phone": PHONE}, key="k" * 16) for _ in range(2))
    assert (first.json(), again["Idempotent-Replayed"]) == (again.json(), "true")
    too_soon = program.post("/phone/codes", {"phone": PHONE})
    assert is_problem(too_soon, 429, "too_many_tries")
    assert int(too_soon["Retry-After"]) <= 60


@pytest.mark.parametrize("path", ["codes", "tokens"])
def test_what_is_no_mobile_is_named(path):
    refused = Program("").post(f"/phone/{path}", {"phone": "0512-6666", "code": "123456"})
    assert is_problem(refused, 422, "invalid")
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/body/phone"]


@pytest.mark.parametrize("token", ["", "dev.AAAA", "nonsense", None])
def test_without_a_good_token_nothing_is_held(token):
    day, program = open_day(), Program()
    program.token = program.token[:-4] + "AAA=" if token is None else token
    assert is_problem(program.hold(day), 401, "token_refused" if program.token else "phone_needed")
    assert not Seat.objects.exclude(hold_token=None).exists()


def test_a_token_ends_after_half_an_hour():
    day, program = open_day(), Program()
    program.token = phone_tokens.make_token(PHONE, at=now() - phone_tokens.TOKEN_LASTS).token
    assert is_problem(program.hold(day), 401, "token_refused")


def test_a_session_that_has_confirmed_its_phone_needs_no_token_but_its_csrf_token():
    day, browser = open_day(), Client(enforce_csrf_checks=True)
    person = Person.objects.create(name="王小明", phone=PHONE, user=UserFactory(), phone_verified_at=now())
    browser.force_login(person.user)
    path, body = f"{API}/reception/days/{day.pk}/holds", {"starts_at": first_start(day).isoformat()}
    headers = {"idempotency-key": "k" * 16}
    refused = browser.post(path, body, content_type="application/json", headers=headers)
    assert is_problem(refused, 403, "forbidden")
    browser.cookies["csrftoken"] = headers["x-csrftoken"] = "a" * 32
    assert browser.post(path, body, content_type="application/json", headers=headers).status_code == 201


# --- Holding -------------------------------------------------------------------------------------


def test_a_hold_lasts_fifteen_minutes_and_is_extended_once():
    day, program = open_day(), Program()
    held = program.hold(day).json()
    seat = Seat.objects.get(hold_token=held["hold"])
    assert seat.held_until <= now() + HOLD_TIME
    assert program.post("/reception/holds/extend", {"hold": held["hold"]}).status_code == 201
    assert is_problem(program.post("/reception/holds/extend", {"hold": held["hold"]}), 409, "hold_extended")


def test_a_hold_is_let_go():
    day, program = open_day(leaders=1, seats=1), Program()
    held = program.hold(day).json()["hold"]
    assert is_problem(Program(OTHER_PHONE).hold(day), 409, "time_taken")
    assert program.post("/reception/holds/release", {"hold": held}).status_code == 201
    assert Program(OTHER_PHONE).hold(day).status_code == 201


def test_a_hold_is_of_no_use_to_another_phone():
    day, thief = open_day(), Program(OTHER_PHONE)
    held = Program().hold(day).json()["hold"]
    for path in ("extend", "release"):
        assert is_problem(thief.post(f"/reception/holds/{path}", {"hold": held}), 409, "hold_lost")
    assert is_problem(thief.register(day, hold=held), 409, "hold_lost")
    assert Program().register(day, hold=held).status_code == 201


def test_a_phone_holds_one_seat_whatever_it_is_asked():
    day, program = open_day(), Program()
    for _ in range(3):
        program.hold(day)
    assert Seat.objects.exclude(hold_token=None).count() == 1


def test_the_same_key_of_two_phones_are_two_keys():
    day, body = open_day(), {}
    body = {"starts_at": first_start(day).isoformat()}
    path = f"/reception/days/{day.pk}/holds"
    one, other = (Program(phone).post(path, body, key="k" * 16).json()["hold"] for phone in (PHONE, OTHER_PHONE))
    assert one != other


# --- Registering ---------------------------------------------------------------------------------


def test_registering_answers_with_number_query_code_and_by_when_the_office_answers():
    day = open_day()
    answer = Program().register(day)
    facts = answer.json()
    booking = Booking.objects.get(number=facts["number"])
    assert (answer.status_code, facts["state"]) == (201, "submitted")
    assert facts["answer_due_on"] > now().date().isoformat()
    assert "no-store" in answer["Cache-Control"]
    assert booking.matter.channel == "app"
    assert booking.matter.person.phone_verified_at is not None


def test_the_same_key_registers_once_and_repeats_number_and_code():
    day, program = open_day(), Program()
    held = program.hold(day).json()["hold"]
    first, again = (program.register(day, hold=held, key="k" * 16) for _ in range(2))
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert Booking.objects.count() == 1


def test_a_new_token_of_the_same_phone_still_finds_the_first_answer():
    day = open_day()
    held = Program().hold(day).json()["hold"]
    first, again = (Program().register(day, hold=held, key="k" * 16) for _ in range(2))
    assert first.json() == again.json()


def test_a_key_sent_with_something_else_is_refused():
    day, program = open_day(), Program()
    held = program.hold(day).json()["hold"]
    program.register(day, hold=held, key="k" * 16)
    assert is_problem(program.register(day, hold=held, key="k" * 16, name="王大明"), 422, "key_reused")


@pytest.mark.parametrize("key", ["short", "x" * 200])
def test_without_a_proper_key_nothing_is_registered(key):
    day, program = open_day(), Program()
    assert is_problem(program.register(day, key=key), 400, "idempotency_key_needed")
    assert not Booking.objects.exists()


def test_every_wrong_entry_is_named_and_no_value_repeated():
    wrong = {"name": "9", "id_number": "329981198507123016", "text": "", "request": "字" * 20_000, "category": "x"}
    answer = Program().register(open_day(), **wrong, place="000", preferred_post=999, complaint="official")
    assert is_problem(answer, 422, "invalid")
    named = {error["pointer"] for error in answer.json()["errors"]}
    entries = ("name", "id_number", "text", "request", "category", "place", "preferred_post", "about_post")
    assert named == {f"/body/{entry}" for entry in entries}
    assert "329981198507123016" not in answer.content.decode()
    assert not Matter.objects.exists()


def test_an_entry_nobody_knows_is_refused_rather_than_ignored():
    assert is_problem(Program().register(open_day(), proxy="13800138000"), 422, "invalid")


@pytest.mark.parametrize(
    ("facts", "status", "code"),
    [
        ({"notice_read": False}, 422, "notice_not_read"),
        ({"category": "danger"}, 409, "belongs_elsewhere"),
        ({"hold": str(uuid4())}, 409, "hold_lost"),
        ({"representatives": 6}, 422, "invalid"),
    ],
)
def test_what_is_refused_stores_nothing_and_says_what_to_do_next(facts, status, code):
    answer = Program().register(open_day(), **facts)
    assert is_problem(answer, status, code)
    assert answer.json().get("detail") or answer.json()["errors"]
    assert not Matter.objects.exists()


def test_one_person_registers_once_a_day():
    day = open_day()
    Program().register(day)
    assert is_problem(Program(OTHER_PHONE).register(day), 409, "already_booked")


def test_refusals_speak_the_language_asked_for():
    day = open_day(leaders=1, seats=1)
    Program().hold(day)
    assert Program(OTHER_PHONE, language="en").hold(day).json()["title"] == "Nothing is free at this time."
    chinese = Program(OTHER_PHONE, language="zh-hans").hold(day).json()
    assert all("一" <= chinese[part][0] <= "鿿" for part in ("title", "detail"))


def test_script_in_a_text_is_kept_as_text():
    answer = Program().register(open_day(), text="<script>alert(1)</script>")
    assert Booking.objects.get(number=answer.json()["number"]).matter.text == "<script>alert(1)</script>"


def test_registering_costs_the_same_however_full_the_day_is():
    day = open_day(leaders=4, seats=6)

    def queries(phone: str, id_number: str) -> int:
        program = Program(phone)
        held = program.hold(day).json()["hold"]
        with CaptureQueriesContext(connection) as asked:
            assert program.register(day, hold=held, id_number=id_number).status_code == 201
        return len(asked)

    queries("13800138009", ID_NUMBERS[3])  # content types and the like are remembered from here on
    first = queries(PHONE, ID_NUMBERS[0])
    for number in range(10):
        SeatFactory(session=day.sessions.first(), starts_at=first_start(day), number=20 + number, booked=True)
    assert queries(OTHER_PHONE, ID_NUMBERS[1]) == first


# --- One's own booking -----------------------------------------------------------------------------
