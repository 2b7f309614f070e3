"""Who comes, with whom and what the visit needs: asked on the way through registering."""

import pytest

from reception_days.models import Booking
from reception_days.services import access_needs_of, mandate_names_of
from tests.reception_days.factories import ID_NUMBERS
from tests.reception_days.walking import Citizen, number_and_code, open_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return open_day()


def text_of(page):
    return page.content.decode()


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


def test_the_same_person_twice_a_day_is_told_kindly(day):
    Citizen(day).register()
    second = Citizen(day, phone="13900139000")
    page = second.send(second.walk_to_check())
    assert page.redirect_chain[-1][0].endswith("/person/")
    assert "每人每天只能登记一次" in text_of(page)
    number_and_code(second.send(second.say_who(id_number=ID_NUMBERS[1], name="李梅")))


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
