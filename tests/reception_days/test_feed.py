"""One's own appointments as a calendar: whose, how it changes, and how it ends."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from icalendar import Calendar

from foundation.requests.limits import Limit
from reception_days.models import AccessLink, Booking
from reception_days.services import confirm_booking, reschedule_booking, withdraw_booking
from reception_days.services.calendar_feeds import subscribe
from reception_days.views import feed
from tests.matters.factories import PersonFactory
from tests.reception_days.factories import BookingFactory, ReceptionDayFactory, staff
from tests.reception_days.walking import STORY, Citizen, first_start, open_day
from tests.sign_in import sign_in_citizen

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking():
    """A registration for a day ten days ahead."""
    number, _code = Citizen(open_day()).register()
    return Booking.objects.get(number=number)


@pytest.fixture
def token(booking):
    return subscribe(person=booking.matter.person, at=now())


def fetch(token, **headers):
    return Client().get(f"/calendar/{token}.ics", headers=headers)


def events_in(response):
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_it_has_the_appointment_at_its_time_and_nothing_about_the_matter(booking, token):
    response = fetch(token)
    (event,) = events_in(response)
    assert response.headers["Content-Type"].startswith("text/calendar")
    assert event.decoded("dtstart") == booking.seat.starts_at
    assert event["status"] == "TENTATIVE"
    for secret in (STORY[:6], booking.matter.name, booking.number, "housing"):
        assert secret not in response.content.decode().replace("\r\n ", "")


def test_it_follows_the_booking_under_one_identity(booking, token):
    (before,) = events_in(fetch(token))
    confirm_booking(booking=booking, actor=staff("reception_officer"), roles={"reception_officer"}, at=now())
    later = first_start(booking.day) + timedelta(minutes=20)
    reschedule_booking(booking=booking, day=booking.day, starts_at=later, at=now())
    (after,) = events_in(fetch(token))
    assert after["uid"] == before["uid"]
    assert int(after["sequence"]) > int(before["sequence"])
    assert (after.decoded("dtstart"), after["status"]) == (later, "CONFIRMED")
    withdraw_booking(booking=Booking.objects.get(), at=now())
    (ended,) = events_in(fetch(token))
    assert (ended["uid"], ended["status"]) == (before["uid"], "CANCELLED")


def test_only_ones_own_and_only_from_today_on(booking, token):
    BookingFactory(day=booking.day)
    past = ReceptionDayFactory(date=localdate() - timedelta(days=1))
    type(booking.matter).objects.filter(pk=BookingFactory(day=past).matter_id).update(person=booking.matter.person)
    assert len(events_in(fetch(token))) == 1


def test_a_calendar_that_asks_again_gets_nothing_new_until_something_changes(booking, token):
    tag = fetch(token).headers["ETag"]
    assert fetch(token, **{"if-none-match": tag}).status_code == 304
    withdraw_booking(booking=booking, at=now())
    assert fetch(token, **{"if-none-match": tag}).status_code == 200


def test_the_page_makes_an_address_shows_it_once_and_switches_it_off(booking):
    client = sign_in_citizen(Client(), booking.matter.person)
    assert "订阅我的预约" in client.get("/my/").content.decode()
    page = client.post("/my/calendar/").content.decode()
    token = re.search(r"/calendar/([\w-]+)\.ics", page).group(1)
    assert len(events_in(fetch(token))) == 1
    assert token not in client.get("/my/").content.decode()
    client.post("/my/calendar/off/")
    assert fetch(token).status_code == 404


def test_a_new_address_ends_the_old_one(booking, token):
    newer = subscribe(person=booking.matter.person, at=now())
    assert fetch(token).status_code == 404
    assert fetch(newer).status_code == 200
    assert AccessLink.objects.live(at=now()).filter(purpose="calendar").count() == 1


def test_the_buttons_need_a_form_of_ours(booking):
    client = sign_in_citizen(Client(enforce_csrf_checks=True), booking.matter.person)
    assert client.post("/my/calendar/").status_code == 403
    page = client.get("/my/").content.decode()
    written = page.partition("csrfmiddlewaretoken")[2].partition('value="')[2].partition('"')[0]
    assert client.post("/my/calendar/", {"csrfmiddlewaretoken": written}).status_code == 200


def test_who_has_no_appointment_gets_an_empty_calendar():
    token = subscribe(person=PersonFactory(), at=now())
    assert events_in(fetch(token)) == []


def test_asking_too_often_and_guessing_are_stopped(token, caplog, monkeypatch):
    monkeypatch.setattr(feed, "WRONG_LINKS", [Limit(5, 3600)])
    monkeypatch.setattr(feed, "FETCHES", [Limit(5, 3600)])
    for _ in range(5):
        assert fetch(token).status_code == 200
    refused = fetch(token)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    for _ in range(5):
        assert fetch("never-made").status_code == 404
    assert fetch("never-made").status_code == 429
    assert token not in caplog.text


def test_it_speaks_the_persons_language(booking, token):
    type(booking.matter.person).objects.update(language="en")
    (event,) = events_in(fetch(token))
    assert event["summary"] == "Appointment at the reception centre"


def test_the_number_of_queries_does_not_grow(booking, token, django_assert_max_num_queries):
    for _ in range(5):
        other = BookingFactory(day=booking.day)
        type(other.matter).objects.filter(pk=other.matter_id).update(person=booking.matter.person)
    with django_assert_max_num_queries(20):
        assert len(events_in(fetch(token))) == 6
