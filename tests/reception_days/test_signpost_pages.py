"""What is shown first where a text tells of danger, violence at home or misconduct; nothing of it is kept."""

import pytest

from foundation.encryption.fields import decrypt
from foundation.notifications.models import Message
from matters.signposts import marks
from reception_days.drafts import Draft
from reception_days.models import Booking, Seat
from tests.reception_days.walking import Citizen, number_and_code, open_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return open_day()


def text_of(page):
    return page.content.decode()


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
    sealed = citizen.client.session.get(Draft.SESSION_KEY, "")
    return decrypt(sealed, context=Draft.CONTEXT) if sealed else ""


def test_danger_shows_the_numbers_to_call_first_and_lets_one_go_on(day):
    citizen = walk_to_details(day)
    text = "楼上煤气泄漏，物业一直不处理。"
    page = text_of(write(citizen, text))
    for number in ["tel:110", "tel:119", "tel:120", "tel:122"]:
        assert number in page
    assert "煤气泄漏" not in kept_of(citizen)
    page = write(citizen, text, passed="emergency-fire")
    assert page.redirect_chain[-1][0].endswith("/papers/")
    number, _code = number_and_code(citizen.send(citizen.say_who()))
    assert Booking.objects.get(number=number).matter.text == text


def test_who_went_past_gas_is_asked_about_dark_thoughts_all_the_same(day):
    citizen = walk_to_details(day)
    write(citizen, "楼上煤气泄漏，物业一直不处理。", passed="emergency-fire")
    page = write(citizen, "楼上煤气泄漏，物业一直不处理，我想自杀。")
    assert "tel:12356" in text_of(page)
    assert 'value="emergency-despair"' in text_of(page)


def test_nothing_of_an_accusation_is_kept_and_the_way_is_shown(day, caplog):
    citizen = walk_to_details(day)
    page = write(citizen, "镇里的张局长收受贿赂三十万元。", passed=[*marks()])
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
