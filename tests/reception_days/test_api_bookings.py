"""The API of reception days: a booking that exists is read, moved and withdrawn by whom it belongs to."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from foundation.people.models import Person
from foundation.requests.models import GivenAnswer
from reception_days.models import Booking, BookingState, MandateList, Seat
from reception_days.services import confirm_booking
from tests.matters.factories import QUERY_CODE, MatterFactory
from tests.people.factories import UserFactory
from tests.reception_days.factories import (
    BookingFactory,
    staff,
)
from tests.reception_days.programs import API, OTHER_PHONE, PHONE, Program, is_problem
from tests.reception_days.walking import open_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def registered():
    """Day, number and query code of a booking made through the API."""
    day = open_day()
    facts = Program().register(day).json()
    return day, facts["number"], facts["query_code"]


def read(program: Program, number: str, **headers: str):
    return program.get("/reception/booking", booking_number=number, **headers)


def test_a_booking_is_opened_by_number_and_query_code(registered):
    _day, number, code = registered
    shown = read(Program(""), number, query_code=code).json()
    assert (shown["number"], shown["state"], shown["may"]) == (number, "submitted", ["reschedule", "withdraw"])
    assert shown["leader"] == ""


def test_a_booking_is_opened_by_the_phone_that_registered(registered):
    _day, number, _code = registered
    assert read(Program(), number).status_code == 200
    assert "no-store" in read(Program(), number)["Cache-Control"]


def test_nobody_else_opens_it_and_nobody_learns_whether_it_exists(registered):
    _day, number, _code = registered
    wrong = [
        read(Program(OTHER_PHONE), number),
        read(Program(), "20261123-AAAAAA-A"),
        read(Program(""), number, query_code="AAAAA BBBBB"),
        read(Program(""), "20261123-AAAAAA-A", query_code="AAAAA BBBBB"),
    ]
    assert all(is_problem(answer, 404, "no_such_booking") for answer in wrong)
    assert len({answer.content for answer in wrong}) == 1
    assert is_problem(read(Program(""), number), 401, "phone_needed")


def test_a_phone_unseen_for_half_a_year_needs_the_query_code(registered):
    _day, number, code = registered
    Person.objects.update(phone_verified_at=now().replace(year=now().year - 1))
    assert is_problem(read(Program(), number), 404, "no_such_booking")
    assert read(Program(), number, query_code=code).status_code == 200


def test_query_codes_are_not_guessed(registered):
    _day, number, code = registered
    for _ in range(5):
        read(Program(""), number, query_code="AAAAA BBBBB")
    assert is_problem(read(Program(""), number, query_code=code), 429, "too_many_tries")


def test_the_leader_is_named_once_the_office_has_confirmed(registered):
    _day, number, code = registered
    booking = Booking.objects.get(number=number)
    confirm_booking(booking=booking, actor=staff("reception_officer"), roles={"reception_officer"}, at=now())
    shown = read(Program(""), number, query_code=code).json()
    assert (shown["state"], shown["leader"]) == ("confirmed", booking.seat.session.leader_name)


def test_withdrawing_gives_the_seat_back_and_keeps_the_matter(registered):
    _day, number, code = registered
    path = "/reception/booking/withdraw"
    answers = [Program("").post(path, {}, key="k" * 16, booking_number=number, query_code=code) for _ in range(2)]
    assert [answer.json()["state"] for answer in answers] == ["withdrawn", "withdrawn"]
    booking = Booking.objects.get(number=number)
    assert not Seat.objects.filter(booking=booking).exists()
    assert booking.matter.state == "registered"
    assert [event.move for event in booking.events.all()] == ["register", "withdraw"]
    again = Program("").post(path, {}, booking_number=number, query_code=code)
    assert is_problem(again, 409, "not_possible_now")


def test_rescheduling_takes_the_new_time_and_frees_the_old_one(registered):
    day, number, _code = registered
    later = Seat.objects.filter(session__day=day).latest("starts_at").starts_at
    body = {"starts_at": later.isoformat()}
    answer = Program().post("/reception/booking/reschedule", body, booking_number=number)
    assert answer.status_code == 201
    assert Booking.objects.get(number=number).seat.starts_at == later
    assert Seat.objects.filter(booking__number=number).count() == 1
    same = Program().post("/reception/booking/reschedule", body, booking_number=number)
    assert is_problem(same, 409, "same_time")


def test_numbers_and_codes_stand_in_no_address():
    paths = Client().get(f"{API}/openapi.json").json()["paths"]
    assert not [path for path in paths if "number" in path or "code}" in path]
    where = {
        (parameter["name"], parameter["in"])
        for methods in paths.values()
        for operation in methods.values()
        for parameter in operation.get("parameters", [])
    }
    assert ("Booking-Number", "header") in where
    assert {name for name, place in where if place == "query"} == {"cursor", "size"}


def test_ones_account_lists_its_bookings_and_nobody_elses():
    person = Person.objects.create(name="王小明", phone=PHONE, user=UserFactory(), phone_verified_at=now())
    mine = BookingFactory(matter=MatterFactory(person=person))
    BookingFactory()
    browser = Client()
    assert is_problem(browser.get(f"{API}/reception/bookings"), 401, "sign_in_needed")
    browser.force_login(person.user)
    items = browser.get(f"{API}/reception/bookings").json()["items"]
    assert [item["number"] for item in items] == [mine.number]


def test_the_list_of_ones_bookings_costs_the_same_however_long_it_is():
    person = Person.objects.create(name="王小明", phone=PHONE, user=UserFactory(), phone_verified_at=now())
    browser = Client()
    browser.force_login(person.user)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"{API}/reception/bookings").status_code == 200
        return len(asked)

    BookingFactory(matter=MatterFactory(person=person))
    queries()  # the first request of a session looks up more
    one = queries()
    for _ in range(10):
        BookingFactory(matter=MatterFactory(person=person), state=BookingState.WITHDRAWN)
    assert queries() == one


def test_reading_a_booking_with_a_code_leaves_nothing_of_the_code_behind():
    booking = BookingFactory()
    assert read(Program(""), booking.number, query_code=QUERY_CODE).status_code == 200
    assert not GivenAnswer.objects.exists()


# --- The documentation -----------------------------------------------------------------------------


def test_the_documentation_lists_every_route_without_script_of_others():
    page = Client().get(f"{API}/docs")
    text = page.content.decode()
    for path in ("/reception/days", "/reception/bookings", "/phone/tokens", "/reception/booking/reschedule"):
        assert f"{API}{path}" in text
    assert "cdn" not in text
    assert "Idempotency-Key" in text
    assert "<code>id_number</code>" in text


def test_the_openapi_document_says_that_every_route_may_answer_with_a_problem():
    document = Client().get(f"{API}/openapi.json").json()
    for methods in document["paths"].values():
        for operation in methods.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"]
    assert set(document["components"]["schemas"]["Problem"]["required"]) == {"type", "title", "status", "code"}


class TestTheListOfAGroup:
    """Handed in page by page; a page that is sent again is there once."""

    PDF = b"%PDF-1.4\n1 0 obj\n<</Type /Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

    def send(self, number: str, code: str, content: bytes, *, key: str = "", name: str = "list.pdf"):
        return Client().post(
            f"{API}/reception/booking/mandate", {"file": SimpleUploadedFile(name, content)},
            headers={"Idempotency-Key": key or uuid4().hex, "Booking-Number": number, "Query-Code": code},
        )  # fmt: skip

    @pytest.fixture
    def group(self, registered):
        _day, number, code = registered
        Booking.objects.filter(number=number).update(representatives=3)
        return number, code

    def test_a_page_sent_twice_is_there_once(self, group):
        number, code = group
        assert "mandate" in read(Program(), number).json()["may"]
        first, again = (self.send(number, code, self.PDF, key="k" * 16) for _ in range(2))
        assert (first.status_code, first.json(), again.json()) == (201, {"pages": 1}, {"pages": 1})
        assert again["Idempotent-Replayed"] == "true"
        assert self.send(number, code, self.PDF).json() == {"pages": 2}

    def test_another_file_under_the_same_key_is_refused(self, group):
        number, code = group
        self.send(number, code, self.PDF, key="k" * 16)
        assert is_problem(self.send(number, code, self.PDF + b"%%EOF\n", key="k" * 16), 422, "key_reused")
        assert MandateList.objects.count() == 1

    def test_what_is_no_paper_is_refused_with_the_reason(self, group):
        answer = self.send(*group, b"MZ\x90\x00", name="list.exe")
        assert is_problem(answer, 422, "file_refused")
        assert answer.json()["detail"]

    def test_who_comes_alone_needs_none(self, registered):
        _day, number, code = registered
        assert is_problem(self.send(number, code, self.PDF), 409, "no_mandate_needed")

    def test_nobody_elses_booking_takes_one(self, group):
        number, _code = group
        assert is_problem(self.send(number, "AAAAA BBBBB", self.PDF), 404, "no_such_booking")


def test_personal_numbers_in_a_text_are_refused_until_the_person_decides():
    day, program = open_day(), Program()
    hold = program.hold(day).json()["hold"]
    text = "电梯坏了，请打13911112222。"
    refused = program.register(day, hold=hold, text=text)
    assert is_problem(refused, 422, "personal_numbers")
    assert "13911112222" not in refused.content.decode()
    assert not Booking.objects.exists()
    assert program.register(day, hold=hold, text=text, personal_numbers="mask").status_code == 201
    assert "13911112222" not in Booking.objects.get().matter.text
