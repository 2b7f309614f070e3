"""The clerk's one screen, as a browser without JavaScript meets it."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from foundation.notifications.models import Message
from foundation.people.models import User
from reception_days.models import Booking, ReceptionDay, Seat
from reception_days.services import confirm_booking
from tests.matters.factories import village
from tests.reception_days.factories import ID_NUMBERS, BookingFactory, staff
from tests.reception_days.walking import STORY, first_start, open_day
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db

VOICE, SLIP, MINE = "/desk/reception/voice/", "/desk/reception/voice/slip/", "/desk/reception/voice/mine/"


class Clerk:
    """Types into one form; every field can be given another answer."""

    def __init__(self, role: str = "window_clerk", *, prefix: str = "") -> None:
        self.day = ReceptionDay.objects.first() or open_day()
        self.user: User = staff(role, on=village() if role in ("village_cadre", "grid_worker") else None)
        self.client, self.prefix = sign_in_staff(Client(), self.user), prefix
        self.key = key_of(self.client.get(prefix + VOICE))

    def typed(self, **answers: Any) -> dict[str, Any]:
        ordinary = {
            "key": self.key,
            "day": str(self.day.pk),
            "starts_at": first_start(self.day).isoformat(),
            "category": "housing",
            "text": STORY,
            "request": "请尽快修好电梯。",
            "name": "王大爷",
            "id_number": ID_NUMBERS[0],
            "phone": "0513-83310000",
            "on_behalf": "self",
            "consent": "spoken",
        }
        return ordinary | answers

    def post(self, button: str, **answers: Any) -> Any:
        return self.client.post(self.prefix + VOICE, self.typed(**answers) | {button: "1"}, follow=True)

    def register(self, **answers: Any) -> Any:
        return self.post("send", **answers)


def key_of(page: Any) -> str:
    found = re.search(r'name="key" value="([0-9a-f]{32})"', page.content.decode())
    assert found is not None
    return found.group(1)


def text_of(page: Any) -> str:
    return unescape(page.content.decode())


def test_an_old_man_with_a_landline_is_registered_and_gets_a_slip():
    clerk = Clerk()
    page = clerk.register()
    assert page.redirect_chain[-1][0] == SLIP
    booking = Booking.objects.get()
    assert booking.number in text_of(page)
    assert "电话" in text_of(page)
    assert (booking.matter.channel, booking.events.get().actor) == ("window", clerk.user)
    assert not Message.objects.filter(channel__in=["call", "sms"]).exists(), "they have just been told"


def test_the_answer_comes_by_phone_call_where_there_is_no_mobile():
    Clerk().register()
    booking = Booking.objects.get()
    confirm_booking(booking=booking, actor=staff("reception_officer"), roles={"reception_officer"}, at=now())
    call = Message.objects.get(channel="call")
    assert (call.person, call.address) == (booking.matter.person, "0513-83310000")
    assert booking.number in call.body


def test_with_a_mobile_the_slip_promises_a_text_message():
    page = Clerk(prefix="/en").register(phone="138 0013 8000")
    assert "a text message tells you" in text_of(page)
    assert Message.objects.filter(channel="sms").count() == 1


def test_the_slip_shows_once_to_who_registered_and_has_no_name():
    clerk = Clerk()
    page = clerk.register()
    assert "王大爷" not in text_of(page)
    another = sign_in_staff(Client(), staff("window_clerk"))
    assert another.get(SLIP, follow=True).redirect_chain[-1][0] == MINE


@pytest.mark.parametrize("button", ["hold", "", "something"])
def test_enter_from_a_card_reader_keeps_the_time_and_registers_nobody(button: str):
    clerk = Clerk()
    page = clerk.post(button or "x")
    assert not Booking.objects.exists()
    assert Seat.objects.exclude(hold_token=None).count() == 1
    for typed in (STORY, "王大爷", ID_NUMBERS[0], "0513-83310000"):
        assert typed in text_of(page)
    assert key_of(page) == clerk.key
    assert "error-summary" not in text_of(page)


def test_choosing_a_time_holds_it_while_the_clerk_types():
    clerk = Clerk()
    facts = {name: clerk.typed()[name] for name in ("key", "day", "starts_at")}
    line = clerk.client.post(VOICE + "hold/", facts)
    assert "notice-success" in line.content.decode()
    held = Seat.objects.exclude(hold_token=None).get()
    clerk.register()
    assert Booking.objects.get().seat == held


def test_a_time_taken_meanwhile_is_said_and_nothing_typed_is_lost():
    day = open_day(leaders=1)
    clerk = Clerk()
    taken = first_start(day)
    Seat.objects.filter(starts_at=taken).update(booking=BookingFactory(day=day))
    facts = {"key": clerk.key, "day": day.pk, "starts_at": taken.isoformat()}
    assert "notice-danger" in clerk.client.post(VOICE + "hold/", facts).content.decode()
    page = clerk.register(starts_at=taken.isoformat())
    assert 'href="#id_starts_at' in text_of(page)
    assert STORY in text_of(page)
    assert Booking.objects.count() == 1


def test_a_double_click_leads_to_the_same_slip():
    clerk = Clerk()
    first, second = clerk.register(), clerk.register()
    assert Booking.objects.count() == 1
    assert Booking.objects.get().number in text_of(first)
    assert Booking.objects.get().number in text_of(second)


def test_a_double_click_on_the_last_seat_in_two_browsers_is_one_booking():
    """The second request knows nothing of the first one's session."""
    open_day(leaders=1, seats=1)
    clerk = Clerk()
    clerk.register()
    other_tab = sign_in_staff(Client(), clerk.user)
    page = other_tab.post(VOICE, clerk.typed() | {"send": "1"}, follow=True)
    assert page.redirect_chain[-1][0] == SLIP
    assert Booking.objects.get().number in text_of(page)


def test_an_old_form_with_other_words_is_not_registered_again():
    clerk = Clerk()
    clerk.register()
    session = clerk.client.session
    del session["reception_slip"]
    session.save()
    page = clerk.register(text="另外一件事情，跟电梯没有关系。")
    assert page.redirect_chain[-1][0] == MINE
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("id_number", "329981198507123016"),
        ("phone", "83310000"),
        ("name", "王"),
        ("consent", ""),
        ("starts_at", ""),
        ("text", ""),
        ("text", "冤" * 20_001),
        ("mandate_names", "赵一一、钱二二、孙三三、李四四、周五五"),
        ("place", "没有这个地方的名字"),
    ],
)
def test_what_cannot_be_is_summed_up_on_top_and_kept(field: str, wrong: str):
    page = Clerk().register(**{field: wrong})
    assert not Booking.objects.exists()
    summary = text_of(page).partition('id="error-summary"')[2].partition("</div>")[0]
    assert f'href="#id_{field}' in summary
    assert wrong in text_of(page)
    assert STORY in text_of(page) or field == "text"


def test_what_an_old_man_tells_for_half_an_hour_fits_in():
    Clerk().register(text="冤" * 20_000)
    assert len(Booking.objects.get().matter.text) == 20_000


@pytest.mark.parametrize(
    "typed",
    ["３２９９８１１９８５０７１２３０１５", " 329981 19850712 3015 ", "329981-19850712-3015\t", "329981198507123015"],
)
def test_the_card_readers_full_width_digits_and_blanks_are_understood(typed: str):
    Clerk().register(id_number=typed)
    assert Booking.objects.get().beneficiary_digest == Booking.digest_of(ID_NUMBERS[0])


def test_a_neighbour_speaks_for_an_elder():
    Clerk().register(on_behalf="neighbour", proxy_name="陈小红", proxy_phone="13800138001", consent="signed")
    proxy = Booking.objects.get().proxy
    assert (proxy.relation, proxy.name, proxy.phone, proxy.consent) == ("neighbour", "陈小红", "13800138001", "signed")


def test_who_speaks_for_another_says_their_name():
    page = Clerk().register(on_behalf="relative")
    assert 'href="#id_proxy_name"' in text_of(page)
    assert not Booking.objects.exists()


def test_a_group_and_what_the_visit_needs():
    Clerk().register(
        mandate_names="赵一一、钱二二\n孙三三", access_needs=["wheelchair", "dialect"], access_note="只会说土话"
    )
    booking = Booking.objects.get()
    assert (booking.representatives, booking.access_note) == (4, "只会说土话")


@pytest.mark.parametrize("role", ["hotline_operator", "village_cadre", "grid_worker", "reception_officer"])
def test_everybody_who_registers_others_has_this_screen(role: str):
    assert Clerk(role).register().redirect_chain[-1][0] == SLIP
    assert Booking.objects.get().events.get().role == role


def test_the_same_person_twice_a_day_is_explained_beside_the_number():
    clerk = Clerk()
    clerk.register()
    clerk.key = "b" * 32
    page = clerk.register(phone="13800138000")
    assert 'href="#id_id_number"' in text_of(page)
    assert Booking.objects.count() == 1


def test_danger_is_asked_about_first_and_then_registered_all_the_same():
    clerk = Clerk()
    page = clerk.register(text="家里燃气泄漏，没有人来管。")
    assert not Booking.objects.exists()
    assert "110" in text_of(page).partition('id="sign"')[2]
    clerk.register(text="家里燃气泄漏，没有人来管。", passed=["emergency-fire"])
    assert Booking.objects.exists()


def test_an_accusation_of_a_named_official_is_never_stored():
    clerk = Clerk()
    page = clerk.register(text="张局长收受贿赂，我要举报。", passed=["accusation"])
    assert not Booking.objects.exists()
    assert "12388" in text_of(page).partition('id="sign"')[2]


def test_the_screen_names_the_emergency_numbers_before_anything_else():
    page = text_of(Clerk().client.get(VOICE))
    assert page.index("12388") < page.index("<form method")
    for number in ("110", "119", "120", "122"):
        assert number in page


def test_a_cadre_finds_again_their_own_and_opens_no_booking():
    cadre, clerk = Clerk("village_cadre"), Clerk()
    cadre.register()
    clerk.register(id_number=ID_NUMBERS[1], name="赵小芳")
    mine, other = Booking.objects.order_by("pk")
    page = text_of(cadre.client.get(MINE))
    assert mine.number in page
    assert other.number not in page
    assert "王大爷" not in page
    assert cadre.client.get(f"/desk/reception/bookings/{mine.number}/").status_code == 403


def test_what_i_registered_takes_as_many_queries_for_fifty_as_for_one(django_assert_max_num_queries: Any):
    clerk = Clerk()
    clerk.register()
    with django_assert_max_num_queries(12) as few:
        clerk.client.get(MINE)
    for number in range(1, 4):
        clerk.key = f"{number:032x}"
        clerk.register(id_number=ID_NUMBERS[number])
    with django_assert_max_num_queries(12) as many:
        clerk.client.get(MINE)
    assert len(few) == len(many)


def test_without_an_open_day_the_screen_says_what_to_tell():
    client = sign_in_staff(Client(), staff("window_clerk"))
    assert "12345" in text_of(client.get(VOICE))


TYPED_IN = f"{STORY}我的身份证{ID_NUMBERS[1]}。"


@pytest.mark.parametrize(("button", "is_kept"), [("mask", False), ("keep", True)])
def test_personal_numbers_told_to_a_clerk_are_asked_about_first(button: str, is_kept: bool):
    clerk = Clerk()
    page = clerk.register(text=TYPED_IN)
    assert not Booking.objects.exists()
    assert ID_NUMBERS[1][:4] + "*" * 10 in text_of(page)
    page = clerk.post(button, text=TYPED_IN)
    assert page.redirect_chain[-1][0] == SLIP
    assert (ID_NUMBERS[1] in Booking.objects.get().matter.text) is is_kept
