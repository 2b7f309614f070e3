"""The way through registering, page by page, without JavaScript."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import now

from reception_days.models import Booking, BookingState, Seat
from reception_days.services import hold_seat
from tests.reception_days.factories import ID_NUMBERS
from tests.reception_days.walking import STORY, Citizen, first_start, hidden_fields, number_and_code, open_day

pytestmark = pytest.mark.django_db
NOTICE = "/reception/register/notice/"


@pytest.fixture
def day():
    return open_day()


def text_of(page):
    return page.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_from_the_first_question_to_the_receipt(day, prefix):
    number, code = Citizen(day, prefix=prefix).register()
    booking = Booking.objects.get(number=number)
    assert booking.state == BookingState.SUBMITTED
    assert booking.seat.starts_at == first_start(day)
    assert booking.matter.text == STORY
    assert booking.matter.place.code == "329981100201"
    assert len(code.replace(" ", "")) == 10


@pytest.mark.parametrize(("code", "words"), [("misconduct", "12388"), ("litigation", "12368"), ("danger", "119")])
def test_what_belongs_elsewhere_shows_where_and_stores_nothing(day, code, words):
    citizen = Citizen(day)
    page = citizen.about(code)
    assert page.redirect_chain[-1][0].endswith(f"/elsewhere/{code}/")
    assert words in text_of(page)
    assert citizen.get("/reception/register/when/").redirect_chain[-1][0].endswith("/about/")


def test_not_sure_is_a_full_answer(day):
    citizen = Citizen(day)
    citizen.about("unsure")
    citizen.choose()
    citizen.confirm_phone()
    citizen.tell()
    number, _code = number_and_code(citizen.send(citizen.say_who()))
    assert Booking.objects.get(number=number).matter.category is None


def test_steps_cannot_be_skipped(day):
    citizen = Citizen(day)
    for step in ["when", "details", "person", "check"]:
        assert citizen.get(f"/reception/register/{step}/").redirect_chain[-1][0].endswith("/about/")


def test_without_a_confirmed_phone_one_is_asked_and_typed_text_waits(day):
    citizen = Citizen(day)
    citizen.about()
    citizen.choose()
    page = citizen.tell(text="还没有确认手机就写了很多字。")
    assert "/confirm-phone/" in page.redirect_chain[-1][0]
    citizen.confirm_phone()
    assert "还没有确认手机就写了很多字。" in text_of(citizen.get("/reception/register/details/"))


def test_the_pages_that_confirm_the_phone_show_where_on_the_way_one_is(day):
    citizen = Citizen(day, prefix="/en")
    citizen.about()
    page = text_of(citizen.choose())
    assert "Step 4 of 8" in page
    assert "Step 4 of 8" in text_of(citizen.post("/confirm-phone/", phone=citizen.phone, next=f"/en{NOTICE}"))
    assert "Step 4 of 8" not in text_of(citizen.get("/sign-in/"))


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"text": "冤" * 20_000}, "20000"),
        ({"text": ""}, "请简单说一说发生了什么"),
        ({"place": "不存在的地方甲乙丙"}, "id_place_error"),
        ({"complaint": "999999"}, "id_complaint_error"),
    ],
)
def test_a_wrong_answer_is_named_beside_its_field_and_the_text_kept(day, answers, words):
    citizen = Citizen(day)
    citizen.about()
    citizen.choose()
    citizen.confirm_phone()
    page = text_of(citizen.tell(**answers))
    assert words in page
    assert 'id="error-summary"' in page
    assert answers.get("text", STORY)[:5000] in page


def test_without_having_read_the_notice_nothing_is_taken(day):
    citizen = Citizen(day)
    citizen.about()
    citizen.choose()
    citizen.confirm_phone()
    assert "请先阅读" in text_of(citizen.post(NOTICE, publication="on"))
    assert citizen.get("/reception/register/details/").redirect_chain[-1][0].endswith("/notice/")


@pytest.mark.parametrize("agrees", [True, False])
def test_handling_and_publishing_are_two_consents(day, agrees):
    citizen = Citizen(day)
    citizen.walk_to_check()
    citizen.agree(**({"publication": "on"} if agrees else {}))
    number, _code = number_and_code(citizen.send())
    matter = Booking.objects.get(number=number).matter
    assert (matter.consents_to_handling, matter.consents_to_publication) == (True, agrees)


@pytest.mark.parametrize("text", ["🙏" * 2000, "㐂𠮷野家·阿依古丽", "<script>alert(1)</script>被扣工资"])
def test_any_script_is_taken_and_shown_as_text(day, text):
    citizen = Citizen(day)
    citizen.about()
    citizen.choose()
    citizen.confirm_phone()
    citizen.tell(text=text)
    page = citizen.say_who(name="阿依古丽·买买提")
    assert "<script>alert" not in text_of(page)
    number, _code = number_and_code(citizen.send(page))
    assert Booking.objects.get(number=number).matter.text == text


def test_two_clicks_on_send_make_one_booking_and_one_receipt(day):
    citizen = Citizen(day)
    page = citizen.walk_to_check()
    first, second = citizen.send(page), citizen.send(page)
    assert number_and_code(first) == number_and_code(second)
    assert Booking.objects.count() == 1


def test_a_hold_that_ran_out_loses_nothing_and_one_click_holds_again(day):
    citizen = Citizen(day)
    page = citizen.walk_to_check()
    Seat.objects.exclude(hold_token=None).update(held_until=now() - timedelta(minutes=1))
    page = citizen.get("/reception/register/check/")
    assert 'name="hold_again"' in text_of(page)
    assert STORY in text_of(page)
    page = citizen.post("/reception/register/check/", hold_again="1")
    assert 'data-countdown="' in text_of(page)
    number_and_code(citizen.send(page))


def test_a_seat_somebody_took_over_is_not_sold_twice(day):
    citizen = Citizen(day)
    page = citizen.walk_to_check()
    seat = Seat.objects.exclude(hold_token=None).get()
    Seat.objects.filter(pk=seat.pk).update(held_until=now() - timedelta(minutes=1))
    hold_seat(seat=seat, token=uuid4(), at=now())
    page = citizen.send(page)
    assert page.redirect_chain[-1][0].endswith("/check/")
    assert STORY in text_of(page)
    page = citizen.post("/reception/register/check/", hold_again="1")
    number, _code = number_and_code(citizen.send(page))
    assert Booking.objects.get(number=number).seat != seat


def test_the_button_for_more_time_keeps_half_typed_text(day):
    citizen = Citizen(day)
    citizen.about()
    citizen.choose()
    citizen.confirm_phone()
    citizen.agree()
    page = text_of(citizen.post("/reception/register/details/", text="写到一半", extend="1"))
    assert "写到一半" in page
    assert 'name="extend"' not in page
    assert Seat.objects.get(hold_extended=True).held_until > now() + timedelta(minutes=14)


def test_what_another_tab_changed_is_checked_again_before_sending(day):
    citizen = Citizen(day)
    page = citizen.walk_to_check()
    citizen.choose(first_start(day) + timedelta(minutes=20))
    page = citizen.send(page)
    assert Booking.objects.count() == 0
    number, _code = number_and_code(citizen.send(page))
    assert Booking.objects.get(number=number).seat.starts_at == first_start(day) + timedelta(minutes=20)


def test_a_complaint_about_the_leader_is_heard_by_another(day):
    citizen = Citizen(day)
    citizen.about()
    post = Seat.objects.filter(session__day=day).earliest("session__post__rank").session.post
    citizen.choose(preferred=str(post.pk))
    assert Seat.objects.exclude(hold_token=None).get().session.post == post
    citizen.confirm_phone()
    citizen.tell(complaint=str(post.pk))
    number, _code = number_and_code(citizen.send(citizen.say_who()))
    booking = Booking.objects.get(number=number)
    assert booking.seat.session.post != post
    assert booking.preferred_post is None


def test_forgetting_lets_the_seat_go(day):
    citizen = Citizen(day)
    citizen.walk_to_check()
    citizen.post("/reception/register/forget/")
    assert not Seat.objects.exclude(hold_token=None).exists()
    assert citizen.get("/reception/register/check/").redirect_chain[-1][0].endswith("/about/")


def test_nothing_personal_lies_open_in_the_session(day):
    citizen = Citizen(day)
    citizen.walk_to_check()
    kept = str(dict(citizen.client.session.items()))
    for secret in ["王小明", ID_NUMBERS[0], STORY, "13800138000"]:
        assert secret not in kept


def test_sending_needs_the_csrf_token(day):
    citizen = Citizen(day)
    citizen.client = Client(enforce_csrf_checks=True)
    assert citizen.client.post("/reception/register/about/", {"category": "housing"}).status_code == 403


def test_no_page_of_the_way_may_be_kept_by_a_cache(day):
    page = Citizen(day).about()
    assert "no-store" in page.headers["Cache-Control"]


def test_hidden_fields_are_there(day):
    assert set(hidden_fields(Citizen(day).walk_to_check())) == {"key", "seen"}


def test_every_page_says_which_step_it_is(day):
    citizen = Citizen(day, prefix="/en")
    citizen.walk_to_check()
    steps = {
        "about": 1,
        "leader": 2,
        "when": 3,
        "notice": 5,
        "details": 6,
        "papers": 6,
        "whom": 7,
        "coming": 7,
        "check": 8,
    }
    for page, step in steps.items():
        assert f"Step {step} of 8" in text_of(citizen.get(f"/reception/register/{page}/")), page


def test_two_characters_say_what_is_asked_for(day):
    citizen = Citizen(day)
    citizen.about()
    citizen.choose()
    citizen.confirm_phone()
    assert citizen.tell(request="退钱").redirect_chain[-1][0].endswith("/papers/")


def test_sending_takes_twenty_seven_statements(django_assert_num_queries):
    """Transaction marks and the session's two included; rules, calendar, procedures and categories are
    read once a minute."""
    day = open_day(leaders=2, seats=30)
    Citizen(day).register()
    citizen = Citizen(day, phone="13800138001")
    page = citizen.walk_to_check(id_number=ID_NUMBERS[1])
    with django_assert_num_queries(27):
        answer = citizen.client.post("/reception/register/check/", {**hidden_fields(page), "send": "1"})
    assert answer.url == "/reception/register/receipt/"


def test_personal_numbers_in_the_text_are_shown_masked_and_covered_up_on_request():
    citizen = Citizen(open_day())
    citizen.about()
    citizen.choose()
    citizen.confirm_phone()
    page = citizen.tell(text="我的身份证329981198507123015，电梯坏了两个月。")
    assert page.redirect_chain[-1][0].endswith("/personal/")
    assert "3299**********3015" in page.content.decode()
    assert citizen.get("/reception/register/whom/").redirect_chain[-1][0].endswith("/personal/")
    assert citizen.post("/reception/register/personal/", mask="1").redirect_chain[-1][0].endswith("/papers/")
    page = citizen.get("/reception/register/details/").content.decode()
    assert "3299**********3015" in page
    assert "329981198507123015" not in page
