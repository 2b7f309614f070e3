"""The receipt: what one keeps in hand, and what goes into a calendar."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils.translation import override
from icalendar import Calendar

from foundation.places.models import Centre
from matters import receipts
from reception_days.calendar_file import calendar_of
from reception_days.models import AccessLink, Booking, BookingEvent, BookingState, LinkPurpose, ReceptionDay, Seat
from tests.reception_days.factories import AT, FIRST_TIME, seated
from tests.reception_days.walking import Citizen, number_and_code, open_day

pytestmark = pytest.mark.django_db


def written(booking: Booking):
    """The one event of the file, as another programme reads it."""
    (event,) = Calendar.from_ical(calendar_of([Booking.objects.get(pk=booking.pk)])).walk("VEVENT")
    return event


def test_a_calendar_file_names_the_time_in_the_citys_own_zone():
    file = calendar_of([seated()])
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert event.start == FIRST_TIME
    assert b"DTSTART;TZID=Asia/Shanghai:20261215T090000" in file
    assert b"BEGIN:VTIMEZONE" in file


def test_an_appointment_keeps_its_identity_while_it_moves():
    booking = seated()
    BookingEvent.objects.create(booking=booking, move="register", after="submitted", role="citizen", at=AT)
    before = written(booking)
    booking.seat.starts_at = FIRST_TIME + timedelta(hours=1)
    booking.seat.save()
    BookingEvent.objects.create(booking=booking, move="reschedule", after="submitted", role="citizen", at=AT)
    after = written(booking)
    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after.start == FIRST_TIME + timedelta(hours=1)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (BookingState.SUBMITTED, "TENTATIVE"),
        (BookingState.CONFIRMED, "CONFIRMED"),
        (BookingState.WITHDRAWN, "CANCELLED"),
    ],
)
def test_a_calendar_shows_how_certain_an_appointment_is(state, status):
    assert written(seated(state=state))["status"] == status


def test_an_appointment_without_a_seat_is_called_off():
    booking = seated(state=BookingState.DISPLACED)
    Seat.objects.filter(booking=booking).update(booking=None)
    assert written(booking)["status"] == "CANCELLED"


def test_a_calendar_file_says_nothing_about_the_matter():
    booking = seated()
    file = calendar_of([booking]).decode()
    for secret in [booking.number, booking.matter.name, booking.matter.phone, booking.matter.text]:
        assert secret not in file


def test_a_calendar_file_gives_the_address_in_the_readers_language():
    booking = seated()
    centre = Centre.objects.create(
        place=booking.day.place, name="服务中心", address="栖霁街道66号", address_en="66 Linzheng Road"
    )
    ReceptionDay.objects.filter(pk=booking.day_id).update(centre=centre)
    with override("en"):
        assert written(booking)["location"].endswith(" 66 Linzheng Road")
    assert written(booking)["location"].endswith(" 栖霁街道66号")


def test_the_receipt_carries_a_code_that_opens_the_booking_and_a_calendar_file():
    citizen = Citizen(open_day())
    page = citizen.send(citizen.walk_to_check()).content.decode()
    assert "<svg" in page
    assert "style=" not in page.split("<svg")[1].split("</svg")[0]
    file = citizen.client.get("/reception/register/receipt/appointment.ics")
    assert file.headers["Content-Type"].startswith("text/calendar")
    assert "no-store" in file.headers["Cache-Control"]
    assert AccessLink.objects.get().purpose == LinkPurpose.BOOKING


def test_looking_at_the_receipt_again_makes_no_further_link():
    citizen = Citizen(open_day())
    citizen.send(citizen.walk_to_check())
    citizen.get("/reception/register/receipt/")
    assert AccessLink.objects.count() == 1


def test_the_link_opens_the_booking_in_another_browser(monkeypatch):
    tokens = []
    monkeypatch.setattr(receipts, "qr_code", lambda address: tokens.append(address) or "")
    citizen = Citizen(open_day())
    page = citizen.send(citizen.walk_to_check())
    number, _code = number_and_code(page)
    path = urlsplit(tokens[-1]).path
    assert number in Client().get(path, follow=True).content.decode()
    assert number not in Client().get(path[:-4] + "xxx/", follow=True).content.decode()


def test_a_closed_receipt_opens_no_more_and_nobody_elses_browser_has_it():
    citizen = Citizen(open_day())
    citizen.send(citizen.walk_to_check())
    assert Client().get("/reception/register/receipt/").url == "/look-up/"
    citizen.post("/reception/register/forget/")
    assert citizen.client.get("/reception/register/receipt/").url == "/look-up/"
    assert citizen.client.get("/reception/register/receipt/appointment.ics").url == "/look-up/"


def test_ones_own_page_offers_the_calendar_file_too():
    citizen = Citizen(open_day())
    number, code = citizen.register()
    citizen.client.post("/look-up/", {"number": number, "code": code})
    assert b"BEGIN:VEVENT" in citizen.client.get("/look-up/appointment.ics").content
    assert Client().get("/look-up/appointment.ics").url == "/look-up/"
