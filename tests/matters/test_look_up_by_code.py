"""Number and a fresh code to the stored phone: opens the right matter, and tells strangers nothing."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from foundation.notifications.models import Message
from foundation.numbers.services import new_number
from foundation.people import proofs
from foundation.people.models import PhoneCode
from foundation.requests.exceptions import TooManyTries
from foundation.requests.models import Tries
from matters.exceptions import NoSuchMatter
from matters.look_up import NUMBER_LIMITS, find_by_number_and_phone_code, is_query_code_of, send_look_up_code
from tests.matters.factories import QUERY_CODE, MatterFactory, PersonFactory, moment

pytestmark = pytest.mark.django_db
AT = moment(2026, 11, 24)
PHONE = "13800138000"


@pytest.fixture
def matter():
    return MatterFactory(phone=PHONE)


def code_sent():
    return re.search(r"(?<!\d)\d{6}(?!\d)", Message.objects.latest("pk").body).group()


def ask(number, *, client="", at=AT):
    send_look_up_code(number=number, client=client, at=at)


def opened(number, code, *, at=AT):
    return find_by_number_and_phone_code(number=number, code=code, client="", at=at)


def test_the_code_goes_to_the_phone_given_with_the_matter_and_opens_it_once(matter):
    ask(matter.number.lower())
    message = Message.objects.get()
    assert message.address == PHONE
    assert opened(matter.number, code_sent()) == matter
    with pytest.raises(NoSuchMatter):
        opened(matter.number, code_sent())


def test_for_an_unknown_number_and_a_landline_nothing_is_sent_and_nothing_raised():
    landline = MatterFactory(phone="0513-83310000")
    for number in (new_number(AT.date()), landline.number):
        ask(number)
        with pytest.raises(NoSuchMatter):
            opened(number, "123456")
    assert not Message.objects.exists()
    assert not PhoneCode.objects.exists()


def test_known_and_unknown_numbers_do_the_same_work(matter, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as known:
        ask(matter.number)
    with CaptureQueriesContext(connection) as unknown:
        ask(new_number(AT.date()))
    assert abs(len(known) - len(unknown)) <= 1


def test_a_code_for_one_matter_opens_no_strangers_matter(matter):
    other = MatterFactory(phone="13900139000")
    ask(matter.number)
    with pytest.raises(NoSuchMatter):
        opened(other.number, code_sent())


def test_a_code_for_signing_in_opens_nothing_here(matter):
    from foundation.people.services import send_code

    send_code(phone=PHONE, purpose="sign_in", client="", at=AT)
    with pytest.raises(NoSuchMatter):
        opened(matter.number, code_sent())


def test_a_code_ends_after_ten_minutes_and_after_five_wrong_tries(matter):
    ask(matter.number)
    with pytest.raises(NoSuchMatter):
        opened(matter.number, code_sent(), at=AT + timedelta(minutes=11))
    later = AT + timedelta(hours=1)
    ask(matter.number, at=later)
    right = code_sent()
    for _ in range(5):
        with pytest.raises(NoSuchMatter):
            opened(matter.number, "000000" if right != "000000" else "111111", at=later)
    with pytest.raises(TooManyTries):
        opened(matter.number, right, at=later)
    with pytest.raises(NoSuchMatter):
        opened(matter.number, right, at=later + timedelta(minutes=16))


@pytest.mark.parametrize("is_known", [True, False])
def test_known_and_unknown_numbers_have_the_same_limits(matter, is_known):
    number = matter.number if is_known else new_number(AT.date())
    ask(number)
    with pytest.raises(TooManyTries):
        ask(number, at=AT + timedelta(seconds=59))
    for minute in range(1, NUMBER_LIMITS[1].times):
        ask(number, at=AT + timedelta(minutes=minute))
    with pytest.raises(TooManyTries):
        ask(number, at=AT + timedelta(hours=3))


def test_one_client_asks_for_few_numbers(matter):
    for _ in range(10):
        ask(new_number(AT.date()), client="192.0.2.1")
    with pytest.raises(TooManyTries):
        ask(new_number(AT.date()), client="192.0.2.1")
    ask(matter.number, client="192.0.2.2")


def test_the_phones_own_limit_does_not_tell_that_there_is_a_phone(matter):
    from foundation.people.services import send_code

    send_code(phone=PHONE, purpose="sign_in", client="", at=AT)
    ask(matter.number, at=AT + timedelta(seconds=1))
    assert Message.objects.count() == 1


def test_nothing_readable_stays_in_the_limits(matter):
    ask(matter.number)
    assert all(PHONE not in str(vars(row)) and matter.number not in str(vars(row)) for row in Tries.objects.all())


# --- The pages ----------------------------------------------------------------------------------------


def text_of(page):
    return page.content.decode()


def test_the_way_from_the_look_up_page_to_the_matter(matter):
    client = Client()
    assert "/look-up/code/" in text_of(client.get("/look-up/"))
    page = client.post("/look-up/code/", {"number": matter.number}, follow=True)
    assert "验证码已在发送途中" in text_of(page)
    page = client.post("/look-up/code/enter/", {"code": code_sent()}, follow=True)
    assert page.redirect_chain[-1][0] == "/look-up/matter/"
    assert matter.number in text_of(page)
    assert client.get("/look-up/code/enter/").status_code == 302


def test_the_page_says_the_same_for_a_stranger_of_a_number(matter):
    unknown = new_number(now().date())
    pages = []
    for number in (matter.number, unknown):
        client = Client()
        page = client.post("/look-up/code/", {"number": number}, follow=True)
        wrong = client.post("/look-up/code/enter/", {"code": "000000"})
        pages.append([text.replace(number, "#") for text in (main_of(page), main_of(wrong))])
        assert "138" not in text_of(page).replace(number, "#")
    assert pages[0] == pages[1]


def main_of(response):
    text = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def test_a_wrong_code_and_a_mistyped_number_are_said_beside_the_field(matter):
    client = Client()
    wrong = matter.number[:-1] + ("2" if matter.number[-1] != "2" else "3")
    assert "编号不对" in text_of(client.post("/look-up/code/", {"number": wrong}))
    client.post("/look-up/code/", {"number": matter.number})
    page = client.post("/look-up/code/enter/", {"code": "000000" if code_sent() != "000000" else "111111"})
    assert "验证码不对或已失效" in text_of(page)


def test_the_second_request_within_a_minute_is_told_to_wait(matter):
    client = Client()
    client.post("/look-up/code/", {"number": matter.number})
    assert "尝试次数太多" in text_of(client.post("/look-up/code/", {"number": matter.number}))


def test_without_a_number_the_code_page_asks_for_one():
    assert Client().get("/look-up/code/enter/").url == "/look-up/code/"


def test_in_english(matter):
    assert "Send the code" in text_of(Client().get("/en/look-up/code/"))


# --- A phone unseen for half a year -------------------------------------------------------------------


def test_a_query_code_shows_that_it_is_still_the_same_person(matter):
    assert is_query_code_of(matter.person, matter.number, QUERY_CODE)
    assert not is_query_code_of(matter.person, matter.number, "ZZZZZZZZZZ")
    assert not is_query_code_of(PersonFactory(), matter.number, QUERY_CODE), "another person's matter proves nothing"
    assert not is_query_code_of(matter.person, new_number(AT.date()), QUERY_CODE)


def test_the_question_about_recycled_numbers_takes_a_query_code(matter):
    assert proofs.asks_query_code()
    assert proofs.is_same_person(matter.person, number=matter.number, query_code=QUERY_CODE, at=AT)
    assert not proofs.is_same_person(matter.person, number=matter.number, query_code="ZZZZZZZZZZ", at=AT)
