"""Choosing day, leader and time on the way through registering."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localtime, now

from reception_days.models import Seat
from tests.reception_days.factories import LeaderSessionFactory, ReceptionDayFactory, SeatFactory
from tests.reception_days.walking import Citizen, first_start, open_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return open_day()


def text_of(page):
    return page.content.decode()


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


def test_who_follows_a_link_to_a_day_that_is_not_open_is_told_and_led_to_one_that_is(day):
    page = text_of(Client().get("/en/reception/register/?day=2020-01-15", follow=True))
    assert "Registration for 15 January 2020 is not open" in page
    assert "is not open" not in text_of(Client().get(f"/en/reception/register/?day={day.date}", follow=True))
