"""The schedule: the coming months' days as drafts, in time to be published, with who received last as a proposal."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from foundation.places.models import Level, Place
from foundation.workdays.services import reception_date
from reception_days.exceptions import DayAlreadyScheduled, PostVacant
from reception_days.models import DayKind, DayState, LeaderSession, ReceptionDay, ReceptionRules
from reception_days.services.days import closing_of, create_session, month_after, month_before, schedule_day

MONTHS_AHEAD = 3
TIME_TO_PREPARE = timedelta(days=21)  # before the opening of registration: to ask the leaders, then publish


@transaction.atomic
def draft_day(*, place: Place, year: int, month: int, at: datetime) -> ReceptionDay:
    """A month's day with its proposed sessions, all or nothing. Raises DayAlreadyScheduled."""
    day = schedule_day(year=year, month=month, place=place, at=at, role="system")
    propose_sessions(day)
    return day


def draft_coming_days(*, at: datetime) -> list[ReceptionDay]:
    """What is not yet there; of two workers the database lets one make each day."""
    made: list[ReceptionDay] = []
    for place in places_with_days():
        for year, month in months_to_draft(place, today=localdate(at), at=at):
            with suppress(DayAlreadyScheduled):
                made.append(draft_day(place=place, year=year, month=month, at=at))
    return made


def places_with_days() -> list[Place]:
    """Cities hold a day every month; a town's office schedules its own when it wants one."""
    return list(Place.objects.current().at_level(Level.CITY).order_by("path"))


def months_to_draft(place: Place, *, today: date, at: datetime) -> list[tuple[int, int]]:
    """Months whose registration opens soon or has opened, and is not over. A cancelled day is not made anew; a day
    moved here from another month is not this month's own."""
    wanted: list[tuple[int, int]] = []
    month = (today.year, today.month)
    for _number in range(MONTHS_AHEAD):
        on = reception_date(*month)
        rules = ReceptionRules.objects.on_day(on)
        opens_on = month_before(on, rules.opens_on_day)
        if closing_of(on) > at and today >= opens_on - TIME_TO_PREPARE and not has_its_day(place, *month):
            wanted.append(month)
        month = month_after(*month)
    return wanted


def has_its_day(place: Place, year: int, month: int) -> bool:
    own = ReceptionDay.objects.filter(place=place, kind=DayKind.FIXED, moved_from=None)
    return own.filter(date__year=year, date__month=month).exists()


def propose_sessions(day: ReceptionDay) -> list[LeaderSession]:
    """Rooms and half days of the latest day, for posts that are held on this one; names as they are now."""
    latest = (
        ReceptionDay.objects.filter(place=day.place, kind=day.kind, date__lt=day.date, sessions__isnull=False)
        .exclude(state=DayState.CANCELLED)
        .order_by("-date", "-pk")
        .first()
    )
    if latest is None:
        return []
    made: list[LeaderSession] = []
    for session in latest.sessions.taking_place().filter(post__is_active=True).select_related("post").by_protocol():
        with suppress(PostVacant):
            made.append(create_session(day=day, post=session.post, half_day=session.half_day, room=session.room))
    return made
