"""What open pages hear of a day: counts per time for everybody, a bare word for the office, nothing per leader."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import now

from foundation.live import services as live
from foundation.live.topics import is_public, is_registered, rule_of
from foundation.schedule.registry import POLLS, discover
from reception_days import news
from reception_days.models import HOLD_TIME, Booking, Seat
from reception_days.services import hold_seat, release_hold, withdraw_booking
from tests.matters.factories import village
from tests.reception_days.factories import ReceptionDayFactory, staff
from tests.reception_days.test_desk import at_desk
from tests.reception_days.walking import Citizen, open_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    """What was handed to the live hub, in order."""
    heard = []
    monkeypatch.setattr(live, "_hand_over", lambda topic, text: heard.append((topic, live.json.loads(text)["payload"])))
    return heard


@pytest.fixture
def day():
    return open_day()


def counts(told, day):
    return [payload["free"] for topic, payload in told if topic == news.day_topic(day)]


def test_a_held_seat_is_told_as_one_place_fewer_at_its_time(told, day, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        hold_seat(seat=Seat.objects.first(), token=uuid4(), at=now())
    assert counts(told, day)[-1] == {"09:00": 1, "09:20": 2, "09:40": 2}
    assert (news.desk_topic(day), {"changed": True}) in told


def test_a_released_seat_is_told(told, day, django_capture_on_commit_callbacks):
    token = uuid4()
    hold_seat(seat=Seat.objects.first(), token=token, at=now())
    with django_capture_on_commit_callbacks(execute=True):
        release_hold(token=token)
    assert counts(told, day)[-1]["09:00"] == 2


def test_a_seat_left_for_one_of_another_day_is_told_to_both(told, day, django_capture_on_commit_callbacks):
    token, another = uuid4(), open_day(days_ahead=12)
    hold_seat(seat=Seat.objects.filter(session__day=day).first(), token=token, at=now())
    with django_capture_on_commit_callbacks(execute=True):
        hold_seat(seat=Seat.objects.filter(session__day=another).first(), token=token, at=now())
    assert (counts(told, day)[-1]["09:00"], counts(told, another)[-1]["09:00"]) == (2, 1)


def test_registering_and_withdrawing_are_told(told, day, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        number, _code = Citizen(day).register()
    assert counts(told, day)[-1]["09:00"] == 1
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_booking(booking=Booking.objects.get(number=number), at=now())
    assert counts(told, day)[-1]["09:00"] == 2


def test_nothing_is_told_of_what_was_rolled_back(told, day):
    """Without the commit the callbacks never run."""
    hold_seat(seat=Seat.objects.first(), token=uuid4(), at=now())
    assert told == []


def test_a_time_without_a_free_place_is_missing(day):
    Seat.objects.filter(starts_at=Seat.objects.earliest("starts_at").starts_at).update(retired_at=now())
    assert news.free_now(day.pk) == {"09:20": 2, "09:40": 2}


def test_a_draft_day_tells_no_counts(day):
    type(day).objects.update(state="draft")
    assert news.free_now(day.pk) == {}


def test_counts_take_one_query(day, django_assert_num_queries):
    with django_assert_num_queries(1):
        news.free_now(day.pk)


def test_news_names_no_leader_and_no_person(told, day, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        Citizen(day).register()
    assert {topic.partition(":")[0] for topic, _payload in told} == {news.DAY, news.DESK, "matters.desk"}
    assert {key for _topic, payload in told for key in payload} == {"free", "at", "changed"}


def test_a_hub_that_is_down_does_not_keep_anybody_from_registering(
    day, monkeypatch, django_capture_on_commit_callbacks
):
    def broken(topic, text):
        raise ConnectionError

    monkeypatch.setattr(live, "_hand_over", broken)
    with django_capture_on_commit_callbacks(execute=True):
        number, _code = Citizen(day).register()
    assert Booking.objects.filter(number=number).exists()


def watching(user, *, acts=True):
    until = (now() + timedelta(hours=1)).timestamp() if acts else None
    return SimpleNamespace(user=user, session={"acting_until": until})


def test_only_staff_who_may_see_the_day_hear_the_desks_news(day):
    topic = news.desk_topic(day)
    assert is_registered(topic)
    assert not is_public(topic)
    rule = rule_of(topic)
    assert rule(watching(staff("reception_officer")), topic)
    assert not rule(watching(staff("reception_officer"), acts=False), topic)
    assert not rule(watching(staff("reception_officer", on=village())), topic)
    assert not rule(watching(AnonymousUser()), topic)


def test_the_list_and_the_calendar_of_days_listen_to_the_days_ahead(day):
    client = at_desk("reception_officer")
    for address in ("/desk/reception/", f"/desk/reception/calendar/?month={day.date:%Y-%m}"):
        page = client.get(address).content.decode()
        assert f'data-live-topic="reception_days.desk:{day.pk}" data-look-again' in page, address
        assert "js/look-again.js" in page


def test_the_office_of_one_place_does_not_hear_of_a_day_that_does_not_exist():
    ReceptionDayFactory()
    assert not news.may_watch_desk(watching(staff("reception_officer")), f"{news.DESK}:999999")


def test_a_hold_that_runs_out_is_told_once_by_the_clock_alone(told, day, django_capture_on_commit_callbacks):
    at, look = now(), news.HoldsRunningOut()
    hold_seat(seat=Seat.objects.first(), token=uuid4(), at=at - HOLD_TIME - timedelta(seconds=2))
    told.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert [look(at - timedelta(seconds=3)), look(at), look(at + timedelta(seconds=1))] == [0, 1, 0]
    assert counts(told, day) == [{"09:00": 2, "09:20": 2, "09:40": 2}]


def test_a_worker_that_was_away_tells_of_the_last_minutes(day, told, django_capture_on_commit_callbacks):
    at = now()
    hold_seat(seat=Seat.objects.first(), token=uuid4(), at=at - HOLD_TIME - timedelta(minutes=4))
    with django_capture_on_commit_callbacks(execute=True):
        assert news.HoldsRunningOut()(at) == 1


def test_a_hold_that_was_booked_or_released_in_time_is_not_told_again(day):
    token, at = uuid4(), now()
    hold_seat(seat=Seat.objects.first(), token=token, at=at - HOLD_TIME)
    release_hold(token=token)
    assert news.HoldsRunningOut()(at + timedelta(seconds=1)) == 0


def test_the_worker_looks_every_second(day, told, django_capture_on_commit_callbacks):
    discover()
    hold_seat(seat=Seat.objects.first(), token=uuid4(), at=now() - HOLD_TIME - timedelta(seconds=1))
    told.clear()
    with django_capture_on_commit_callbacks(execute=True):
        for look in POLLS:
            look(now())
    assert len(counts(told, day)) == 1


def test_registering_a_held_place_tells_the_office_and_counts_nothing_again(
    told, day, django_capture_on_commit_callbacks
):
    citizen = Citizen(day)
    page = citizen.walk_to_check()
    with django_capture_on_commit_callbacks(execute=True):
        citizen.send(page)
    assert (news.desk_topic(day), {"changed": True}) in told
    assert not counts(told, day)


def test_registering_on_a_hold_that_had_run_out_is_told_as_one_place_fewer(
    told, day, django_capture_on_commit_callbacks
):
    citizen = Citizen(day)
    page = citizen.walk_to_check()
    Seat.objects.exclude(hold_token=None).update(held_until=now() - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        citizen.send(page)
    assert counts(told, day)[-1]["09:00"] == 1
