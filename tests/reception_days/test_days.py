"""Scheduling and publishing, through the services. The dates themselves are tested with the calendar (workdays)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from foundation.moves.exceptions import MoveNotAllowed
from foundation.workdays.services import add_working_days
from reception_days.exceptions import (
    DayAlreadyScheduled,
    LateWithoutReason,
    NothingToPublish,
    PostVacant,
    SessionClashes,
    TooLateToPublish,
)
from reception_days.models import DayState, HalfDay, ReceptionRules
from reception_days.services import add_session, next_month_to_schedule, publish_by, publish_day, schedule_day
from reception_days.services.publishing import is_late, opening_if_published
from reception_days.views.desk_days import reason_for
from tests.matters.factories import city, moment, town
from tests.reception_days.factories import AT, LeaderSessionFactory, PostFactory, ReceptionDayFactory

pytestmark = pytest.mark.django_db
IN_TIME = moment(2026, 11, 13)  # five working days before registration opens on the 20th


def scheduled(year=2026, month=12, **facts):
    return schedule_day(year=year, month=month, place=facts.pop("place", city()), at=AT, **facts)


@pytest.mark.parametrize(
    ("month", "on", "opens", "closes"),
    [
        (2, date(2026, 2, 24), moment(2026, 1, 20, 9), moment(2026, 2, 14, 17)),  # before the holiday, on a make-up day
        (8, date(2026, 8, 17), moment(2026, 7, 20, 9), moment(2026, 8, 14, 17)),
        (12, date(2026, 12, 15), moment(2026, 11, 20, 9), moment(2026, 12, 14, 17)),
    ],
)
def test_a_day_opens_on_the_20th_before_and_closes_on_the_working_day_before(month, on, opens, closes):
    day = scheduled(2026, month)
    assert (day.date, day.opens_at, day.closes_at, day.state) == (on, opens, closes, DayState.DRAFT)
    assert [event.move for event in day.events.all()] == ["schedule"]


@pytest.mark.parametrize(
    ("on", "words"),
    [(date(2026, 12, 15), "工作日"), (date(2026, 2, 24), "春节"), (date(2026, 11, 16), "周末")],
)
def test_the_desk_says_why_it_is_this_date(on, words):
    assert words in reason_for(on)


def test_a_place_has_one_day_of_a_kind_a_month():
    scheduled()
    with pytest.raises(DayAlreadyScheduled):
        scheduled()
    scheduled(place=town())


def test_the_next_month_to_schedule_is_ahead_and_free():
    today = date(2026, 11, 22)
    assert next_month_to_schedule(place=city(), today=today) == (2026, 12)
    scheduled()
    assert next_month_to_schedule(place=city(), today=today) == (2027, 1)
    assert next_month_to_schedule(place=city(), today=date(2026, 11, 15)) == (2026, 11)
    assert next_month_to_schedule(place=city(), today=date(2026, 11, 16)) == (2027, 1)


def test_a_session_has_the_seats_the_rules_say():
    session = add_session(day=scheduled(), post=PostFactory(), half_day=HalfDay.AFTERNOON, room="101")
    starts = [localtime(seat.starts_at) for seat in session.seats.order_by("number")]
    assert [f"{start:%H:%M}" for start in starts] == ["14:30", "14:50", "15:10", "15:30", "15:50", "16:10", "16:30"]
    assert session.ends_at == starts[-1] + timedelta(minutes=20)


def test_the_rules_in_force_on_the_day_count():
    usual = ReceptionRules.objects.on_day(date(2026, 12, 15))
    usual.pk, usual.valid_from, usual.seats, usual.basis = None, date(2026, 12, 1), 3, "市委办通知"
    usual.save()
    december = add_session(day=scheduled(), post=PostFactory(), half_day=HalfDay.MORNING, room="101")
    november = add_session(day=scheduled(2026, 11), post=PostFactory(), half_day=HalfDay.MORNING, room="101")
    assert (december.seats.count(), november.seats.count()) == (3, 7)


def test_a_session_keeps_the_names_of_the_day_it_was_announced():
    post = PostFactory(holder="李建国")
    session = add_session(day=scheduled(), post=post, half_day=HalfDay.MORNING, room="101")
    post.name, post.portfolio = "常务副市长", "财政"
    post.save()
    session.refresh_from_db()
    assert (session.leader_name, session.post_name, session.portfolio) == ("李建国", "副市长", "城建、交通")


def test_a_vacant_post_receives_nobody():
    with pytest.raises(PostVacant):
        add_session(day=scheduled(), post=PostFactory(holder=""), half_day=HalfDay.MORNING, room="101")


def test_no_leader_and_no_room_twice_in_one_half_day():
    day, post = scheduled(), PostFactory()
    add_session(day=day, post=post, half_day=HalfDay.MORNING, room="101")
    with pytest.raises(SessionClashes):
        add_session(day=day, post=post, half_day=HalfDay.MORNING, room="102")
    with pytest.raises(SessionClashes):
        add_session(day=day, post=PostFactory(), half_day=HalfDay.MORNING, room="101")
    add_session(day=day, post=post, half_day=HalfDay.AFTERNOON, room="101")


def test_a_day_without_leaders_is_not_announced():
    with pytest.raises(NothingToPublish):
        publish_day(day=scheduled(), at=AT)


@pytest.mark.parametrize("roles", [{"window_clerk"}, {"citizen"}, set()])
def test_only_the_reception_office_publishes(roles):
    day = scheduled()
    add_session(day=day, post=PostFactory(), half_day=HalfDay.MORNING, room="101")
    with pytest.raises(MoveNotAllowed):
        publish_day(day=day, at=AT, roles=roles)
    publish_day(day=day, at=IN_TIME)
    assert day.state == DayState.PUBLISHED
    with pytest.raises(MoveNotAllowed):
        publish_day(day=day, at=IN_TIME)


def ready(**facts):
    day = scheduled(**facts)
    add_session(day=day, post=PostFactory(), half_day=HalfDay.MORNING, room="101")
    return day


@pytest.mark.parametrize(
    ("month", "last"),
    [
        (12, date(2026, 11, 13)),
        (3, date(2026, 2, 9)),  # opens on 20 February, within the Spring Festival; the 14th is a make-up day
        (11, date(2026, 10, 13)),
    ],
)
def test_the_desk_knows_the_last_day_to_publish(month, last):
    day = scheduled(2026, month)
    assert publish_by(day) == last
    assert not is_late(day, at=moment(last.year, last.month, last.day, 18))
    next_workday = add_working_days(last, 1)
    assert is_late(day, at=moment(next_workday.year, next_workday.month, next_workday.day, 8))


def test_published_in_time_registration_opens_as_announced():
    day = ready()
    publish_day(day=day, at=IN_TIME)
    assert day.opens_at == moment(2026, 11, 20, 9)


def test_publishing_late_takes_a_reason_and_opens_five_working_days_later():
    day = ready()
    with pytest.raises(LateWithoutReason):
        publish_day(day=day, at=moment(2026, 11, 16), words="  ")
    event = publish_day(day=day, at=moment(2026, 11, 16), words="市长出差，名单晚定。")
    assert event.words == "市长出差，名单晚定。"
    day.refresh_from_db()
    assert day.opens_at == moment(2026, 11, 23, 9)


def test_published_so_late_that_it_would_never_open_registration_opens_at_once():
    day, at = ready(), moment(2026, 12, 9)
    assert opening_if_published(day, at=at) == at
    publish_day(day=day, at=at, words="名单晚定。")
    assert day.is_open(at=at)


def test_after_registration_would_have_closed_a_day_is_not_published_any_more():
    with pytest.raises(TooLateToPublish):
        publish_day(day=ready(), at=moment(2026, 12, 14, 17), words="名单晚定。")


def test_sessions_are_listed_by_protocol():
    day = ReceptionDayFactory()
    order = [(4, 1), (1, 2), (3, 1), (1, 1), (2, 1)]
    for body, rank in order:
        LeaderSessionFactory(day=day, post=PostFactory(body=body, rank=rank))
    listed = [(each.post.body, each.post.rank) for each in day.sessions.by_protocol()]
    assert listed == sorted(order)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("reception_day_opens_before_closing", {"closes_at": moment(2026, 11, 1)}),
        ("reception_day_state_known", {"state": "lost"}),
    ],
)
def test_constraint_on_days(constraint, facts):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ReceptionDayFactory(**facts)


@pytest.mark.parametrize("same", ["post", "room"])
def test_constraint_leader_session_once(same):
    first = LeaderSessionFactory()
    facts = {"post": first.post} if same == "post" else {"room": first.room}
    with pytest.raises(IntegrityError), transaction.atomic():
        LeaderSessionFactory(day=first.day, **facts)


def test_constraint_leader_session_ends_after_start():
    with pytest.raises(IntegrityError, match="leader_session_ends_after_start"), transaction.atomic():
        LeaderSessionFactory(ends_at=moment(2026, 12, 15, 8))
