"""The schedule: drafts of the coming months' days, in time to be published, made once."""

from datetime import date

import pytest

from foundation.people.models import Tenure
from foundation.schedule.registry import JOBS, discover
from reception_days.models import DayState, HalfDay, ReceptionDay
from reception_days.services import OfficeAct, add_session, cancel_day, draft_coming_days, move_day
from reception_days.services.publishing import publish_by
from tests.matters.factories import city, moment, town
from tests.races import at_once, tally
from tests.reception_days.factories import AT, LeaderSessionFactory, PostFactory, ReceptionDayFactory

pytestmark = pytest.mark.django_db
DECEMBER = moment(2026, 12, 2)


def dates():
    return list(ReceptionDay.objects.order_by("date").values_list("date", flat=True))


def last_day(*posts, on=date(2026, 12, 15)):
    """A published day with these posts in the morning."""
    day = ReceptionDayFactory(date=on)
    for number, post in enumerate(posts):
        LeaderSessionFactory(day=day, post=post, room=f"10{number}", half_day=HalfDay.MORNING)
    return day


def test_the_job_is_in_the_schedule():
    discover()
    assert "reception_days.tasks.draft_coming_days" in JOBS


def test_every_city_gets_its_day_as_a_draft_in_time_to_be_published():
    city()
    town()
    made = draft_coming_days(at=DECEMBER)
    assert [(day.place, day.date, day.state) for day in made] == [
        (city(), date(2026, 12, 15), DayState.DRAFT),  # late, but still to be published with a reason
        (city(), date(2027, 1, 15), DayState.DRAFT),
    ]
    assert {day.events.get().role for day in made} == {"system"}


@pytest.mark.parametrize("today", [moment(2026, month, 1, 5) for month in range(1, 13)])
def test_each_month_of_a_year_is_drafted_before_its_last_day_of_publishing(today):
    city()
    draft_coming_days(at=today)
    for day in ReceptionDay.objects.filter(date__gt=date(today.year, today.month, 28)):
        assert publish_by(day) > today.date()


def test_running_again_makes_nothing_new():
    city()
    made = draft_coming_days(at=DECEMBER)
    assert made
    assert draft_coming_days(at=DECEMBER) == []


def test_leaders_are_proposed_as_last_time_by_protocol_with_rooms_and_half_days():
    deputy, mayor = PostFactory(rank=2), PostFactory(rank=1, name="市长")
    last_day(deputy, mayor)
    LeaderSessionFactory(day=ReceptionDay.objects.get(), post=mayor, room="107", half_day=HalfDay.AFTERNOON)
    (day,) = draft_coming_days(at=DECEMBER)
    proposed = [(each.post, each.room, each.half_day) for each in day.sessions.by_protocol()]
    assert proposed == [(mayor, "101", "am"), (mayor, "107", "pm"), (deputy, "100", "am")]
    assert {each.seats.count() for each in day.sessions.all()} == {7}


def test_a_post_that_nobody_holds_by_then_is_left_out_and_names_are_those_of_now():
    gone, moved = PostFactory(), PostFactory(name="副市长")
    last_day(gone, moved)
    Tenure.objects.filter(post=gone).update(ends_on=date(2026, 12, 31))
    moved.name = "常务副市长"
    moved.save()
    (day,) = draft_coming_days(at=DECEMBER)
    assert [each.post_name for each in day.sessions.all()] == ["常务副市长"]


def test_a_cancelled_session_is_not_proposed_again():
    day = last_day(PostFactory())
    day.sessions.update(cancelled_at=AT)
    (draft,) = draft_coming_days(at=DECEMBER)
    assert not draft.sessions.exists()


def test_what_the_office_cancelled_is_not_made_anew():
    city()
    (day, *_others) = draft_coming_days(at=DECEMBER)
    cancel_day(day=day, by=OfficeAct(actor=None, at=DECEMBER, words="本月另行安排。"))
    assert draft_coming_days(at=DECEMBER) == []


def test_a_day_moved_into_the_next_month_does_not_replace_that_months_own():
    day = last_day(PostFactory())
    move_day(day=day, on=date(2027, 1, 5), by=OfficeAct(actor=None, at=DECEMBER, words="会议冲突。"))
    draft_coming_days(at=DECEMBER)
    assert dates() == [date(2026, 12, 15), date(2027, 1, 5), date(2027, 1, 15)]


def test_a_draft_made_by_hand_is_left_as_it_is():
    day = ReceptionDayFactory(date=date(2027, 1, 15), state=DayState.DRAFT)
    ReceptionDayFactory(date=date(2026, 12, 15))
    add_session(day=day, post=PostFactory(), half_day=HalfDay.AFTERNOON, room="301", at=AT)
    assert draft_coming_days(at=DECEMBER) == []
    assert day.sessions.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_each_day_once_with_its_sessions():
    last_day(PostFactory(), PostFactory())
    outcomes = at_once(lambda _number: len(draft_coming_days(at=DECEMBER)), 6)
    assert tally(outcomes)[1] == 1
    assert sum(outcomes) == 1
    (day,) = ReceptionDay.objects.filter(state=DayState.DRAFT)
    assert day.sessions.count() == 2
    assert day.events.count() == 1
