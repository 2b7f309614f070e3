"""The office changes a day and the citizen chooses, through HTTP: whom it hits is listed before anything happens."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format
from django.utils.timezone import localdate

from foundation.notifications.models import Message
from foundation.people.models import Person, Tenure
from foundation.workdays.services import add_working_days
from reception_days.models import Booking, BookingState, DayState, ReceptionDay, Seat
from reception_days.services import OfficeAct, retire_seats
from tests.matters.factories import QUERY_CODE, MatterFactory
from tests.reception_days.factories import BookingFactory, PostFactory, ReceptionDayFactory, staff
from tests.reception_days.test_desk import at_desk, text_of
from tests.reception_days.walking import open_day
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db
WHY = "王副市长临时外出开会。"


@pytest.fixture
def day():
    """Two leaders with three seats each; the first seats of the first one are booked."""
    made = open_day()
    session = made.sessions.by_protocol().first()
    for seat in session.seats.order_by("number")[:2]:
        Seat.objects.filter(pk=seat.pk).update(booking=BookingFactory(day=made))
    return made


def session_of(day):
    return day.sessions.by_protocol().first()


def first_booking():
    return Booking.objects.order_by("seat__starts_at").first()


def address(day, change):
    return f"/desk/reception/{day.pk}/sessions/{session_of(day).pk}/{change}/"


def seen_in(page):
    return re.search(r'name="seen" value="([^"]*)"', text_of(page)).group(1)


def confirm(client, url, answers, *, query=""):
    """Looks at the list, then confirms it."""
    return client.post(url, answers | {"seen": seen_in(client.get(url + query))}, follow=True)


# --- The desk ---------------------------------------------------------------------------------------------


def test_retiring_a_taken_seat_lists_whom_it_hits_and_does_nothing_yet(day):
    client, booking = at_desk("reception_officer"), first_booking()
    asked = text_of(client.get(address(day, "retire-seats")))
    assert "09:00 · 已预约" in asked
    listed = text_of(client.get(f"{address(day, 'retire-seats')}?seats={booking.seat.pk}"))
    assert booking.number in listed
    assert booking.matter.masked_name in listed
    assert booking.matter.name not in listed
    booking.refresh_from_db()
    assert booking.state == BookingState.SUBMITTED
    assert not Message.objects.exists()


def test_one_click_with_a_reason_retires_the_seat_seats_and_tells(day):
    client, booking = at_desk("reception_officer"), first_booking()
    seat = booking.seat
    answers = {"seats": str(seat.pk), "words": WHY}
    page = text_of(confirm(client, address(day, "retire-seats"), answers, query=f"?seats={seat.pk}"))
    assert "已告知 1 人" in page
    assert WHY in page, "the day keeps the reason"
    booking = Booking.objects.get(pk=booking.pk)
    assert booking.state == BookingState.DISPLACED
    assert booking.seat.starts_at == seat.starts_at, "the other leader has a seat at the same time"
    assert booking.seat.session != seat.session


def test_without_a_reason_nothing_happens_and_what_was_chosen_stays(day):
    client, seat = at_desk("reception_officer"), first_booking().seat
    answers = {"seats": str(seat.pk), "words": " "}
    page = text_of(confirm(client, address(day, "retire-seats"), answers, query=f"?seats={seat.pk}"))
    assert 'id="id_words_error"' in page
    assert f'value="{seat.pk}"' in page
    seat.refresh_from_db()
    assert seat.retired_at is None


def test_who_chooses_no_seat_is_told_so(day):
    client = at_desk("reception_officer")
    asked = text_of(client.get(address(day, "retire-seats")))
    assert 'name="asked"' in asked
    assert "请至少选择一个席位" not in asked
    assert "请至少选择一个席位" in text_of(client.get(f"{address(day, 'retire-seats')}?asked=yes"))


def test_a_list_that_has_changed_meanwhile_is_shown_again(day):
    client, seat = at_desk("reception_officer"), first_booking().seat
    url = address(day, "retire-seats")
    seen = seen_in(client.get(f"{url}?seats={seat.pk}"))
    Seat.objects.filter(pk=seat.pk).update(booking=None)
    Seat.objects.filter(pk=seat.pk).update(booking=BookingFactory(day=day))
    page = client.post(url, {"seats": str(seat.pk), "words": WHY, "seen": seen})
    assert "名单有了变化" in text_of(page)
    seat.refresh_from_db()
    assert seat.retired_at is None


def test_the_history_of_a_day_names_what_was_changed_and_whose_session(day):
    client, session = at_desk("reception_officer"), session_of(day)
    confirm(client, address(day, "room"), {"room": "三楼 302", "words": WHY})
    page = text_of(client.get(f"/desk/reception/{day.pk}/"))
    told = re.search(r"<strong>更换了接待室</strong>(.*?)<br>", page, re.DOTALL).group(1)
    assert all(words in told for words in (session.post_name, session.leader_name, session.get_half_day_display()))


def test_substituting_a_leader_through_the_desk(day):
    client, substitute = at_desk("reception_officer"), PostFactory(name="常务副市长", holder="赵敏")
    answers = {"post": str(substitute.pk), "words": WHY}
    page = text_of(confirm(client, address(day, "substitute"), answers, query=f"?post={substitute.pk}"))
    assert "已告知 2 人" in page
    assert "代替" in page
    assert {booking.state for booking in Booking.objects.all()} == {BookingState.DISPLACED}


def test_seats_room_and_session_through_the_desk(day):
    client, session = at_desk("reception_officer"), session_of(day)
    confirm(client, address(day, "add-seats"), {"count": "2", "words": WHY})
    assert session.seats.count() == 5
    confirm(client, address(day, "room"), {"room": "201", "words": WHY})
    session.refresh_from_db()
    assert session.room == "201"
    confirm(client, address(day, "cancel"), {"words": WHY})
    session.refresh_from_db()
    assert session.cancelled_at is not None
    assert "已取消" in text_of(client.get(f"/desk/reception/{day.pk}/"))
    assert client.get(f"/desk/reception/{day.pk}/sessions/{session.pk}/room/").status_code == 404


def test_moving_and_cancelling_a_day_through_the_desk(day):
    client, on = at_desk("reception_officer"), add_working_days(localdate(), 15)
    page = confirm(client, f"/desk/reception/{day.pk}/change/move/", {"on": str(on), "words": WHY})
    new = ReceptionDay.objects.get(date=on)
    assert page.redirect_chain[-1][0] == f"/desk/reception/{new.pk}/"
    assert "已告知 2 人" in text_of(page)
    assert f"/desk/reception/{new.pk}/" in text_of(client.get(f"/desk/reception/{day.pk}/"))
    confirm(client, f"/desk/reception/{new.pk}/change/cancel/", {"words": WHY})
    new.refresh_from_db()
    assert new.state == DayState.CANCELLED
    assert {booking.state for booking in Booking.objects.all()} == {BookingState.DISPLACED}
    again = client.get(f"/desk/reception/{new.pk}/change/cancel/")
    assert again.status_code == 302


def test_a_refusal_says_what_to_do_and_keeps_what_was_typed(day):
    client = at_desk("reception_officer")
    url = f"/desk/reception/{day.pk}/change/move/"
    page = text_of(confirm(client, url, {"on": "2020-01-01", "words": WHY}))
    assert "请选择" in page
    assert WHY in page


def test_complaints_an_officer_may_not_see_are_counted_and_not_named(day):
    hidden = first_booking()
    officer = staff("reception_officer")
    post = PostFactory(holder="")
    person = Person.objects.create(name="赵敏", is_official=True, user=officer)
    Tenure.objects.create(post=post, person=person, starts_on="2024-01-01")
    hidden.matter.about_post, hidden.matter.complaint_kind = post, "official"
    hidden.matter.save()
    page = text_of(sign_in_staff(Client(), officer).get(f"/desk/reception/{day.pk}/change/cancel/"))
    assert hidden.number not in page
    assert "其中 1 件" in page


@pytest.mark.parametrize("role", ["window_clerk", "leader", "leader_secretary"])
def test_those_who_only_look_see_no_buttons_and_change_nothing(day, role):
    client = at_desk(role)
    assert "/change/" not in text_of(client.get(f"/desk/reception/{day.pk}/"))
    assert client.get(address(day, "room")).status_code == 403
    assert client.post(f"/desk/reception/{day.pk}/change/cancel/", {"words": WHY}).status_code == 403


def test_unknown_changes_and_sessions_of_other_days_are_not_there(day):
    client, other = at_desk("reception_officer"), ReceptionDayFactory()
    assert client.get(address(day, "nothing")).status_code == 404
    assert client.get(f"/desk/reception/{other.pk}/sessions/{session_of(day).pk}/room/").status_code == 404


def test_publishing_late_asks_for_the_reason_on_the_page():
    day = open_day()
    ReceptionDay.objects.update(state=DayState.DRAFT)
    client, url = at_desk("reception_officer"), f"/desk/reception/{day.pk}/publish/"
    assert "应在" in text_of(client.get(url))
    page = text_of(client.post(url, {"words": ""}))
    assert 'id="id_words_error"' in page
    client.post(url, {"words": "名单晚定。"})
    day.refresh_from_db()
    assert day.state == DayState.PUBLISHED
    assert day.events.last().words == "名单晚定。"


def test_the_desk_of_days_shows_what_is_ahead_first_and_by_when_to_publish(day):
    draft = ReceptionDayFactory(date=add_working_days(localdate(), 40), state=DayState.DRAFT)
    old = ReceptionDayFactory(date=localdate() - timedelta(days=365))
    page = text_of(at_desk("reception_officer").get("/desk/reception/"))
    ahead = [page.index(date_format(each.date, "DAY_FORMAT")) for each in (day, draft)]
    assert ahead == sorted(ahead)
    assert ahead[-1] < page.index(str(old.date))
    assert "前公布" in page


def test_the_desk_of_a_day_costs_the_same_queries_for_few_and_many_seats(day, django_assert_num_queries):
    client = at_desk("reception_officer")
    client.get(f"/desk/reception/{day.pk}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/desk/reception/{day.pk}/")
    for session in day.sessions.all():
        Seat.objects.bulk_create(
            Seat(session=session, starts_at=session.ends_at, number=number) for number in range(10, 30)
        )
    with django_assert_num_queries(len(few)):
        client.get(f"/desk/reception/{day.pk}/")


# --- The citizen ------------------------------------------------------------------------------------------


def changed(day):
    """Somebody whose seat was retired, and their browser with the registration open."""
    booking = first_booking()
    matter = MatterFactory()
    Booking.objects.filter(pk=booking.pk).update(matter=matter, number=matter.number)
    seat = Seat.objects.select_related("session").get(booking=booking)
    officer = staff("reception_officer")
    retire_seats(session=seat.session, seats=[seat], by=OfficeAct(actor=officer, at=day.opens_at, words=WHY))
    client = Client()
    client.post("/look-up/", {"number": matter.number, "code": QUERY_CODE})
    return Booking.objects.get(pk=booking.pk), client


def test_the_page_of_a_registration_says_why_and_by_when_and_leads_to_the_choice(day):
    _booking, client = changed(day)
    page = text_of(client.get("/look-up/matter/"))
    assert WHY in page
    assert "/look-up/choose/" in page


@pytest.mark.parametrize(
    ("choice", "state"),
    [
        ("accept", BookingState.SUBMITTED),
        ("next_time", BookingState.NOT_REACHED),
        ("written_reply", BookingState.CANCELLED),
    ],
)
def test_the_citizen_chooses(day, choice, state):
    booking, client = changed(day)
    assert WHY in text_of(client.get("/look-up/choose/"))
    page = text_of(client.post("/look-up/choose/", {"choice": choice}, follow=True))
    assert "您的选择已记下" in page
    booking.refresh_from_db()
    assert booking.state == state
    assert "/look-up/choose/" not in page
    assert client.get("/look-up/choose/").status_code == 302


def test_withdrawing_asks_once_more(day):
    booking, client = changed(day)
    page = client.post("/look-up/choose/", {"choice": "withdraw"}, follow=True)
    assert page.redirect_chain[-1][0] == "/look-up/withdraw/"
    booking.refresh_from_db()
    assert booking.state == BookingState.DISPLACED


def test_choosing_nothing_is_told_beside_the_question(day):
    _booking, client = changed(day)
    assert 'id="id_choice_error"' in text_of(client.post("/look-up/choose/", {"choice": ""}))


def test_without_a_seat_there_is_nothing_to_accept(day):
    booking, client = changed(day)
    Seat.objects.filter(booking=booking).update(booking=None)
    page = text_of(client.get("/look-up/choose/"))
    assert 'value="accept"' not in page
    assert 'value="next_time"' in page


def test_both_languages(day):
    _booking, client = changed(day)
    assert "first in line" in text_of(client.get("/en/look-up/choose/"))
    assert "优先" in text_of(client.get("/look-up/choose/"))


def test_a_clerk_enters_what_somebody_on_the_phone_says(day):
    booking, _client = changed(day)
    clerk = at_desk("window_clerk")
    assert f"/desk/reception/bookings/{booking.number}/choose/" in text_of(
        clerk.get(f"/desk/reception/bookings/{booking.number}/")
    )
    url = f"/desk/reception/bookings/{booking.number}/choose/"
    clerk.post(url, {"choice": "next_time", "channel": "phone"})
    event = booking.events.last()
    assert (event.move, event.role, event.channel) == ("choose_next_time", "window_clerk", "phone")


def test_who_may_not_answer_bookings_chooses_for_nobody(day):
    booking, _client = changed(day)
    url = f"/desk/reception/bookings/{booking.number}/choose/"
    assert at_desk("leader").post(url, {"choice": "next_time", "channel": "phone"}).status_code == 403
    booking.refresh_from_db()
    assert booking.state == BookingState.DISPLACED
