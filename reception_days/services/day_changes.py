"""Moving a published day to another date, and cancelling a day: one act that hits everybody registered for it."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, localtime

from foundation.moves.services import make_move
from foundation.requests.public_pages import forget_public_pages
from foundation.workdays.services import is_workday
from reception_days.exceptions import DateNotPossible, DayAlreadyScheduled, PostVacant
from reception_days.models import (
    Booking,
    DayState,
    LeaderSession,
    ReceptionDay,
    ReceptionDayEvent,
    Seat,
)
from reception_days.moves import DAY_MOVES
from reception_days.services.bookings import lock
from reception_days.services.changes import substituted
from reception_days.services.conflicts import live_of, may_hear
from reception_days.services.days import announced_names, closing_of, journal_of_day, local_moment, lock_day
from reception_days.services.displacing import OfficeAct, claim_nearest, displace, retire_all

KEPT_ON_MOVING = ("place", "centre", "kind", "notice", "notice_en", "agenda", "agenda_en", "address", "visited_place")


@transaction.atomic
def cancel_day(*, day: ReceptionDay, by: OfficeAct) -> int:
    """Nobody is received that day; each may choose. Returns how many were told.

    Raises MoveNotAllowed, ReasonMissing.
    """
    lock_day(day)
    _end(day, "cancel", by)
    _retire_all_of(day, at=by.at)
    told = _all_locked(day)
    for booking in told:
        displace(booking, by, seat=None)
    journal_of_day("cancel_day", day, by.actor, by.at)
    return len(told)


def _retire_all_of(day: ReceptionDay, *, at: datetime) -> dict[int, Seat]:
    """Booking → the seat it had. Those filling in a form lose their hold and are told kindly when they go on."""
    offered = Seat.objects.offered().filter(session__day=day).select_related("session").order_by("pk")
    return {booking.pk: seat for booking, seat in retire_all(offered, at=at)}


def _all_locked(day: ReceptionDay) -> list[Booking]:
    """Read again once locked: somebody may have withdrawn or gone to another day meanwhile."""
    for booking in live_of(day):
        lock(booking)
    return live_of(day)


def _end(day: ReceptionDay, move: str, by: OfficeAct, changes: dict[str, Any] | None = None) -> None:
    make_move(
        table=DAY_MOVES, move=move, row=day, event=ReceptionDayEvent, roles=by.roles, at=by.at, actor=by.actor,
        channel="desk", words=by.words.strip(), changes=changes,
    )  # fmt: skip
    forget_public_pages()


def check_date(day: ReceptionDay, on: date, *, at: datetime) -> None:
    """Raises DateNotPossible, DayAlreadyScheduled."""
    if not is_workday(on) or on == day.date or on <= localdate(at):
        raise DateNotPossible(on)
    if day.has_seats and closing_of(on) <= at:
        raise DateNotPossible(on)
    twin = ReceptionDay.objects.filter(place=day.place_id, date=on, kind=day.kind)
    if twin.exclude(state=DayState.CANCELLED).exists():
        raise DayAlreadyScheduled(on)


@transaction.atomic
def move_day(*, day: ReceptionDay, on: date, by: OfficeAct) -> ReceptionDay:
    """The same sessions and seats on another date; everybody goes along to the same seat and may choose.

    Returns the new day. Raises DateNotPossible, DayAlreadyScheduled, PostVacant, MoveNotAllowed, ReasonMissing.
    """
    lock_day(day)
    DAY_MOVES.check("move", day.state, by.roles, by.words)
    check_date(day, on, at=by.at)
    new = _same_day_on(day, on, by)
    seats = _copy_sessions(day, new)
    _end(day, "move", by, {"moved_to": new})
    sat = _retire_all_of(day, at=by.at)
    same = {key: seats[seat.pk] for key, seat in sat.items()}
    for booking in _all_locked(day):
        displace(booking, by, seat=_seated(booking, same.get(booking.pk), new, at=by.at), day=new)
    journal_of_day("move_day", new, by.actor, by.at)
    return new


def _seated(booking: Booking, same: Seat | None, new: ReceptionDay, *, at: datetime) -> Seat | None:
    """The same seat on the new day, or the nearest where the post has passed to somebody complained about."""
    if same is None:
        return None
    if not may_hear(same.session, booking):
        return claim_nearest(booking, same.starts_at, new, at=at)
    Seat.objects.filter(pk=same.pk).update(booking=booking)
    return same


def _same_day_on(day: ReceptionDay, on: date, by: OfficeAct) -> ReceptionDay:
    """Published at once. Registration that has opened stays open; it closes on the working day before the new date."""
    closes_at = closing_of(on)
    opens_at = day.opens_at if day.opens_at < closes_at else min(by.at, day.opens_at)
    facts = {name: getattr(day, name) for name in KEPT_ON_MOVING}
    try:
        with transaction.atomic():
            new = ReceptionDay.objects.create(**facts, date=on, opens_at=opens_at, closes_at=closes_at)
    except IntegrityError as error:
        raise DayAlreadyScheduled(on) from error
    new.units_called.set(day.units_called.all())
    new.matters_chosen.set(day.matters_chosen.all())
    role = DAY_MOVES.role_for(DAY_MOVES.moves["move"], by.roles)
    ReceptionDayEvent.objects.create(day=new, move="schedule", after=new.state, actor=by.actor, role=role, at=by.at)
    make_move(
        table=DAY_MOVES, move="publish", row=new, event=ReceptionDayEvent, roles=by.roles, at=by.at, actor=by.actor,
        channel="desk", words=by.words.strip(),
    )  # fmt: skip
    return new


def _copy_sessions(day: ReceptionDay, new: ReceptionDay) -> dict[int, Seat]:
    """Old seat → the seat at the same time on the new day. Nobody can have taken them yet: they open with commit."""
    found: dict[int, Seat] = {}
    for session in day.sessions.taking_place().select_related("post", "leader", "day"):
        offered = list(session.seats.offered().order_by("pk"))
        copy = _copy_of(session, new)
        made = Seat.objects.bulk_create(
            Seat(session=copy, starts_at=on_date(seat.starts_at, new.date), number=seat.number) for seat in offered
        )
        found |= {seat.pk: one for seat, one in zip(offered, made, strict=True)}
    return found


def on_date(moment: datetime, day: date) -> datetime:
    """The same time by the clock on another date."""
    return local_moment(day, localtime(moment).time())


def _copy_of(session: LeaderSession, new: ReceptionDay) -> LeaderSession:
    """Who holds the post on the new date receives; where that is somebody else, they stand in. Raises PostVacant."""
    leader = session.post.holder(new.date)
    if leader is None:
        raise PostVacant(session.post)
    names = (
        announced_names(session.post, leader)
        if leader == session.leader
        else substituted(session, session.post, leader)
    )
    times = {"starts_at": on_date(session.starts_at, new.date), "ends_at": on_date(session.ends_at, new.date)}
    kept = {"stands_in_for": session.stands_in_for, "stands_in_for_en": session.stands_in_for_en} | names
    return LeaderSession.objects.create(day=new, half_day=session.half_day, room=session.room, **times, **kept)
