"""Days to which the office invites: planned, changed, published, shown; nobody books them, nobody reads the matters."""

import hashlib
from datetime import date, time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.places.models import Unit
from reception_days.exceptions import (
    DateNotPossible,
    DayAlreadyScheduled,
    LeaderIsComplainedOf,
    MatterUnknown,
    NoSeatsOffered,
    PostVacant,
    ReasonNeeded,
)
from reception_days.models import DayKind, DayState, HalfDay, ReceptionDay, Seat
from reception_days.services import add_seats, publish_day
from reception_days.services.displacing import OfficeAct
from reception_days.services.kinds import INVITING_KINDS, Plan, change_inviting_day, schedule_inviting_day
from tests.matters.factories import MatterFactory, another_town, city, town, village
from tests.reception_days.factories import (
    AT,
    DAY,
    LeaderSessionFactory,
    PostFactory,
    ReceptionDayFactory,
    SeatFactory,
    staff,
)
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db

ROLES = [
    "reception_officer", "window_clerk", "hotline_operator", "dispatcher", "unit_officer", "supervisor",
    "callback_agent", "grid_worker", "village_cadre", "mediator", "deputy", "leader", "leader_secretary",
    "organisation_liaison", "editor", "auditor", "administrator",
]  # fmt: skip
SEES = {"reception_officer", "window_clerk", "leader", "leader_secretary"}
THURSDAY, SATURDAY = date(2026, 12, 10), date(2026, 12, 12)


def plan(**facts):
    ordinary = {"on": THURSDAY, "starts": time(9), "ends": time(11), "room": "会议室", "agenda": "协调老旧小区电梯更新"}
    chair = facts.pop("chair", None) or PostFactory()
    return Plan(**(ordinary | {"chair": chair} | facts))


def by(words="", *, actor=None, at=AT):
    return OfficeAct(actor=actor, at=at, words=words)


def planned(kind=DayKind.ONSITE, *, words="", actor=None, **facts):
    if kind == DayKind.OUTREACH:
        facts.setdefault("visited_place", village())
    return schedule_inviting_day(kind=kind, place=city(), plan=plan(**facts), by=by(words, actor=actor))


def published(kind=DayKind.ONSITE, **facts):
    day = planned(kind, **facts)
    publish_day(day=day, at=AT)
    return day


def unit(name="住建局"):
    return Unit.add_root(code=f"u{Unit.objects.count()}", name=name, kind="government", place=city())


class TestPlanning:
    @pytest.mark.parametrize("kind", INVITING_KINDS)
    def test_a_draft_with_its_leader_and_no_seats(self, kind):
        day = planned(kind, units=[unit()])
        session = day.sessions.get()
        assert (day.state, day.kind) == (DayState.DRAFT, kind)
        assert (session.leader_name, session.half_day) == ("李建国", HalfDay.MORNING)
        assert not Seat.objects.exists()
        assert day.events.get().move == "schedule"

    @pytest.mark.parametrize("kind", INVITING_KINDS)
    def test_no_seats_are_added_to_it(self, kind):
        session = planned(kind).sessions.get()
        with pytest.raises(NoSeatsOffered):
            add_seats(session=session, count=1, by=by())
        assert not Seat.objects.exists()

    def test_the_monthly_day_is_not_planned_here(self):
        with pytest.raises(ValueError, match="fixed"):
            planned(DayKind.FIXED)

    def test_any_working_day_and_a_day_off_only_with_a_reason(self):
        with pytest.raises(ReasonNeeded):
            planned(on=SATURDAY)
        day = planned(on=SATURDAY, words="村民平时外出务工，周六在家")
        assert day.events.get().words == "村民平时外出务工，周六在家"

    def test_not_in_the_past(self):
        with pytest.raises(DateNotPossible):
            planned(on=date(2026, 11, 20))

    def test_one_of_a_kind_a_date_but_several_kinds(self):
        planned(DayKind.ONSITE)
        planned(DayKind.INVITED)
        with pytest.raises(DayAlreadyScheduled):
            planned(DayKind.ONSITE)
        assert ReceptionDay.objects.count() == 2

    def test_not_by_a_vacant_post(self):
        with pytest.raises(PostVacant):
            planned(chair=PostFactory(holder=""))

    def test_matters_are_picked_by_number_as_people_type_it(self):
        matter = MatterFactory()
        day = planned(matter_numbers=[matter.number.lower()])
        assert list(day.matters_chosen.all()) == [matter]

    def test_only_matters_that_the_one_who_picks_may_see(self):
        elsewhere = MatterFactory(place=another_town())
        officer = staff("reception_officer", on=town())
        with pytest.raises(MatterUnknown) as refused:
            planned(matter_numbers=[elsewhere.number], actor=officer)
        assert refused.value.numbers == [elsewhere.number]
        assert not ReceptionDay.objects.exists()

    def test_nobody_chairs_the_talk_about_a_complaint_about_themselves(self):
        chair = PostFactory()
        besides = PostFactory(holder="")
        besides.tenures.create(person=chair.holder(DAY), starts_on="2025-01-01")
        for post in (chair, besides):
            complaint = MatterFactory(complaint_kind="official", about_post=post)
            with pytest.raises(LeaderIsComplainedOf):
                planned(chair=chair, matter_numbers=[complaint.number])


class TestChanging:
    def test_a_draft_changes_freely(self):
        day = planned()
        change_inviting_day(day=day, plan=plan(on=date(2026, 12, 11), starts=time(14), ends=time(16)), by=by())
        day.refresh_from_db()
        session = day.sessions.get()
        assert (day.date, session.half_day, session.starts_at.date()) == (date(2026, 12, 11), "pm", day.date)

    def test_once_published_date_and_chair_stay(self):
        day = published()
        chair = day.sessions.get().post
        for other in (plan(on=date(2026, 12, 11), chair=chair), plan()):
            with pytest.raises(DateNotPossible):
                change_inviting_day(day=day, plan=other, by=by("改期"))

    def test_other_changes_take_a_reason_and_stand_in_the_history(self):
        from foundation.moves.exceptions import ReasonMissing

        day = published()
        new = plan(chair=day.sessions.get().post, agenda="改为现场查看")
        with pytest.raises(ReasonMissing):
            change_inviting_day(day=day, plan=new, by=by("  "))
        change_inviting_day(day=day, plan=new, by=by("增加现场查看"))
        day.refresh_from_db()
        assert day.agenda == "改为现场查看"
        assert day.events.latest("pk").words == "增加现场查看"

    def test_matters_one_may_not_see_stay_chosen(self):
        there, here = MatterFactory(place=another_town()), MatterFactory()
        day = planned(matter_numbers=[there.number, here.number])
        officer = staff("reception_officer", on=town())
        chair = day.sessions.get().post
        change_inviting_day(day=day, plan=plan(chair=chair), by=by(actor=officer))
        assert list(day.matters_chosen.all()) == [there]


class TestDesk:
    def answers(self, **changed):
        chair = PostFactory()
        ordinary = {
            "place": city().pk, "on": "2026-12-10", "starts": "09:00", "ends": "11:30", "chair": chair.pk,
            "room": "会议室", "agenda": "协调电梯更新",
        }  # fmt: skip
        return ordinary | changed

    @pytest.fixture
    def desk(self, monkeypatch):
        monkeypatch.setattr("reception_days.views.desk_kinds.now", lambda: AT)
        monkeypatch.setattr("reception_days.views.desk_kinds.localdate", lambda: AT.date())
        city()
        return sign_in_staff(Client(), staff("reception_officer"))

    @pytest.mark.parametrize("role", ROLES)
    def test_who_plans_and_who_looks(self, role):
        day = planned()
        client = sign_in_staff(Client(), staff(role))
        plans = 200 if role == "reception_officer" else 403
        assert client.get("/desk/reception/new/onsite/").status_code == plans
        assert client.get(f"/desk/reception/{day.pk}/plan/change/").status_code == plans
        looks = 200 if role in SEES else 403
        assert client.get(f"/desk/reception/{day.pk}/plan/").status_code == looks
        assert client.get("/desk/reception/calendar/").status_code == looks

    @pytest.mark.parametrize("kind", ["onsite", "invited", "outreach"])
    def test_from_the_form_to_the_public_page(self, desk, kind):
        matter, called = MatterFactory(), unit()
        answers = self.answers(units=[called.pk], numbers=matter.number, visited_place="柳湾村")
        village()
        answers |= {"visited_place_for": "柳湾村", "visited_place_code": village().code}
        page = desk.post(f"/desk/reception/new/{kind}/", answers, follow=True)
        day = ReceptionDay.objects.get()
        assert matter.number in page.content.decode()
        assert Client().get("/reception/2026-12-10/").status_code == 404, "a draft is nobody's business"
        desk.post(f"/desk/reception/{day.pk}/publish/")
        public = Client().get("/reception/2026-12-10/").content.decode()
        for told in ("李建国", "住建局", "协调电梯更新", "09:00", str(DayKind(kind).label)):
            assert told in public
        assert ("柳湾村" in public) == (kind == "outreach")
        assert matter.number not in public
        assert matter.text not in public

    @pytest.mark.parametrize("path", ["fixed", "nonsense"])
    def test_other_kinds_have_no_form(self, desk, path):
        assert desk.get(f"/desk/reception/new/{path}/").status_code == 404

    @pytest.mark.parametrize(
        ("field", "changed"),
        [
            ("on", {"on": ""}),
            ("on", {"on": "2026-11-20"}),
            ("reason", {"on": "2026-12-12"}),
            ("ends", {"ends": "08:00"}),
            ("chair", {"chair": ""}),
            ("room", {"room": ""}),
            ("numbers", {"numbers": "12345"}),
            ("numbers", {"numbers": "20261123-ABCDEF-G"}),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_field(self, desk, field, changed):
        page = desk.post("/desk/reception/new/onsite/", self.answers(**changed)).content.decode()
        assert f'id="id_{field}_error"' in page
        assert "协调电梯更新" in page, "what was typed is kept"
        assert not ReceptionDay.objects.exists()

    def test_an_outreach_names_its_village(self, desk):
        page = desk.post("/desk/reception/new/outreach/", self.answers()).content.decode()
        assert 'id="id_visited_place_error"' in page
        assert "请填写下访的村（社区）" in page

    def test_the_desk_speaks_of_no_seats(self, desk):
        day = published()
        session = day.sessions.get()
        page = desk.get(f"/desk/reception/{day.pk}/").content.decode()
        assert session.room in page
        assert "席位" not in page
        refused = desk.post(
            f"/desk/reception/{day.pk}/sessions/{session.pk}/add-seats/",
            {"count": 2, "words": "多几位群众", "seen": hashlib.sha256(b"[]").hexdigest()[:16]},
        )
        assert "没有可预约的席位" in refused.content.decode()
        assert not Seat.objects.exists()

    def test_a_leader_of_another_place_does_not_chair(self, desk):
        page = desk.post("/desk/reception/new/onsite/", self.answers(place=town().pk)).content.decode()
        assert 'id="id_chair_error"' in page

    def test_a_grant_on_one_town_plans_nothing_for_another(self, monkeypatch):
        day = planned()
        stranger = sign_in_staff(Client(), staff("reception_officer", on=town()))
        assert stranger.get(f"/desk/reception/{day.pk}/plan/").status_code == 404
        assert stranger.post(f"/desk/reception/{day.pk}/plan/change/", {}).status_code == 404
        stranger.post("/desk/reception/new/onsite/", self.answers(on="2030-12-10"))
        assert ReceptionDay.objects.count() == 1

    def test_changing_shows_the_form_as_it_was_filled_in(self, desk):
        matter = MatterFactory()
        day = published(matter_numbers=[matter.number])
        page = desk.get(f"/desk/reception/{day.pk}/plan/change/").content.decode()
        assert matter.number in page
        answers = {
            "starts": "09:00",
            "ends": "12:00",
            "room": "101",
            "agenda": "改为现场查看",
            "reason": "",
            "numbers": "",
        }
        refused = desk.post(f"/desk/reception/{day.pk}/plan/change/", answers).content.decode()
        assert 'id="id_reason_error"' in refused
        desk.post(f"/desk/reception/{day.pk}/plan/change/", answers | {"reason": "增加现场查看"})
        day.refresh_from_db()
        assert (day.agenda, day.sessions.get().room, day.matters_chosen.count()) == ("改为现场查看", "101", 0)

    @pytest.mark.parametrize("role", sorted(SEES))
    def test_the_matters_are_for_those_who_handle_matters(self, role):
        matter = MatterFactory()
        day = planned(matter_numbers=[matter.number])
        page = sign_in_staff(Client(), staff(role)).get(f"/desk/reception/{day.pk}/plan/").content.decode()
        assert (matter.number in page) == (role in {"reception_officer", "window_clerk"})

    def test_a_day_people_book_has_no_plan(self, desk):
        assert desk.get(f"/desk/reception/{ReceptionDayFactory().pk}/plan/").status_code == 404


class TestCalendar:
    def get(self, query="?month=2026-12"):
        return sign_in_staff(Client(), staff("reception_officer")).get(f"/desk/reception/calendar/{query}")

    def test_all_kinds_and_states_with_a_link_each(self):
        day = ReceptionDayFactory()
        others = [planned(kind) for kind in INVITING_KINDS]
        page = self.get().content.decode()
        assert f'href="/desk/reception/{day.pk}/"' in page
        for other in others:
            assert f'href="/desk/reception/{other.pk}/plan/"' in page

    def test_three_months_from_the_one_asked_for(self):
        context = self.get().context
        assert [month.isoformat() for month, _cells in context["months"]] == ["2026-12-01", "2027-01-01", "2027-02-01"]
        assert (context["previous_url"], context["next_url"]) == ("?month=2026-09", "?month=2027-03")

    @pytest.mark.parametrize("month", ["2026-13", "x", "0001-01", "99999-01", "2026-1"])
    def test_anything_else_is_this_month(self, month):
        assert self.get(f"?month={month}").status_code == 200

    def test_two_days_of_one_date_stand_together(self):
        planned(DayKind.ONSITE)
        planned(DayKind.INVITED)
        cells = dict(self.get().context["months"])[date(2026, 12, 1)]
        assert len(cells[9].days) == 2

    def test_the_queries_do_not_grow(self):
        planned()
        client = sign_in_staff(Client(), staff("reception_officer"))
        client.get("/desk/reception/calendar/?month=2026-12")
        with CaptureQueriesContext(connection) as few:
            client.get("/desk/reception/calendar/?month=2026-12")
        for number in range(14, 19):
            planned(on=date(2026, 12, number))
        with CaptureQueriesContext(connection) as many:
            client.get("/desk/reception/calendar/?month=2026-12")
        assert len(many) == len(few)


class TestPublicPages:
    @pytest.fixture(autouse=True)
    def today(self, monkeypatch):
        monkeypatch.setattr("reception_days.views.public.now", lambda: AT)
        monkeypatch.setattr("reception_days.views.public.localdate", lambda: AT.date())

    def page(self, path):
        return Client().get(f"/reception/{path}").content.decode()

    def test_several_kinds_of_one_date_on_one_page(self):
        SeatFactory()
        published(DayKind.ONSITE, on=DAY)
        page = self.page("2026-12-15/")
        assert page.count('<div id="day-') == 2
        assert page.index("定点接访") < page.index("现场办公")
        assert "还剩 1 个" in page or "1 个" in page

    def test_city_and_town_on_one_date_each_with_its_own_registration(self):
        SeatFactory()
        SeatFactory(session=LeaderSessionFactory(day=ReceptionDayFactory(place=town()), post=PostFactory(place=town())))
        page = self.page("2026-12-15/")
        assert page.count('<div id="day-') == 2
        for place in (city(), town()):
            assert f"place={place.code}&amp;time=" in page

    def test_nobody_books_a_day_to_which_the_office_invites(self):
        day = published()
        assert not day.takes_bookings
        page = self.page("2026-12-10/")
        assert 'href="/reception/register/"' in page, "a matter can be registered all the same"
        assert "&amp;time=" not in page

    def test_the_list_names_the_next_day_to_register_for_with_what_is_free(self):
        published()
        seat = SeatFactory()
        SeatFactory(session=seat.session, held=True)
        context = Client().get("/reception/").context
        assert (context["next"].day.kind, context["next"].free) == ("fixed", 1)
        assert [day.kind for day in context["later"]] == ["onsite"]

    def test_a_day_that_was_called_off_is_not_the_next_one(self):
        ReceptionDayFactory(state=DayState.CANCELLED)
        later = ReceptionDayFactory(date=date(2027, 1, 15))
        page = Client().get("/reception/")
        assert page.context["next"].day == later
        assert "已取消" in page.content.decode()

    def test_a_moved_day_leads_to_the_new_date(self):
        new = ReceptionDayFactory(date=date(2026, 12, 16))
        ReceptionDayFactory(state=DayState.CANCELLED, moved_to=new)
        assert 'href="/reception/2026-12-16/"' in self.page("")
        page = self.page("2026-12-15/")
        assert 'href="/reception/2026-12-16/"' in page
        assert 'href="/look-up/"' in page

    def test_a_cancelled_day_says_what_to_do_and_names_no_times(self):
        seat = SeatFactory()
        ReceptionDay.objects.update(state=DayState.CANCELLED)
        page = self.page("2026-12-15/")
        assert "&amp;time=" not in page
        assert seat.session.leader_name not in page
        for href in ('href="/look-up/"', 'href="/reception/"'):
            assert href in page

    def test_a_day_that_takes_place_after_all_hides_its_cancelled_twin(self):
        ReceptionDay.objects.create(
            place=city(), date=DAY, kind="fixed", state="cancelled", opens_at=AT, closes_at=AT.replace(month=12)
        )
        SeatFactory()
        assert self.page("2026-12-15/").count('<div id="day-') == 1

    def test_past_days_are_folded(self):
        ReceptionDayFactory(date=date(2026, 10, 15))
        context = Client().get("/reception/").context
        assert [str(day.date) for day in context["past"]] == ["2026-10-15"]
        assert context["next"] is None

    def test_both_languages(self):
        published(DayKind.OUTREACH)
        english = Client().get("/en/reception/2026-12-10/").content.decode()
        assert "Outreach in a village" in english
        assert '<span lang="zh-Hans">柳湾村</span>' in english

    @pytest.mark.parametrize("path", ["", "2026-12-15/"])
    def test_the_queries_do_not_grow(self, path):
        SeatFactory()
        published(DayKind.ONSITE, on=DAY, units=[unit()])
        with CaptureQueriesContext(connection) as few:
            self.page(path)
        published(DayKind.INVITED, on=DAY, units=[unit(), unit()])
        published(DayKind.OUTREACH, on=DAY, units=[unit()])
        for _ in range(5):
            SeatFactory(session=LeaderSessionFactory(half_day=HalfDay.AFTERNOON))
        with CaptureQueriesContext(connection) as many:
            self.page(path)
        assert len(many) <= len(few)
