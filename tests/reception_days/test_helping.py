"""A clerk helps somebody who calls about their registration: proved as on the look-up page, typed by the clerk."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now
from wagtail.models import ModelLogEntry

from foundation.notifications.models import Channel, Message, State
from foundation.notifications.receipts import note_receipt
from foundation.people.models import Tenure
from reception_days.models import Booking, BookingState, Seat
from reception_days.services import OfficeAct, confirm_booking, retire_seats
from reception_days.services.reminders import send_reminder
from tests.matters.factories import QUERY_CODE, MatterFactory, PersonFactory, village
from tests.reception_days.factories import BookingFactory, PostFactory, staff
from tests.reception_days.walking import open_day
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db
FIND, CALLER = "/desk/reception/help/", "/desk/reception/help/caller/"
LANDLINE = "0513-83310000"


@pytest.fixture
def day():
    return open_day()


@pytest.fixture
def booking(day):
    """An elder with a landline, on the first seat of a day that is open for registration."""
    made = BookingFactory(day=day, matter=MatterFactory(person=PersonFactory(phone=LANDLINE), name="王大爷"))
    seat = Seat.objects.filter(session__day=day).order_by("starts_at", "pk").first()
    Seat.objects.filter(pk=seat.pk).update(booking=made)
    return made


def clerk(role="hotline_operator"):
    user = staff(role, on=village() if role in ("village_cadre", "grid_worker") else None)
    return user, sign_in_staff(Client(), user)


def opened(client, booking, proof=LANDLINE):
    return client.post(FIND, {"number": booking.number, "proof": proof}, follow=True)


def text_of(page):
    return page.content.decode()


@pytest.mark.parametrize(
    "role", ["hotline_operator", "window_clerk", "village_cadre", "grid_worker", "reception_officer"]
)
@pytest.mark.parametrize("proof", [LANDLINE, QUERY_CODE.lower()])
def test_whoever_registers_others_opens_what_the_caller_proves(booking, role, proof):
    user, client = clerk(role)
    page = opened(client, booking, proof)
    assert page.redirect_chain[-1][0] == CALLER
    assert booking.number in text_of(page)
    assert "王大爷" not in text_of(page)
    assert booking.matter.text not in text_of(page)
    noted = ModelLogEntry.objects.get(action="reception_days.help_caller")
    assert noted.user == user
    assert LANDLINE not in str(noted.data)


@pytest.mark.parametrize("proof", ["0513-83310001", "WRONGCODE2", "", "83310000"])
def test_what_does_not_fit_opens_nothing_and_keeps_what_was_typed(booking, proof):
    _user, client = clerk()
    page = client.post(FIND, {"number": booking.number, "proof": proof})
    assert page.status_code == 200
    assert booking.number in text_of(page)
    assert client.get(CALLER).status_code == 302
    assert not ModelLogEntry.objects.filter(action="reception_days.help_caller").exists()


def test_the_sixth_guess_has_to_wait(booking):
    _user, client = clerk()
    for guess in range(5):
        client.post(FIND, {"number": booking.number, "proof": f"0513-8331999{guess}"})
    page = opened(client, booking)
    assert not page.redirect_chain
    assert "尝试次数太多" in text_of(page)


def test_nobody_opens_a_complaint_about_themselves(booking):
    user, client = clerk("window_clerk")
    person = PersonFactory(user=user)
    post = PostFactory()
    Tenure.objects.filter(post=post).update(person=person)
    booking.matter.__class__.objects.filter(pk=booking.matter_id).update(complaint_kind="official", about_post=post)
    assert not opened(client, booking).redirect_chain


def test_a_quarter_of_an_hour_later_the_clerk_asks_again(booking, monkeypatch):
    _user, client = clerk()
    opened(client, booking)
    later = now() + timedelta(minutes=16)
    monkeypatch.setattr("reception_days.views.helping.now", lambda: later)
    assert client.get(CALLER).headers["Location"] == FIND


def test_another_time(booking):
    user, client = clerk()
    opened(client, booking)
    free = Seat.objects.free(at=now()).exclude(starts_at=booking.seat.starts_at).order_by("starts_at").first()
    assert client.get(CALLER + "time/").status_code == 200
    done = client.post(CALLER + "time/", {"starts_at": free.starts_at.isoformat()}, follow=True)
    assert done.redirect_chain[-1][0] == CALLER
    booking.refresh_from_db()
    assert Booking.objects.get(pk=booking.pk).seat.starts_at == free.starts_at
    event = booking.events.filter(move="reschedule").get()
    assert (event.actor, event.channel, event.role) == (user, "phone", "hotline_operator")


def test_withdrawing_asks_once_more_and_is_the_citizens_own_move(booking):
    user, client = clerk("village_cadre")
    opened(client, booking)
    assert "再确认一遍" in text_of(client.get(CALLER + "withdraw/"))
    booking.refresh_from_db()
    assert booking.state == BookingState.SUBMITTED
    client.post(CALLER + "withdraw/", {"sure": "1"})
    booking.refresh_from_db()
    assert booking.state == BookingState.WITHDRAWN
    event = booking.events.filter(move="withdraw").get()
    assert (event.actor, event.channel, event.role) == (user, "grid", "citizen")


def test_a_second_click_says_how_it_stands(booking):
    _user, client = clerk()
    opened(client, booking)
    client.post(CALLER + "withdraw/", {"sure": "1"})
    page = client.post(CALLER + "withdraw/", {"sure": "1"}, follow=True)
    assert "不能再撤回" in text_of(page) or "已经撤回" in text_of(page)
    assert booking.events.filter(move="withdraw").count() == 1


def test_the_answer_to_a_reminder(booking):
    _user, client = clerk()
    confirm_booking(booking=booking, actor=staff("reception_officer"), roles={"reception_officer"}, at=now())
    fresh = Booking.objects.select_related("day__centre", "seat", "matter__person").get(pk=booking.pk)
    reminder = send_reminder(booking=fresh, days_before=2, at=now())
    page = opened(client, booking)
    assert 'value="coming"' in text_of(page)
    client.post(CALLER + "reminder/", {"answer": "coming"})
    reminder.refresh_from_db()
    assert reminder.answer == "coming"


def test_a_choice_after_a_change_by_the_office(booking):
    user, client = clerk()
    by = OfficeAct(actor=None, at=now(), words="临时外出开会。")
    retire_seats(session=booking.seat.session, seats=[booking.seat], by=by)
    page = opened(client, booking)
    assert "临时外出开会。" in text_of(page)
    assert client.get(CALLER + "choose/").status_code == 200
    client.post(CALLER + "choose/", {"choice": "written_reply"})
    booking.refresh_from_db()
    assert booking.state == BookingState.CANCELLED
    assert booking.events.filter(move="choose_written_reply").get().actor == user


def test_in_english(booking):
    _user, client = clerk()
    page = client.post("/en" + FIND, {"number": booking.number, "proof": LANDLINE}, follow=True)
    assert "The caller’s registration" in text_of(page)


def test_a_text_message_that_did_not_arrive_is_told_while_the_caller_is_there(booking):
    message = Message.objects.create(
        template="reception_days/booking_confirmed", channel=Channel.SMS, person=booking.matter.person, body="x",
        address="13800138000", state=State.SENT, provider_reference="5000:1", created_at=now(), next_attempt_at=now(),
        sent_at=now(),
    )  # fmt: skip
    _user, client = clerk()
    assert "没有送达" not in text_of(opened(client, booking))
    note_receipt(reference=message.provider_reference, is_delivered=False, reason="absent", at=now())
    assert "没有送达这个手机" in text_of(opened(client, booking))
