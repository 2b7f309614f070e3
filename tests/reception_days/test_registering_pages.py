"""The way through registering, page by page, without JavaScript."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localtime, now
from PIL import Image

from foundation.encryption.fields import decrypt
from foundation.files.models import StoredFile
from foundation.notifications.models import Message
from reception_days import drafts
from reception_days.models import Booking, BookingState, Seat
from reception_days.services import access_needs_of, hold_seat, mandate_names_of
from tests.reception_days.factories import ID_NUMBERS, LeaderSessionFactory, ReceptionDayFactory, SeatFactory
from tests.reception_days.walking import STORY, Citizen, first_start, hidden_fields, number_and_code, open_day

pytestmark = pytest.mark.django_db
NOTICE = "/reception/register/notice/"


@pytest.fixture
def day():
    return open_day()


PAPERS = "/reception/register/papers/"


def picture(name):
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


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


def test_the_days_page_and_the_days_own_page_hold_no_form_and_no_token(day):
    for path in ["/reception/", f"/reception/{day.date}/"]:
        page = Client().get(path)
        assert page.status_code == 200
        assert page.is_public_page
        assert "csrfmiddlewaretoken" not in text_of(page).split("<main")[1]


def test_a_day_shows_free_counts_per_time_and_never_per_leader(day):
    page = text_of(Client().get(f"/en/reception/{day.date}/"))
    assert page.count("2 places free") == 3
    assert re.search(r"First free:.*09:00", page)
    assert page.index("Deputy Mayor 0") < page.index("Deputy Mayor 1")


def test_a_time_on_the_days_page_is_preselected(day):
    citizen = Citizen(day)
    second = first_start(day) + timedelta(minutes=20)
    citizen.client.get("/reception/register/", {"day": day.date.isoformat(), "time": second.isoformat()})
    citizen.about()
    chosen = re.findall(r"<input[^>]*checked[^>]*>", text_of(citizen.wish()))
    assert len(chosen) == 1
    assert localtime(second).isoformat() in chosen[0]


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


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"id_number": "110105194912310021"}, "id_id_number_error"),
        ({"id_number": "11010519491331002X"}, "id_id_number_error"),
        ({"id_number": "15位旧号码"}, "id_id_number_error"),
        ({"name": "王"}, "id_name_error"),
        ({"name": "王<b>小明"}, "id_name_error"),
        ({"representatives": "6"}, "id_representatives_error"),
    ],
)
def test_a_wrong_person_is_named_beside_its_field(day, answers, words):
    citizen = Citizen(day)
    citizen.walk_to_check()
    page = citizen.say_who(**answers)
    assert page.redirect_chain == []
    assert words in text_of(page)
    assert Booking.objects.count() == 0


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


def test_the_same_person_twice_a_day_is_told_kindly(day):
    Citizen(day).register()
    second = Citizen(day, phone="13900139000")
    page = second.send(second.walk_to_check())
    assert page.redirect_chain[-1][0].endswith("/person/")
    assert "每人每天只能登记一次" in text_of(page)
    number_and_code(second.send(second.say_who(id_number=ID_NUMBERS[1], name="李梅")))


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


def test_a_full_day_says_what_else_one_can_do(day):
    Seat.objects.update(retired_at=now())
    assert "12345" in text_of(Client().get(f"/reception/{day.date}/"))
    citizen = Citizen(day)
    citizen.about()
    assert "12345" in text_of(citizen.wish())


def test_with_no_day_open_nothing_can_be_chosen(day):
    type(day).objects.update(closes_at=now() - timedelta(minutes=1), opens_at=now() - timedelta(days=2))
    citizen = Citizen(day)
    citizen.about()
    assert "目前没有开放登记的接访日" in text_of(citizen.wish())


@pytest.mark.parametrize("path", ["2026-13-45/", "1999-01-01/", "register/elsewhere/x/"])
def test_what_does_not_exist_is_not_found(day, path):
    assert Client().get(f"/reception/{path}").status_code == 404


def test_a_draft_day_is_nobodys_business(day):
    type(day).objects.update(state="draft")
    assert Client().get(f"/reception/{day.date}/").status_code == 404


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


@pytest.mark.parametrize("time", ["2026-13-45T99:99:00", "x", "2026-12-15T09:00", "\x00"])
def test_a_time_in_a_forged_link_is_ignored(day, time):
    citizen = Citizen(day)
    citizen.client.get("/reception/register/", {"day": day.date.isoformat(), "time": time})
    citizen.about()
    assert citizen.wish().status_code == 200


def test_the_first_free_time_is_named_and_chosen_beforehand(day):
    Seat.objects.filter(starts_at=first_start(day)).update(retired_at=now())
    citizen = Citizen(day, prefix="/en")
    citizen.about()
    page = text_of(citizen.wish())
    assert "First free: 09:20" in page
    (chosen,) = re.findall(r"<input[^>]*checked[^>]*>", page)
    assert localtime(first_start(day) + timedelta(minutes=20)).isoformat() in chosen


@pytest.mark.parametrize("view", ["", "?view=grid"])
def test_the_values_the_page_offers_are_the_values_it_takes(day, view):
    citizen = Citizen(day)
    citizen.about()
    citizen.wish()
    page = text_of(citizen.get(f"/reception/register/when/{view}"))
    offered = re.findall(r'name="starts_at" value="([^"]+)"', page)
    left = citizen.post(f"/reception/register/when/{view}", starts_at=offered[-1])
    assert "/confirm-phone/" in left.redirect_chain[-1][0]


@pytest.mark.parametrize("time", ["", "x", "2026-13-45T99:99:00", "2020-01-01T09:00:00+08:00"])
def test_a_time_that_is_not_offered_is_refused_beside_the_question(day, time):
    citizen = Citizen(day)
    citizen.about()
    citizen.wish()
    page = citizen.post("/reception/register/when/", starts_at=time)
    assert page.redirect_chain == []
    assert 'id="error-summary"' in text_of(page)
    assert not Seat.objects.exclude(hold_token=None).exists()


def test_the_calendar_is_a_second_view_of_the_same_question(day):
    citizen = Citizen(day)
    citizen.about()
    citizen.wish()
    page = text_of(citizen.get("/reception/register/when/?view=grid"))
    assert page.count('name="starts_at"') == 3
    assert "<table" in page
    chosen = first_start(day).isoformat()
    left = citizen.post("/reception/register/when/?view=grid", starts_at=chosen)
    assert "/confirm-phone/" in left.redirect_chain[-1][0]


def test_where_several_days_are_open_the_day_can_be_chosen(day):
    other = ReceptionDayFactory(date=day.date + timedelta(days=5), opens_at=day.opens_at, closes_at=day.closes_at)
    SeatFactory(session=LeaderSessionFactory(day=other), starts_at=first_start(day) + timedelta(days=5))
    citizen = Citizen(day)
    citizen.about()
    page = text_of(citizen.wish())
    assert f"?day={other.date}" in page
    assert f"?day={other.date}" in text_of(citizen.get(f"/reception/register/when/?day={other.date}"))
    start = first_start(other).isoformat()
    citizen.post(f"/reception/register/when/?day={other.date}", starts_at=start)
    assert Seat.objects.exclude(hold_token=None).get().session.day == other


def test_a_day_that_is_over_cannot_be_chosen_by_its_address(day):
    past = {"opens_at": day.opens_at - timedelta(days=60), "closes_at": day.closes_at - timedelta(days=60)}
    over = ReceptionDayFactory(date=day.date - timedelta(days=60), **past)
    citizen = Citizen(day)
    citizen.about()
    citizen.wish()
    page = text_of(citizen.get(f"/reception/register/when/?day={over.date}"))
    assert 'name="starts_at"' in page
    assert str(over.date) not in page.split("<main")[1].split("</main")[0]


def test_no_count_is_shown_per_leader(day):
    citizen = Citizen(day, prefix="/en")
    page = text_of(citizen.about())
    assert "Deputy Mayor 0" in page
    assert "place free" not in page
    assert "places free" not in page


def test_papers_are_kept_with_the_draft_and_attached_when_sent(day):
    citizen = Citizen(day)
    citizen.walk_to_check()
    citizen.post(PAPERS, files=picture("电梯.png"), add="1")
    assert "电梯" in text_of(citizen.get("/reception/register/check/"))
    number, _code = number_and_code(citizen.send())
    (link,) = Booking.objects.get(number=number).matter.files.all()
    assert link.file.name == "电梯.png"
    assert link.file.bound_at is not None


def test_a_paper_can_be_looked_at_and_removed_again_by_who_sent_it_only(day):
    citizen = Citizen(day)
    citizen.walk_to_check()
    citizen.post(PAPERS, files=picture("a.png"), add="1")
    file = StoredFile.objects.get()
    assert citizen.client.get(f"/files/{file.public_id}/").status_code == 200
    assert Client().get(f"/files/{file.public_id}/").status_code == 404
    Citizen(day).post(PAPERS, remove=str(file.public_id))
    assert StoredFile.objects.exists()
    citizen.post(PAPERS, remove=str(file.public_id))
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (SimpleUploadedFile("v.exe", b"MZ\x90\x00" + b"0" * 200), "JPEG"),
        (SimpleUploadedFile("leer.pdf", b""), "leer.pdf"),
        (SimpleUploadedFile("film.mp4", b"\x00\x00\x00\x18ftypmp42" + b"0" * 200), "JPEG"),
        (SimpleUploadedFile("big.pdf", b"%PDF-1.4" + b"0" * (10 * 1024 * 1024) + b"%%EOF"), "10 MB"),
    ],
)
def test_a_file_that_is_not_taken_is_explained_and_everything_else_kept(day, upload, words):
    citizen = Citizen(day, prefix="/en")
    citizen.walk_to_check()
    page = citizen.post(PAPERS, files=upload, next="1")
    assert page.redirect_chain == []
    assert words in text_of(page)
    assert 'id="error-summary"' in text_of(page)
    assert not StoredFile.objects.exists()
    assert STORY in text_of(citizen.get("/reception/register/check/"))


def test_a_sixth_file_is_refused_kindly(day):
    citizen = Citizen(day, prefix="/en")
    citizen.walk_to_check()
    page = citizen.post(PAPERS, files=[picture(f"{number}.png") for number in range(6)], add="1")
    assert "at most 5 files" in text_of(page)
    assert StoredFile.objects.count() == 5


def test_forgetting_forgets_the_papers_too(day):
    citizen = Citizen(day)
    citizen.walk_to_check()
    citizen.post(PAPERS, files=picture("a.png"), add="1")
    citizen.post("/reception/register/forget/")
    assert not StoredFile.objects.exists()


def test_a_relative_is_registered_with_their_consent(day):
    citizen = Citizen(day)
    citizen.walk_to_check()
    page = citizen.say_who(relation="relative", proxy_name="王大明", consent="")
    assert "id_consent_error" in text_of(page)
    page = citizen.say_who(relation="relative", proxy_name="王大明", consent="spoken")
    number, _code = number_and_code(citizen.send(page))
    booking = Booking.objects.get(number=number)
    assert (booking.proxy.relation, booking.proxy.name, booking.proxy.consent) == ("relative", "王大明", "spoken")
    assert booking.matter.name == "王小明"
    assert booking.matter.person.phone_verified_at is None


def test_changing_for_whom_one_registers_asks_again_who_comes(day):
    citizen = Citizen(day)
    citizen.walk_to_check()
    citizen.post("/reception/register/whom/", relation="neighbour")
    assert citizen.get("/reception/register/check/").redirect_chain[-1][0].endswith("/person/")


def test_a_group_names_everybody_who_comes(day):
    citizen = Citizen(day)
    citizen.walk_to_check()
    page = citizen.say_who(representatives="3", mandate_names="李梅")
    assert "id_mandate_names_error" in text_of(page)
    page = citizen.say_who(representatives="3", mandate_names="李梅\n 阿依古丽·买买提 \n")
    number, _code = number_and_code(citizen.send(page))
    booking = Booking.objects.get(number=number)
    assert booking.representatives == 3
    assert mandate_names_of(booking) == ["李梅", "阿依古丽·买买提"]


def test_what_the_visit_needs_is_asked_and_kept(day):
    citizen = Citizen(day)
    citizen.walk_to_check()
    page = citizen.say_who(access_needs=["wheelchair", "dialect"], access_note="请准备放大镜")
    assert "请准备放大镜" in text_of(page)
    number, _code = number_and_code(citizen.send(page))
    booking = Booking.objects.get(number=number)
    assert [need.value for need in access_needs_of(booking)] == ["dialect", "wheelchair"]
    assert booking.access_note == "请准备放大镜"


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


def walk_to_details(day, **kwargs):
    citizen = Citizen(day, **kwargs)
    citizen.about()
    citizen.choose()
    citizen.confirm_phone()
    citizen.agree()
    return citizen


def write(citizen, text, **answers):
    """Sends the details and stays where the answer leads."""
    return citizen.post("/reception/register/details/", text=text, request="请尽快处理。", **answers)


def kept_of(citizen):
    """What lies in the session, opened."""
    sealed = citizen.client.session.get(drafts.SESSION_KEY, "")
    return decrypt(sealed, context=drafts.CONTEXT) if sealed else ""


def test_danger_shows_the_numbers_to_call_first_and_lets_one_go_on(day):
    citizen = walk_to_details(day)
    text = "楼上煤气泄漏，物业一直不处理。"
    page = text_of(write(citizen, text))
    for number in ["tel:110", "tel:119", "tel:120", "tel:122"]:
        assert number in page
    assert "煤气泄漏" not in kept_of(citizen)
    page = write(citizen, text, passed="emergency")
    assert page.redirect_chain[-1][0].endswith("/papers/")
    number, _code = number_and_code(citizen.send(citizen.say_who()))
    assert Booking.objects.get(number=number).matter.text == text


def test_nothing_of_an_accusation_is_kept_and_the_way_is_shown(day, caplog):
    citizen = walk_to_details(day)
    page = write(citizen, "镇里的张局长收受贿赂三十万元。", passed=["accusation", "emergency", "violence"])
    assert page.status_code == 200
    assert "12388" in text_of(page)
    assert 'name="passed"' not in text_of(page)
    assert "受贿" not in kept_of(citizen)
    assert "贿赂" not in kept_of(citizen) + caplog.text
    assert citizen.get("/reception/register/check/").redirect_chain[-1][0].endswith("/details/")
    assert not Booking.objects.exists()


def test_what_was_written_can_be_changed_without_being_kept(day):
    citizen = walk_to_details(day)
    text = "张局长收受贿赂。另外电梯坏了。"
    page = text_of(write(citizen, text, edit="1"))
    assert text in page
    assert "贿赂" not in kept_of(citizen)
    assert write(citizen, "电梯坏了两个月。").redirect_chain[-1][0].endswith("/papers/")


def test_who_says_it_is_not_an_accusation_goes_on(day):
    citizen = walk_to_details(day)
    page = write(citizen, "物业公司贪污维修资金，业主看不到账。")
    assert "12388" in text_of(page)
    assert 'name="passed"' in text_of(page)
    assert "维修资金" not in kept_of(citizen)
    page = write(citizen, "物业公司贪污维修资金，业主看不到账。", passed="accusation")
    assert page.redirect_chain[-1][0].endswith("/papers/")


def test_misconduct_of_the_leader_named_in_the_form_is_not_taken(day):
    citizen = walk_to_details(day)
    post = Seat.objects.filter(session__day=day).first().session.post
    page = write(citizen, "他收了红包，拿回扣。", complaint=str(post.pk), passed="accusation")
    assert 'name="passed"' not in text_of(page)
    assert "12388" in text_of(page)


def test_violence_at_home_shows_help_first(day):
    citizen = walk_to_details(day)
    page = text_of(write(citizen, "老公打我，我不敢回家。"))
    for words in ["tel:110", "tel:12338", "72"]:
        assert words in page
    assert "不敢回家" not in kept_of(citizen)


def test_what_was_written_about_violence_is_never_shown_back(day):
    citizen = walk_to_details(day)
    text = "老公打我，我不敢回家。"
    write(citizen, text, passed="violence")
    pages = [citizen.get(f"/reception/register/{page}/") for page in ("details", "papers", "whom")]
    page = citizen.say_who()
    assert not any("不敢回家" in text_of(each) for each in [*pages, page])
    wrong = write(citizen, "", place="不存在的地方甲乙丙")
    assert "id_place_error" in text_of(wrong)
    assert "不敢回家" not in text_of(wrong)
    assert "id_text_error" not in text_of(wrong)
    write(citizen, "")
    receipt = citizen.send(citizen.say_who())
    number, _code = number_and_code(receipt)
    assert "不敢回家" not in text_of(receipt)
    assert Booking.objects.get(number=number).matter.text == text


def test_messages_about_violence_do_not_say_what_it_is(day):
    citizen = walk_to_details(day)
    write(citizen, "老公打我，我不敢回家。", passed="violence")
    number, _code = number_and_code(citizen.send(citizen.say_who()))
    sent = Message.objects.filter(channel="sms").latest("pk").body
    assert number in sent
    assert "接访" not in sent
    assert "登记" not in sent


def test_leaving_quickly_forgets_everything_and_leads_to_the_front_page(day):
    citizen = walk_to_details(day)
    write(citizen, "老公打我，我不敢回家。")
    page = citizen.client.post("/reception/register/forget/", {"leave": "1"})
    assert page.url == "/"
    assert kept_of(citizen) == ""
    assert not Seat.objects.exclude(hold_token=None).exists()
