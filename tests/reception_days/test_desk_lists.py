"""The office's list of a day's bookings: its filters, its search, and who is never shown what."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from foundation.people.models import Tenure
from reception_days.listing_desk import MOST_SEARCHED, bookings_of, overdue_before, search
from reception_days.models import Booking, BookingState, HalfDay, Proxy, Reminder
from reception_days.services import answer_due
from tests.matters.factories import MatterFactory, PersonFactory, moment
from tests.reception_days.factories import (
    AT,
    BookingFactory,
    LeaderSessionFactory,
    PostFactory,
    ReceptionDayFactory,
    SeatFactory,
    seated,
    staff,
)
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db


def at_desk(role="reception_officer"):
    return sign_in_staff(Client(), staff(role))


def path_of(day):
    return f"/desk/reception/{day.pk}/bookings/"


def shown(client, day, query=""):
    return {booking.number for booking in client.get(f"{path_of(day)}?{query}").context["bookings"]}


def found(client, day, text):
    return {booking.number for booking in client.post(path_of(day), {"text": text}).context["bookings"]}


def booked(session=None, **facts):
    """A booking with a seat, of somebody called as one likes."""
    person = {name: facts.pop(name) for name in ("name", "phone") if name in facts}
    matter = MatterFactory(person=PersonFactory(**person))
    booking = BookingFactory(matter=matter, **facts)
    SeatFactory(session=session or LeaderSessionFactory(), booking=booking)
    return booking


def remind(booking, *, answer="", days_before=7, at=AT):
    Reminder.objects.create(
        booking=booking,
        days_before=days_before,
        seat_starts_at=booking.seat.starts_at,
        sent_at=at,
        answer=answer,
        answered_at=at if answer else None,
    )


class TestFilters:
    def test_by_leader_and_by_half_day(self):
        morning = LeaderSessionFactory()
        afternoon = LeaderSessionFactory(half_day=HalfDay.AFTERNOON)
        first, second = booked(morning), booked(afternoon)
        client = at_desk()
        assert shown(client, first.day, f"who={morning.pk}") == {first.number}
        assert shown(client, first.day, "who=pm") == {second.number}
        assert shown(client, first.day, "who=none") == set()
        assert shown(client, first.day, "who=nonsense") == {first.number, second.number}

    def test_those_without_a_time(self):
        waiting, seated_one = BookingFactory(), booked()
        assert shown(at_desk(), waiting.day, "who=none") == {waiting.number}
        assert seated_one.number not in shown(at_desk(), waiting.day, "who=none")

    def test_needs_for_the_visit_and_a_written_reply(self):
        plain, wheels, letter = booked(), booked(access_needs=json.dumps(["wheelchair"])), booked()
        Booking.objects.filter(pk=letter.pk).update(wants_written_reply=True)
        client = at_desk()
        assert shown(client, plain.day, "needs=on") == {wheels.number}
        assert shown(client, plain.day, "written=on") == {letter.number}
        assert "轮椅" in client.get(path_of(plain.day)).content.decode()

    def test_what_a_body_needs_is_for_those_who_arrange_it(self):
        """A leader's secretary sees the list, and neither the needs nor who has any."""
        wheels = booked(access_needs=json.dumps(["wheelchair"]))
        plain = booked()
        client = at_desk("leader_secretary")
        assert "轮椅" not in client.get(path_of(plain.day)).content.decode()
        assert shown(client, plain.day, "needs=on") == {wheels.number, plain.number}

    def test_by_the_answer_to_the_reminder(self):
        coming, silent, never = booked(), booked(), booked()
        remind(coming, answer="coming")
        remind(silent)
        client = at_desk()
        assert shown(client, never.day, "reminder=coming") == {coming.number}
        assert shown(client, never.day, "reminder=unanswered") == {silent.number}

    def test_the_last_answer_counts(self):
        changed = booked()
        remind(changed, answer="coming")
        remind(changed, answer="not_coming", days_before=2, at=AT + timedelta(days=5))
        client = at_desk()
        assert shown(client, changed.day, "reminder=not_coming") == {changed.number}
        assert shown(client, changed.day, "reminder=coming") == set()

    def test_an_answer_for_the_time_before_a_change_no_longer_counts(self):
        booking = booked()
        remind(booking, answer="coming")
        type(booking.seat).objects.update(starts_at=booking.seat.starts_at + timedelta(hours=1))
        assert shown(at_desk(), booking.day, "reminder=coming") == set()

    def test_filters_stay_while_paging(self, monkeypatch):
        monkeypatch.setattr("reception_days.views.desk_bookings.PAGE", 1)
        session = LeaderSessionFactory()
        booked(session), booked(session)
        context = at_desk().get(f"{path_of(session.day)}?who=am&state=submitted&x=%3Cscript%3E").context
        assert "who=am" in context["next_url"]
        assert "state=submitted" in context["next_url"]
        assert "script" not in context["next_url"]

    def test_they_cost_no_query_more_with_many_rows(self, django_assert_num_queries):
        session = LeaderSessionFactory()
        booked(session)
        client, query = at_desk(), "overdue=on&who=am&reminder=coming"
        client.get(path_of(session.day))
        with CaptureQueriesContext(connection) as few:
            client.get(f"{path_of(session.day)}?{query}")
        for _ in range(12):
            remind(booked(session), answer="coming")
        with django_assert_num_queries(len(few)):
            client.get(f"{path_of(session.day)}?{query}")


class TestOverdue:
    @pytest.mark.parametrize("at", [AT + timedelta(hours=hours) for hours in range(0, 24 * 8, 7)])
    def test_the_query_and_the_clock_of_one_booking_agree(self, at):
        """Registered on any hour of a week, weekend included."""
        day = ReceptionDayFactory()
        before = overdue_before(day, at=at)
        for hours in range(0, 24 * 7, 5):
            booking = BookingFactory.build(day=day, matter=None, number="", submitted_at=AT + timedelta(hours=hours))
            assert (booking.submitted_at < before) == (answer_due(booking).legal_at < at)

    def test_only_what_awaits_our_answer_is_overdue(self, monkeypatch):
        late, answered, fresh = booked(), booked(state=BookingState.CONFIRMED), booked()
        Booking.objects.filter(pk=fresh.pk).update(submitted_at=moment(2026, 12, 3))
        monkeypatch.setattr("reception_days.views.desk_bookings.now", lambda: moment(2026, 12, 3, 12))
        client = at_desk()
        assert shown(client, late.day, "overdue=on") == {late.number}
        assert client.get(path_of(late.day)).content.decode().count('class="tag tag-danger">答复已超期') == 1
        assert answered.number not in shown(client, late.day, "overdue=on")


class TestSearch:
    def test_by_number_name_and_phone(self):
        wang, zhao = booked(name="王小明", phone="13800138001"), booked(name="赵小芳", phone="13800138002")
        client = at_desk()
        assert found(client, wang.day, wang.number.lower()) == {wang.number}
        assert found(client, wang.day, " 王 小明 ") == {wang.number}
        assert found(client, wang.day, "+86 138-0013-8002") == {zhao.number}

    @pytest.mark.parametrize("text", ["王小", "小明", "1380013800", "138", "%", "'; DROP TABLE", "　"])
    def test_nothing_by_halves(self, text):
        """A search that finds by part of a name or phone would be a way to guess."""
        wang = booked(name="王小明", phone="13800138001")
        assert found(at_desk(), wang.day, text) == set()

    def test_who_registered_for_somebody_finds_the_booking(self):
        mother = booked(name="李桂兰", phone="051383310001")
        Proxy.objects.create(
            booking=mother, relation="relative", name="陈大海", phone="13900139000", consent="spoken", consented_at=AT
        )
        client = at_desk()
        assert found(client, mother.day, "陈大海") == {mother.number}
        assert found(client, mother.day, "13900139000") == {mother.number}

    def test_only_of_this_day(self):
        elsewhere = booked(name="王小明", day=ReceptionDayFactory(date="2027-01-15"))
        today = booked(name="赵小芳")
        assert found(at_desk(), today.day, "王小明") == set()
        assert found(at_desk(), today.day, elsewhere.number) == set()

    def test_what_was_searched_stands_in_no_address(self):
        booking = booked(name="王小明")
        page = at_desk().post(path_of(booking.day), {"text": "王小明"})
        assert page.status_code == 200
        assert "?text=" not in page.content.decode()
        assert "no-store" in page.headers["Cache-Control"]

    @pytest.mark.parametrize("role", ["leader", "leader_secretary"])
    def test_only_those_who_answer_look_people_up(self, role):
        booking = booked(name="王小明")
        client = at_desk(role)
        assert found(client, booking.day, "王小明") == set()
        assert 'name="text"' not in client.get(path_of(booking.day)).content.decode()

    def test_a_day_with_too_many_names_says_so(self, monkeypatch):
        booking = booked(name="王小明")
        booked(name="赵小芳")
        monkeypatch.setattr("reception_days.listing_desk.MOST_SEARCHED", 1)
        page = at_desk().post(path_of(booking.day), {"text": "王小明"})
        assert 'id="id_text_error"' in page.content.decode()
        assert found(at_desk(), booking.day, booking.number) == {booking.number}

    def test_the_queries_do_not_grow(self, django_assert_max_num_queries):
        session = LeaderSessionFactory()
        for _ in range(30):
            booked(session, name="王小明")
        rows = Booking.objects.filter(day=session.day)
        with django_assert_max_num_queries(3):
            assert len(bookings_of(search(rows, "王小明"), session.day)) == 30
        assert MOST_SEARCHED >= 1000


class TestTheLeaderComplainedOf:
    """Never finds that booking, whatever role they hold (《信访工作条例》 arts. 28, 30)."""

    @pytest.fixture
    def about_me(self):
        booking = booked(name="王小明", phone="13800138001")
        post = PostFactory(holder="周主任")
        type(booking.matter).objects.update(complaint_kind="official", about_post=post)
        return booking

    @pytest.fixture
    def my_desk(self, about_me):
        user = staff("reception_officer")
        post = type(about_me.matter).objects.get().about_post
        holder = Tenure.objects.get(post=post).person
        holder.user = user
        holder.save()
        return sign_in_staff(Client(), user)

    def test_not_in_the_list_and_its_counts(self, about_me, my_desk):
        page = my_desk.get(path_of(about_me.day))
        assert list(page.context["bookings"]) == []
        assert page.context["total"] == 0
        assert about_me.number not in page.content.decode()

    @pytest.mark.parametrize("text", ["number", "王小明", "13800138001"])
    def test_not_by_search(self, about_me, my_desk, text):
        assert found(my_desk, about_me.day, about_me.number if text == "number" else text) == set()

    @pytest.mark.parametrize("suffix", ["csv", "xlsx"])
    def test_not_in_a_file(self, about_me, my_desk, suffix):
        answer = my_desk.post(f"{path_of(about_me.day)}export/", {"format": suffix})
        assert answer.status_code == 200
        if suffix == "csv":
            assert about_me.number not in answer.content.decode("utf-8-sig")

    def test_not_on_a_sheet(self, about_me, my_desk):
        page = my_desk.get(f"/desk/reception/{about_me.day_id}/sheets/")
        assert about_me.number not in page.content.decode()

    def test_others_in_the_office_do_find_it(self, about_me):
        assert shown(at_desk(), about_me.day) == {about_me.number}


def test_times_are_those_of_the_city():
    booking = seated()
    page = at_desk().get(path_of(booking.day)).content.decode()
    assert f"{localtime(booking.seat.starts_at):%H:%M}" in page
