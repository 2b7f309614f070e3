"""Looking up, adding, withdrawing: one's own booking and nobody else's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from foundation.numbers.services import new_number
from foundation.people.services import person_for_contact
from matters.services import LOOK_UP_LIMITS
from reception_days.models import Booking, BookingState, LawfulDoor, Reminder, Seat
from reception_days.services import ask_for_information, confirm_booking, redirect_booking, reschedule_booking
from tests.matters.factories import QUERY_CODE, MatterFactory, PersonFactory
from tests.reception_days.factories import AT, BookingFactory, staff
from tests.reception_days.walking import Citizen, open_day
from tests.sign_in import sign_in_citizen

pytestmark = pytest.mark.django_db
OFFICE = {"reception_officer"}


def look_up(client, number, code):
    return client.post("/look-up/", {"number": number, "code": code}, follow=True)


@pytest.fixture
def registered():
    """A citizen with a receipt, and a fresh browser."""
    number, code = Citizen(open_day()).register()
    return Booking.objects.get(number=number), code, Client()


def text_of(page):
    return page.content.decode()


def test_number_and_code_open_the_page_in_plain_words(registered):
    booking, code, client = registered
    page = text_of(look_up(client, booking.number.lower().replace("-", " "), code.lower()))
    assert "已登记，审核中" in page
    assert "最迟答复" in page
    assert "副市长" not in page, "no leader is named before the office has confirmed"


@pytest.mark.parametrize("change", [{"number": new_number(AT.date())}, {"code": "ZZZZZZZZZZ"}])
def test_an_unknown_number_and_a_wrong_code_get_the_same_answer(registered, change):
    booking, code, client = registered
    typed = {"number": booking.number, "code": code} | change
    page = text_of(client.post("/look-up/", typed))
    assert "编号或查询码不对" in page
    assert typed["number"] in page


def test_a_mistyped_number_is_told_at_once_and_costs_no_try(registered):
    booking, code, client = registered
    wrong = booking.number[:-1] + ("2" if booking.number[-1] != "2" else "3")
    for _ in range(7):
        assert "编号不对" in text_of(client.post("/look-up/", {"number": wrong, "code": code}))
    assert look_up(client, booking.number, code).redirect_chain


def test_the_sixth_guess_is_refused_even_with_the_right_code(registered):
    booking, code, client = registered
    for _ in range(LOOK_UP_LIMITS[0].times):
        look_up(client, booking.number, "ZZZZZZZZZZ")
    assert "尝试次数太多" in text_of(look_up(client, booking.number, code))


def test_right_answers_do_not_use_up_tries(registered):
    booking, code, client = registered
    for _ in range(8):
        assert look_up(client, booking.number, code).redirect_chain


def test_without_looking_up_nothing_opens():
    for path in ["/look-up/matter/", "/look-up/withdraw/", "/look-up/add/"]:
        assert Client().get(path, follow=True).redirect_chain[-1][0] == "/look-up/"


def test_closing_the_page_forgets_it(registered):
    booking, code, client = registered
    look_up(client, booking.number, code)
    client.post("/look-up/leave/")
    assert client.get("/look-up/matter/").status_code == 302


def test_withdrawing_asks_first_and_then_frees_the_seat(registered):
    booking, code, client = registered
    seat = booking.seat
    look_up(client, booking.number, code)
    assert "确定撤回预约吗" in text_of(client.get("/look-up/withdraw/"))
    page = client.post("/look-up/withdraw/", {"sure": "1"}, follow=True)
    assert "预约已撤回" in text_of(page)
    seat.refresh_from_db()
    booking.refresh_from_db()
    assert (booking.state, seat.booking) == (BookingState.WITHDRAWN, None)


def test_withdrawing_a_second_time_changes_nothing(registered):
    booking, code, client = registered
    look_up(client, booking.number, code)
    client.post("/look-up/withdraw/", {"sure": "1"})
    page = client.post("/look-up/withdraw/", {"sure": "1"}, follow=True)
    assert "已经撤回" in text_of(page)
    assert booking.events.filter(move="withdraw").count() == 1


def test_what_the_office_asks_is_read_and_answered(registered):
    booking, code, client = registered
    ask_for_information(booking=booking, actor=staff("reception_officer"), roles=OFFICE, at=AT, words="请写明楼栋号。")
    page = look_up(client, booking.number, code)
    assert "请写明楼栋号。" in text_of(page)
    page = client.post("/look-up/add/", {"text": "3号楼，<b>东</b>单元。"}, follow=True)
    booking.refresh_from_db()
    assert booking.state == BookingState.SUBMITTED
    assert booking.matter.supplements.get().text == "3号楼，<b>东</b>单元。"
    assert "<b>东" not in text_of(page)


def test_a_number_told_to_the_office_is_covered_up_only_as_its_person_says(registered):
    booking, code, client = registered
    ask_for_information(booking=booking, actor=staff("reception_officer"), roles=OFFICE, at=AT, words="请写明楼栋号。")
    look_up(client, booking.number, code)
    told = {"text": "3号楼，找13911112222。"}
    page = text_of(client.post("/look-up/add/", told))
    assert "139****2222" in page
    assert 'name="mask"' in page
    assert not booking.matter.supplements.exists()
    client.post("/look-up/add/", told | {"mask": "1"})
    assert booking.matter.supplements.get().text == "3号楼，找139****2222。"


def test_nothing_can_be_added_when_nothing_was_asked(registered):
    booking, code, client = registered
    look_up(client, booking.number, code)
    page = client.post("/look-up/add/", {"text": "多写一点点。"}, follow=True)
    assert "目前不需要补充" in text_of(page)
    assert not booking.matter.supplements.exists()


def test_a_confirmed_booking_names_leader_and_room(registered):
    booking, code, client = registered
    confirm_booking(booking=booking, actor=staff("reception_officer"), roles=OFFICE, at=AT)
    page = text_of(look_up(client, booking.number, code))
    assert booking.seat.session.leader_name in page
    assert booking.seat.session.room in page


def test_a_referral_shows_the_door_and_a_person_to_call(registered):
    booking, code, client = registered
    redirect_booking(
        booking=booking, actor=staff("reception_officer"), roles=OFFICE, at=AT, words="此事已在法院立案。",
        door=LawfulDoor.objects.get(code="litigation"), contact="诉讼服务中心 0513-83310000",
    )  # fmt: skip
    page = text_of(look_up(client, booking.number, code))
    for words in ["人民法院或仲裁机构", "0513-83310000", "此事已在法院立案。", "您的事项仍登记在案"]:
        assert words in page
    assert booking.matter.state == "registered"
    assert Seat.objects.filter(booking=booking).count() == 0


def test_a_signed_in_citizen_finds_their_bookings_without_a_code(registered):
    booking, _code, _client = registered
    client = sign_in_citizen(Client(), booking.matter.person)
    assert booking.number in text_of(client.get("/my/"))
    assert "已登记，审核中" in text_of(client.get(f"/my/bookings/{booking.number}/", follow=True))


def test_nobody_opens_a_strangers_booking_from_their_own_page(registered):
    booking, _code, _client = registered
    client = sign_in_citizen(Client(), PersonFactory(name="李四"))
    assert booking.number not in text_of(client.get("/my/"))
    assert client.get(f"/my/bookings/{booking.number}/").status_code == 404


def test_a_matter_opened_without_booking_has_no_booking_pages():
    matter = MatterFactory()
    client = Client()
    assert "已登记" in text_of(look_up(client, matter.number, QUERY_CODE))
    assert client.get("/look-up/withdraw/").status_code == 404
    assert client.get("/look-up/add/").status_code == 404


def test_the_person_of_the_phone_is_the_one_who_proved_it(registered):
    booking, _code, _client = registered
    again = person_for_contact("王小明", "13800138000", phone_verified_at=AT)
    assert again == booking.matter.person


# --- What the own page asks for -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (BookingState.DISPLACED, "请您选择"),
        (BookingState.OFFERED, "请您选择"),
        (BookingState.NEEDS_INFORMATION, "请答复接访办"),
    ],
)
def test_the_own_page_says_what_is_waited_for(registered, state, words):
    booking, _code, _client = registered
    Booking.objects.update(state=state)
    assert words in text_of(sign_in_citizen(Client(), booking.matter.person).get("/my/"))


def test_the_own_page_asks_and_then_shows_the_answer_to_a_reminder(registered):
    booking, _code, _client = registered
    confirm_booking(booking=booking, actor=staff("reception_officer"), roles=OFFICE, at=AT)
    reminder = Reminder.objects.create(
        booking=booking, days_before=7, seat_starts_at=booking.seat.starts_at, sent_at=AT
    )
    client = sign_in_citizen(Client(), booking.matter.person)
    assert "您来吗？请告诉我们" in text_of(client.get("/my/"))
    Reminder.objects.filter(pk=reminder.pk).update(answer="coming", answered_at=AT)
    assert "您已答复提醒" in text_of(client.get("/my/"))


def test_the_queries_of_the_own_page_do_not_grow_with_the_bookings(registered):
    booking, _code, _client = registered
    client = sign_in_citizen(Client(), booking.matter.person)
    with CaptureQueriesContext(connection) as one:
        client.get("/my/")
    for _ in range(5):
        other = BookingFactory(day=booking.day, state=BookingState.CONFIRMED)
        type(other.matter).objects.filter(pk=other.matter_id).update(person=booking.matter.person)
    with CaptureQueriesContext(connection) as many:
        client.get("/my/")
    assert len(many) <= len(one)


def test_a_changed_time_is_told_as_what_it_is_in_the_history(registered):
    booking, code, client = registered
    later = booking.seat.starts_at + timedelta(minutes=20)
    reschedule_booking(booking=booking, day=booking.day, starts_at=later, at=now())
    assert "<strong>已更改时间</strong>" in text_of(look_up(client, booking.number, code))
