"""Scheduling days, and who receives on them."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.timezone import get_current_timezone, now

from foundation.moves.services import make_move
from foundation.people import journal
from foundation.places.models import Centre, Place
from foundation.requests.public_pages import forget_public_pages
from foundation.workdays.services import is_workday, reception_date
from reception_days.exceptions import DayAlreadyScheduled, PostVacant, SessionClashes
from reception_days.models import (
    DayAct,
    DayKind,
    DayState,
    HalfDay,
    LeaderSession,
    ReceptionDay,
    ReceptionDayEvent,
    ReceptionRules,
    Seat,
)
from reception_days.moves import DAY_MOVES

if TYPE_CHECKING:
    from foundation.people.models import Person, Post, User

OFFICE_ROLES: Collection[str] = frozenset({"reception_officer"})


def local_moment(day: date, clock: time) -> datetime:
    """That time of that day on the city's own clock."""
    return datetime.combine(day, clock, tzinfo=get_current_timezone())


def month_before(day: date, day_of_month: int) -> date:
    last_of_month_before = day.replace(day=1) - timedelta(days=1)
    return last_of_month_before.replace(day=min(day_of_month, last_of_month_before.day))


def working_day_before(day: date) -> date:
    day -= timedelta(days=1)
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def next_month_to_schedule(*, place: Place, today: date) -> tuple[int, int]:
    """Year and month of the first monthly day that is still ahead and not scheduled."""
    year, month = today.year, today.month
    taken = set(
        ReceptionDay.objects.filter(place=place, kind=DayKind.FIXED, date__gte=today).values_list("date", flat=True)
    )
    while reception_date(year, month) <= today or reception_date(year, month) in taken:
        year, month = month_after(year, month)
    return year, month


def month_after(year: int, month: int) -> tuple[int, int]:
    return (year, month + 1) if month < 12 else (year + 1, 1)


@transaction.atomic
def schedule_day(
    *,
    year: int,
    month: int,
    place: Place,
    at: datetime,
    centre: Centre | None = None,
    notice: str = "",
    notice_en: str = "",
    actor: "User | None" = None,
    role: str = "reception_officer",
) -> ReceptionDay:
    """Plan the month's day: the 15th or the next working day. Raises DayAlreadyScheduled."""
    DAY_MOVES.check("schedule", "", {role})
    on = reception_date(year, month)
    rules = ReceptionRules.objects.on_day(on)
    centre = centre or Centre.objects.filter(place=place).first()
    try:
        with transaction.atomic():
            day = ReceptionDay.objects.create(
                place=place,
                centre=centre,
                date=on,
                opens_at=local_moment(month_before(on, rules.opens_on_day), rules.opens_time),
                closes_at=closing_of(on),
                notice=notice,
                notice_en=notice_en,
            )
    except IntegrityError as error:
        raise DayAlreadyScheduled(on) from error
    ReceptionDayEvent.objects.create(day=day, move="schedule", after=day.state, actor=actor, role=role, at=at)
    journal_of_day("schedule_day", day, actor, at)
    return day


def closing_of(on: date) -> datetime:
    """The end of registration: on the working day before."""
    return local_moment(working_day_before(on), ReceptionRules.objects.on_day(on).closes_time)


def journal_of_day(action: str, day: ReceptionDay, actor: "User | None", at: datetime) -> None:
    """What staff did; the schedule, a command or the demo has no actor."""
    if actor is not None:
        journal.record(f"reception_days.{action}", day, actor=actor, at=at)


def lock_day(day: ReceptionDay) -> None:
    """Until the transaction ends nobody else changes what was announced of this day."""
    rows = ReceptionDay.objects.select_for_update(no_key=True)  # citizens register meanwhile without waiting
    fields = ["state", "opens_at", "closes_at"]
    day.refresh_from_db(fields=fields, from_queryset=rows)


def change_day(
    *,
    day: ReceptionDay,
    act: DayAct,
    session: LeaderSession | None = None,
    actor: "User | None",
    at: datetime,
    words: str,
    roles: Collection[str] = OFFICE_ROLES,
) -> None:
    """What was announced changes only with a reason, kept in the event with the act and its session; a draft freely.

    Raises MoveNotAllowed, ReasonMissing.
    """
    lock_day(day)
    if day.state == DayState.DRAFT:
        DAY_MOVES.check("publish", day.state, roles)
        return
    make_move(
        table=DAY_MOVES, move="change", row=day, event=ReceptionDayEvent, roles=roles, at=at, actor=actor,
        channel="desk", words=words.strip(), noted={"act": act, "session": session},
    )  # fmt: skip
    forget_public_pages()


def announced_names(post: "Post", leader: "Person") -> dict[str, object]:
    """What a session says about who receives, as it is on the day it is announced."""
    return {
        "post": post,
        "leader": leader,
        "leader_name": leader.name,
        "post_name": post.name,
        "post_name_en": post.name_en,
        "portfolio": post.portfolio,
        "portfolio_en": post.portfolio_en,
    }


@transaction.atomic
def add_session(
    *,
    day: ReceptionDay,
    post: "Post",
    half_day: str,
    room: str,
    seats: int | None = None,
    minutes: int | None = None,
    actor: "User | None" = None,
    at: datetime | None = None,
    words: str = "",
    roles: Collection[str] = OFFICE_ROLES,
) -> LeaderSession:
    """A half day of one leader, with its seats. Numbers left out come from the city's rules.

    Raises PostVacant, SessionClashes; once the day is published, ReasonMissing without words.
    """
    at = at or now()
    lock_day(day)
    session = create_session(day=day, post=post, half_day=half_day, room=room, seats=seats, minutes=minutes)
    change_day(day=day, act=DayAct.ADD_SESSION, session=session, actor=actor, at=at, words=words, roles=roles)
    journal_of_day(DayAct.ADD_SESSION, day, actor, at)
    forget_public_pages()
    return session


def create_session(
    *, day: ReceptionDay, post: "Post", half_day: str, room: str, seats: int | None = None, minutes: int | None = None
) -> LeaderSession:
    """The rows of a session, inside an act of the caller. Raises PostVacant, SessionClashes."""
    leader = post.holder(day.date)
    if leader is None:
        raise PostVacant(post)
    rules = ReceptionRules.objects.on_day(day.date)
    seats, length = seats or rules.seats, timedelta(minutes=minutes or rules.seat_minutes)
    begins = rules.morning_starts if half_day == HalfDay.MORNING else rules.afternoon_starts
    starts_at = local_moment(day.date, begins)
    try:
        with transaction.atomic():
            session = LeaderSession.objects.create(
                day=day,
                half_day=half_day,
                room=room.strip(),
                starts_at=starts_at,
                ends_at=starts_at + seats * length,
                **announced_names(post, leader),
            )
    except IntegrityError as error:
        raise SessionClashes(post, room) from error
    Seat.objects.bulk_create(
        Seat(session=session, starts_at=starts_at + index * length, number=index + 1) for index in range(seats)
    )
    return session
