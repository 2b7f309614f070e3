"""What leaves the desk on paper or as a file: masked, noted, and never with a complaint for the one it is about."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from foundation.people.models import Reveal, Role
from reception_days.models import Booking, BookingState, HalfDay
from tests.matters.factories import MatterFactory, PersonFactory, another_town, town
from tests.reception_days.factories import (
    BookingFactory,
    LeaderSessionFactory,
    PostFactory,
    ReceptionDay,
    SeatFactory,
    seated,
    staff,
)
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db

ROLES = [
    "reception_officer", "window_clerk", "hotline_operator", "dispatcher", "unit_officer", "supervisor",
    "callback_agent", "grid_worker", "village_cadre", "mediator", "deputy", "leader", "leader_secretary",
    "organisation_liaison", "editor", "auditor", "administrator",
]  # fmt: skip
ANSWERS = {"reception_officer", "window_clerk"}
PURPOSE = "当天接待核对身份"


def at_desk(role="reception_officer", *, on=None):
    return sign_in_staff(Client(), staff(role, on=on))


def file_of(client, day_id, suffix="csv", query=""):
    return client.post(f"/desk/reception/{day_id}/bookings/export/?{query}", {"format": suffix})


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def booked(session, **facts):
    booking = BookingFactory(matter=MatterFactory(person=PersonFactory()), **facts)
    SeatFactory(session=session, booking=booking)
    return booking


class TestFiles:
    @pytest.mark.parametrize("role", ROLES)
    def test_who_takes_one_away(self, role):
        booking = seated()
        expected = 200 if role in ANSWERS else 403
        assert file_of(at_desk(role), booking.day_id).status_code == expected

    def test_not_of_another_town_and_not_by_a_link(self):
        booking = seated()
        ReceptionDay.objects.update(place=town())
        assert file_of(at_desk(on=another_town()), booking.day_id).status_code == 404
        assert at_desk().get(f"/desk/reception/{booking.day_id}/bookings/export/").status_code == 405

    def test_masked_and_without_the_story(self):
        booking = seated()
        answer = file_of(at_desk(), booking.day_id)
        assert answer.headers["Content-Disposition"] == 'attachment; filename="bookings-2026-12-15.csv"'
        assert "no-store" in answer.headers["Cache-Control"]
        text = answer.content.decode("utf-8-sig")
        assert "王**" in text
        assert f"{booking.matter.phone[:3]}****{booking.matter.phone[-4:]}" in text
        for secret in (booking.matter.name, booking.matter.phone, booking.matter.text, booking.matter.request):
            assert secret not in text

    def test_excel_holds_the_same_rows(self):
        booking = seated()
        client = at_desk()
        sheet = load_workbook(io.BytesIO(file_of(client, booking.day_id, "xlsx").content)).active
        in_excel = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
        assert in_excel == rows_of(file_of(client, booking.day_id))
        assert in_excel[1][0] == booking.number

    def test_a_name_that_is_a_formula_stays_text(self):
        booking = seated()
        type(booking.seat.session).objects.update(room="=HYPERLINK(1)")
        row = rows_of(file_of(at_desk(), booking.day_id))[1]
        assert "'=HYPERLINK(1)" in row

    def test_the_filters_of_the_list_hold_here_too(self):
        session = LeaderSessionFactory()
        first, second = booked(session), booked(session, state=BookingState.CONFIRMED)
        rows = rows_of(file_of(at_desk(), session.day_id, query="state=confirmed"))
        assert [row[0] for row in rows[1:]] == [second.number]
        assert first.number != second.number

    def test_each_is_noted(self):
        booking = seated()
        file_of(at_desk(), booking.day_id, query="state=submitted")
        entry = ModelLogEntry.objects.get(action="reception_days.export_bookings")
        assert entry.data == {"format": "csv", "rows": 1, "filter": "state=submitted"}
        assert str(entry.object_id) == str(booking.day_id)

    def test_in_english_too(self):
        booking = seated()
        answer = at_desk().post(f"/en/desk/reception/{booking.day_id}/bookings/export/", {"format": "csv"})
        assert rows_of(answer)[0][:3] == ["Number", "State", "Time"]

    def test_the_queries_do_not_grow(self):
        session = LeaderSessionFactory()
        booked(session)
        client = at_desk()
        file_of(client, session.day_id)
        with CaptureQueriesContext(connection) as few:
            file_of(client, session.day_id)
        for _ in range(10):
            booked(session)
        with CaptureQueriesContext(connection) as many:
            file_of(client, session.day_id)
        assert len(many) == len(few)


class TestSheets:
    def get(self, client, day_id, prefix=""):
        return client.get(f"{prefix}/desk/reception/{day_id}/sheets/")

    @pytest.mark.parametrize("role", ROLES)
    def test_who_prints_them(self, role):
        booking = seated()
        assert self.get(at_desk(role), booking.day_id).status_code == (200 if role in ANSWERS else 403)

    def test_one_for_each_leader_in_the_order_of_protocol(self):
        mayor = LeaderSessionFactory(post=PostFactory(name="市长", body=3, rank=1, holder="孙市长"))
        secretary = LeaderSessionFactory(post=PostFactory(name="市委书记", body=1, rank=1, holder="钱书记"))
        LeaderSessionFactory(half_day=HalfDay.AFTERNOON, cancelled_at=mayor.starts_at)
        booked(mayor), SeatFactory(session=secretary)
        page = self.get(at_desk(), mayor.day_id)
        assert [sheet.session for sheet in page.context["sheets"]] == [secretary, mayor]
        text = page.content.decode()
        assert text.index("钱书记") < text.index("孙市长")

    def test_a_line_says_what_one_needs_at_the_table(self):
        session = LeaderSessionFactory()
        booking = booked(session, access_needs=json.dumps(["wheelchair", "dialect"]), representatives=3)
        type(booking.matter).objects.update(request="请尽快\n修好电梯，" + "很急" * 40)
        page = self.get(at_desk(), session.day_id)
        line = page.context["sheets"][0].lines[0]
        assert line.asked.startswith("请尽快 修好电梯，")
        assert len(line.asked) == 60
        assert (len(line.needs), len(line.interpreter)) == (1, 1)
        text = page.content.decode()
        assert "王** × 3" in text
        for secret in (booking.matter.name, booking.matter.phone, booking.matter.text):
            assert secret not in text

    def test_free_and_retired_seats(self):
        session = LeaderSessionFactory()
        SeatFactory(session=session)
        SeatFactory(session=session, retired=True)
        assert len(self.get(at_desk(), session.day_id).context["sheets"][0].lines) == 1

    def test_somebody_who_withdrew_is_on_no_sheet(self):
        session = LeaderSessionFactory()
        booking = booked(session, state=BookingState.CONFIRMED)
        type(booking.seat).objects.update(booking=None)
        Booking.objects.update(state=BookingState.WITHDRAWN)
        assert booking.number not in self.get(at_desk(), session.day_id).content.decode()

    def test_a_leader_never_has_the_complaint_about_themselves_on_the_table(self):
        """Also where it came onto their seat later, and also where it names a post they hold besides."""
        session = LeaderSessionFactory()
        booking = booked(session)
        besides = PostFactory(name="副书记", holder="")
        besides.tenures.create(person=session.leader, starts_on="2025-01-01")
        for about in (session.post, besides):
            type(booking.matter).objects.update(complaint_kind="official", about_post=about)
            page = self.get(at_desk(), session.day_id)
            assert booking.number not in page.content.decode()
            assert page.context["sheets"][0].left_out == 1
            named = at_desk().post(
                f"/desk/reception/{session.day_id}/sheets/", {"session": session.pk, "purpose": PURPOSE}
            )
            assert booking.matter.name not in named.content.decode()
        assert not Reveal.objects.exists()

    def test_both_languages_and_a4(self):
        booking = seated()
        english = self.get(at_desk(), booking.day_id, "/en").content.decode()
        assert "Day sheets for" in english
        assert "Deputy Mayor" in english
        assert "size: A4" in open("reception_days/static/reception_days/desk.css").read()  # noqa: SIM115

    def test_the_queries_do_not_grow(self):
        session = LeaderSessionFactory()
        booked(session)
        client = at_desk()
        self.get(client, session.day_id)
        with CaptureQueriesContext(connection) as few:
            self.get(client, session.day_id)
        other = LeaderSessionFactory(half_day=HalfDay.AFTERNOON)
        for _ in range(10):
            booked(other)
        with CaptureQueriesContext(connection) as many:
            self.get(client, session.day_id)
        assert len(many) == len(few)


class TestFullNames:
    def show(self, client, booking, purpose=PURPOSE, session=None):
        answers = {"session": session or booking.seat.session_id, "purpose": purpose}
        return client.post(f"/desk/reception/{booking.day_id}/sheets/", answers)

    def test_shown_once_with_a_purpose_that_the_person_can_read(self):
        booking = seated()
        client = at_desk()
        page = self.show(client, booking)
        assert "王小明" in page.content.decode()
        assert booking.matter.phone not in page.content.decode()
        assert booking.matter.person.reveals.get().purpose == PURPOSE
        entry = ModelLogEntry.objects.get(action="reception_days.print_full_names")
        assert entry.data == {"names": 1, "purpose": PURPOSE}
        assert "王小明" not in client.get(f"/desk/reception/{booking.day_id}/sheets/").content.decode()

    @pytest.mark.parametrize("purpose", ["", "查", "   查   "])
    def test_never_without_a_purpose(self, purpose):
        booking = seated()
        page = self.show(at_desk(), booking, purpose)
        assert 'id="id_purpose_error"' in page.content.decode()
        assert "王小明" not in page.content.decode()
        assert not Reveal.objects.exists()

    def test_one_sheet_at_a_time(self):
        first = seated()
        other = booked(LeaderSessionFactory(half_day=HalfDay.AFTERNOON))
        page = self.show(at_desk(), first)
        assert len(page.context["sheets"]) == 1
        assert not other.matter.person.reveals.exists()
        assert "王小明" not in self.show(at_desk(), first, session="999999").content.decode()

    def test_not_without_the_right_to_reveal(self):
        booking = seated()
        role = Role.objects.get(code="window_clerk")
        Role.objects.filter(pk=role.pk).update(actions=[each for each in role.actions if each != "people.reveal"])
        client = at_desk("window_clerk")
        assert self.show(client, booking).status_code == 404
        assert 'name="purpose"' not in client.get(f"/desk/reception/{booking.day_id}/sheets/").content.decode()
