"""The office desk through HTTP: who may open what, and which answer is open in which state to which role."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from reception_days.models import Booking, BookingState, DayState, LawfulDoor, ReceptionDay
from reception_days.services import ask_for_information
from tests.matters.factories import MatterFactory, another_town, city, town
from tests.reception_days.factories import (
    AT,
    BookingFactory,
    PostFactory,
    ReceptionDayFactory,
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
SEES_BOOKINGS = {"reception_officer", "window_clerk", "leader", "leader_secretary"}
ANSWERS = {
    BookingState.SUBMITTED: {"confirm", "ask_for_information", "redirect"},
    BookingState.NEEDS_INFORMATION: {"confirm", "redirect"},
    BookingState.CONFIRMED: set(),
    BookingState.REDIRECTED: set(),
    BookingState.WITHDRAWN: set(),
}
WORDS = {"words": "请写明楼栋号和楼层。", "contact": "张同志 0513-83310000"}


def at_desk(role, *, on=None):
    """A browser of somebody with this role, after the second step."""
    return sign_in_staff(Client(), staff(role, on=on))


def text_of(page):
    return page.content.decode()


def in_state(state):
    booking = seated()
    if state == BookingState.REDIRECTED:
        Booking.objects.update(redirected_to=LawfulDoor.objects.first(), redirect_contact="张同志")
    Booking.objects.update(state=state)
    if state in (BookingState.REDIRECTED, BookingState.WITHDRAWN):
        type(booking.seat).objects.update(booking=None)
    return Booking.objects.get()


@pytest.mark.parametrize("role", ROLES)
def test_who_opens_the_desk(role):
    booking = seated()
    client = at_desk(role)
    expected = 200 if role in SEES_BOOKINGS else 403
    for path in ["", f"{booking.day_id}/", f"{booking.day_id}/bookings/", f"bookings/{booking.number}/"]:
        assert client.get(f"/desk/reception/{path}").status_code == expected, path


@pytest.mark.parametrize("role", ROLES)
def test_who_schedules_and_publishes(role):
    day = ReceptionDayFactory(state=DayState.DRAFT)
    client = at_desk(role)
    expected = 200 if role == "reception_officer" else 403
    assert client.get("/desk/reception/new/").status_code == expected
    assert client.get(f"/desk/reception/{day.pk}/sessions/").status_code == expected
    assert client.post(f"/desk/reception/{day.pk}/publish/").status_code == (302 if expected == 200 else 403)


def test_nobody_comes_in_without_signing_in_or_without_the_second_step():
    booking = seated()
    path = f"/desk/reception/bookings/{booking.number}/"
    assert Client().get(path).status_code == 302
    client = Client()
    client.force_login(staff("reception_officer"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(path)
    assert answer.status_code == 302
    assert "second-step" in answer.headers["Location"]


def test_a_grant_on_one_town_opens_nothing_of_another():
    own = seated()
    ReceptionDay.objects.update(place=town())
    stranger = at_desk("reception_officer", on=another_town())
    assert stranger.get(f"/desk/reception/{own.day_id}/").status_code == 404
    assert stranger.get(f"/desk/reception/bookings/{own.number}/").status_code == 404
    assert stranger.post(f"/desk/reception/bookings/{own.number}/confirm/").status_code == 404
    assert stranger.post(f"/desk/reception/{own.day_id}/publish/").status_code == 404
    assert at_desk("reception_officer", on=town()).get(f"/desk/reception/{own.day_id}/").status_code == 200


@pytest.mark.parametrize("role", sorted(SEES_BOOKINGS))
@pytest.mark.parametrize("state", ANSWERS)
@pytest.mark.parametrize("move", ["confirm", "ask_for_information", "redirect"])
def test_state_by_role_through_http(state, role, move):
    booking = in_state(state)
    client = at_desk(role)
    answers = WORDS | {"move": move, "door": str(LawfulDoor.objects.first().pk)}
    client.post(f"/desk/reception/bookings/{booking.number}/{move}/", answers)
    moved = Booking.objects.get().state != state
    assert moved == (role == "reception_officer" and move in ANSWERS[state])


@pytest.mark.parametrize("state", ANSWERS)
def test_the_buttons_are_the_moves_of_the_table(state):
    booking = in_state(state)
    page = text_of(at_desk("reception_officer").get(f"/desk/reception/bookings/{booking.number}/"))
    shown = {move for move in ANSWERS[BookingState.SUBMITTED] if f"/{booking.number}/{move}/" in page}
    assert shown == ANSWERS[state]


def test_information_is_asked_for_once():
    booking = seated()
    officer = staff("reception_officer")
    ask_for_information(booking=booking, actor=officer, roles={"reception_officer"}, at=AT, words="请写明楼栋号。")
    Booking.objects.update(state=BookingState.SUBMITTED)
    page = text_of(at_desk("reception_officer").get(f"/desk/reception/bookings/{booking.number}/"))
    assert "/ask_for_information/" not in page


@pytest.mark.parametrize(
    ("move", "missing"),
    [("redirect", "door"), ("redirect", "contact"), ("redirect", "words"), ("ask_for_information", "words")],
)
def test_never_a_bare_refusal(move, missing):
    booking = seated()
    answers = WORDS | {"move": move, "door": str(LawfulDoor.objects.first().pk), missing: ""}
    page = at_desk("reception_officer").post(f"/desk/reception/bookings/{booking.number}/{move}/", answers)
    assert page.status_code == 200
    assert f'id="id_{missing}_error"' in text_of(page)
    booking.refresh_from_db()
    assert booking.state == BookingState.SUBMITTED


def test_lists_and_details_mask_the_person():
    booking = seated()
    client = at_desk("reception_officer")
    for path in [f"{booking.day_id}/bookings/", f"bookings/{booking.number}/"]:
        page = text_of(client.get(f"/desk/reception/{path}"))
        assert "王**" in page
        assert "王小明" not in page
        assert booking.matter.phone not in page
        assert booking.matter.person.id_number not in page


def test_a_reveal_is_offered_with_the_booking_as_its_ground_and_noted():
    booking = seated()
    client = at_desk("reception_officer")
    page = text_of(client.get(f"/desk/reception/bookings/{booking.number}/"))
    link = page.split('href="/desk/people/')[1].split('"')[0]
    record = link.split("record=")[1]
    answer = client.post(
        f"/desk/people/{booking.matter.person.public_id}/reveal/",
        {"record": unquote(record), "field": "phone", "purpose": "核对接访时间"},
    )
    assert booking.matter.person.phone in text_of(answer)
    assert booking.matter.person.reveals.get().purpose == "核对接访时间"


@pytest.mark.parametrize("role", sorted(SEES_BOOKINGS))
def test_the_story_is_for_those_who_handle_matters(role):
    booking = seated()
    page = text_of(at_desk(role).get(f"/desk/reception/bookings/{booking.number}/"))
    assert (booking.matter.text in page) == (role in {"reception_officer", "window_clerk"})


@pytest.mark.parametrize("role", sorted(SEES_BOOKINGS))
def test_a_complaint_about_an_official_is_hidden_from_leaders_and_secretaries(role):
    booking = seated()
    type(booking.matter).objects.update(complaint_kind="official", about_post=booking.seat.session.post)
    answer = at_desk(role).get(f"/desk/reception/bookings/{booking.number}/")
    assert answer.status_code == (200 if role in {"reception_officer", "window_clerk"} else 404)


def test_nobody_reads_a_complaint_about_themselves():
    booking = seated()
    post = booking.seat.session.post
    type(booking.matter).objects.update(complaint_kind="official", about_post=post)
    user = staff("reception_officer")
    holder = post.holder(booking.day.date)
    holder.user = user
    holder.save()
    assert not Booking.objects.visible_to(user).exists()
    assert not type(booking.matter).objects.visible_to(user).exists()


def test_scheduling_proposes_the_date_and_says_why(monkeypatch):
    city()
    monkeypatch.setattr("reception_days.views.desk_days.localdate", lambda: AT.date())
    client = at_desk("reception_officer")
    page = text_of(client.get("/desk/reception/new/"))
    assert "2026年12月15日" in page
    assert "15 日是工作日" in page
    client.post("/desk/reception/new/", {"year": "2026", "month": "12", "place": str(city().pk)})
    day = ReceptionDay.objects.get()
    assert (day.state, str(day.date)) == (DayState.DRAFT, "2026-12-15")
    again = client.post("/desk/reception/new/", {"year": "2026", "month": "12", "place": str(city().pk)})
    assert 'id="id_place_error"' in text_of(again)


def test_from_a_draft_to_a_published_day():
    opens, closes = now() + timedelta(days=20), now() + timedelta(days=39)
    day = ReceptionDayFactory(
        state=DayState.DRAFT, date=localdate() + timedelta(days=40), opens_at=opens, closes_at=closes
    )
    post, client = PostFactory(), at_desk("reception_officer")
    assert "请先添加至少一位领导" in text_of(client.post(f"/desk/reception/{day.pk}/publish/", follow=True))
    form = {"post": str(post.pk), "half_day": "am", "room": "101", "seats": "7", "minutes": "20"}
    client.post(f"/desk/reception/{day.pk}/sessions/", form)
    session = day.sessions.get()
    assert (session.seats.count(), session.leader_name) == (7, "李建国")
    assert "已有安排" in text_of(client.post(f"/desk/reception/{day.pk}/sessions/", form))
    client.post(f"/desk/reception/{day.pk}/publish/")
    day.refresh_from_db()
    assert day.state == DayState.PUBLISHED


def test_leaders_are_offered_by_protocol_and_a_vacant_post_is_told():
    day = ReceptionDayFactory(state=DayState.DRAFT)
    PostFactory(name="副市长", body=3, rank=1)
    vacant = PostFactory(name="政协主席", body=4, rank=1, holder="")
    PostFactory(name="市委书记", body=1, rank=1)
    client = at_desk("reception_officer")
    page = text_of(client.get(f"/desk/reception/{day.pk}/sessions/"))
    assert page.index("市委书记") < page.index("副市长") < page.index("政协主席 （空缺）")
    assert "(vacant)" in text_of(client.get(f"/en/desk/reception/{day.pk}/sessions/"))
    vacant = type(day.place).objects.none()
    assert not vacant.exists()
    from foundation.people.models import Post

    form = {
        "post": str(Post.objects.get(name="政协主席").pk),
        "half_day": "am",
        "room": "1",
        "seats": "7",
        "minutes": "20",
    }
    assert 'id="id_post_error"' in text_of(client.post(f"/desk/reception/{day.pk}/sessions/", form))


def many(count):
    day = ReceptionDayFactory()
    session = SeatFactory().session
    for _ in range(count):
        SeatFactory(session=session, booking=BookingFactory(day=day, matter=MatterFactory()))
    return day


def test_the_list_costs_the_same_queries_for_one_and_for_many(django_assert_num_queries):
    day = many(2)
    client = at_desk("reception_officer")
    client.get(f"/desk/reception/{day.pk}/bookings/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/desk/reception/{day.pk}/bookings/")
    many(20)
    with django_assert_num_queries(len(few)):
        client.get(f"/desk/reception/{day.pk}/bookings/")


def test_paging_by_key_and_filter_by_state(monkeypatch):
    monkeypatch.setattr("reception_days.views.desk_bookings.PAGE", 3)
    day = many(7)
    Booking.objects.filter(pk=Booking.objects.earliest("pk").pk).update(state=BookingState.CONFIRMED)
    client = at_desk("reception_officer")
    base = f"/desk/reception/{day.pk}/bookings/"

    def shown(query):
        return [booking.pk for booking in client.get(base + query).context["bookings"]]

    keys = list(Booking.objects.order_by("pk").values_list("pk", flat=True))
    assert shown("") == keys[:3]
    assert shown(f"?after={keys[2]}") == keys[3:6]
    assert shown(f"?before={keys[3]}") == keys[:3]
    assert shown("?state=confirmed") == keys[:1]
    assert shown("?after=x&state=nonsense") == keys[:3]
    assert client.get(base).context["previous_url"] == ""
    assert client.get(f"{base}?after={keys[5]}").context["next_url"] == ""
