"""Changing a published day, one act each: seats, rooms, leaders. Everybody it hits is told and may choose.

On a draft the same acts hit nobody and need no reason.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from foundation.requests.public_pages import forget_public_pages
from reception_days import notices
from reception_days.exceptions import NoSeatsOffered, PostVacant, SeatsLeft, SessionClashes
from reception_days.models import DayAct, LeaderSession, Seat
from reception_days.services.conflicts import booked, may_hear
from reception_days.services.days import announced_names, change_day, journal_of_day
from reception_days.services.displacing import OfficeAct, claim_nearest, displace, reseat, retire_all, stop_holds

if TYPE_CHECKING:
    from foundation.people.models import Person, Post


def _begin(session: LeaderSession, act: DayAct, by: OfficeAct) -> None:
    """Locks the day: one change after the other. Raises MoveNotAllowed, ReasonMissing."""
    change_day(day=session.day, act=act, session=session, actor=by.actor, at=by.at, words=by.words, roles=by.roles)
    session.refresh_from_db(
        fields=["ends_at", "room", "cancelled_at", "post", "leader", "stands_in_for", "stands_in_for_en"]
    )
    if session.cancelled_at is not None:
        raise SessionClashes(session.post, session.room)
    journal_of_day(act, session.day, by.actor, by.at)
    forget_public_pages()


def length_of(session: LeaderSession) -> timedelta:
    """How long one citizen is heard: the step from seat to seat."""
    starts = sorted(set(session.seats.values_list("starts_at", flat=True)))
    steps = [later - earlier for earlier, later in pairwise(starts)]
    return min(steps) if steps else session.ends_at - session.starts_at


def end_of_offer(session: LeaderSession) -> datetime:
    last = session.seats.offered().order_by("-starts_at").first()
    return last.starts_at + length_of(session) if last else session.ends_at


@transaction.atomic
def add_seats(*, session: LeaderSession, count: int, by: OfficeAct) -> list[Seat]:
    """Further seats after the last one, numbered on. Hits nobody.

    Raises NoSeatsOffered, MoveNotAllowed, ReasonMissing.
    """
    if not session.day.has_seats:
        raise NoSeatsOffered(session)
    _begin(session, DayAct.ADD_SEATS, by)
    length, number = length_of(session), session.seats.order_by("-number").values_list("number", flat=True).first() or 0
    begins = end_of_offer(session)
    seats = Seat.objects.bulk_create(
        Seat(session=session, starts_at=begins + index * length, number=number + index + 1) for index in range(count)
    )
    LeaderSession.objects.filter(pk=session.pk).update(ends_at=begins + count * length)
    return seats


@transaction.atomic
def retire_seats(*, session: LeaderSession, seats: Sequence[Seat], by: OfficeAct) -> int:
    """Single seats or the tail. Who sits there gets the nearest free seat of the day, or a choice without one.

    Returns how many were told. Raises SeatsLeft when none would stay, MoveNotAllowed, ReasonMissing.
    """
    _begin(session, DayAct.RETIRE_SEATS, by)
    keys = [seat.pk for seat in seats]
    if not session.seats.offered().exclude(pk__in=keys).exists():
        raise SeatsLeft(session)
    freed = retire_all(session.seats.offered().filter(pk__in=keys).order_by("pk"), at=by.at)
    LeaderSession.objects.filter(pk=session.pk).update(ends_at=end_of_offer(session))
    return reseat(freed, session.day, by)


@transaction.atomic
def cancel_session(*, session: LeaderSession, by: OfficeAct) -> int:
    """The leader does not come and nobody stands in. As with retired seats. Raises MoveNotAllowed, ReasonMissing."""
    _begin(session, DayAct.CANCEL_SESSION, by)
    freed = retire_all(session.seats.offered().order_by("pk"), at=by.at)
    LeaderSession.objects.filter(pk=session.pk).update(cancelled_at=by.at)
    return reseat(freed, session.day, by)


@transaction.atomic
def change_room(*, session: LeaderSession, room: str, by: OfficeAct) -> int:
    """Everybody is told; nobody has to choose. Raises SessionClashes, MoveNotAllowed, ReasonMissing."""
    _begin(session, DayAct.CHANGE_ROOM, by)
    _set(session, room=room.strip())
    told = booked(session.seats.offered())
    for booking, seat in told:
        notices.tell_room(booking, seat, room=session.room, words=by.words.strip(), at=by.at)
    return len(told)


@transaction.atomic
def substitute_leader(*, session: LeaderSession, post: "Post", by: OfficeAct) -> int:
    """Another leader receives in this session; the announced one stays named. Seats stay whose they are, but nobody
    is heard by the person they complain about.

    Raises PostVacant, SessionClashes, MoveNotAllowed, ReasonMissing.
    """
    _begin(session, DayAct.SUBSTITUTE_LEADER, by)
    leader = post.holder(session.day.date)
    if leader is None:
        raise PostVacant(post)
    sitting = stop_holds(session)
    _set(session, **substituted(session, post, leader))
    for booking, seat in sitting:
        keeps = may_hear(session, booking)
        if not keeps:
            Seat.objects.filter(pk=seat.pk).update(booking=None)
        displace(
            booking, by, seat=seat if keeps else claim_nearest(booking, seat.starts_at, session.day, at=by.at)
        )  # fmt: skip
    return len(sitting)


def substituted(session: LeaderSession, post: "Post", leader: "Person") -> dict[str, object]:
    """The names of the session when somebody stands in; a draft announced nobody before."""
    announced, announced_en = session.stands_in_for, session.stands_in_for_en
    if not announced:
        announced = f"{session.post_name} {session.leader_name}"
        announced_en = f"{session.post_name_en} {session.leader_name}" if session.post_name_en else ""
    if session.day.state == "draft":
        announced = announced_en = ""
    return announced_names(post, leader) | {"stands_in_for": announced, "stands_in_for_en": announced_en}


def _set(session: LeaderSession, **values: object) -> None:
    try:
        with transaction.atomic():
            LeaderSession.objects.filter(pk=session.pk).update(**values)
    except IntegrityError as error:
        raise SessionClashes(session.post, session.room) from error
    for name, value in values.items():
        setattr(session, name, value)
