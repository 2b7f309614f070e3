"""Announcing a day in time, and giving those who were promised to come first their seat before anybody else."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Subquery
from django.utils.timezone import localdate

from foundation.moves.services import make_move
from foundation.requests.public_pages import forget_public_pages
from foundation.workdays.services import add_working_days
from reception_days import notices
from reception_days.exceptions import LateWithoutReason, NothingToPublish, TooLateToPublish
from reception_days.models import (
    Booking,
    BookingEvent,
    BookingState,
    LinkPurpose,
    ReceptionDay,
    ReceptionDayEvent,
    ReceptionRules,
    Seat,
)
from reception_days.moves import BOOKING_MOVES, DAY_MOVES
from reception_days.services.bookings import lock, note
from reception_days.services.conflicts import may_hear
from reception_days.services.days import OFFICE_ROLES, journal_of_day, local_moment, lock_day, working_day_before
from reception_days.services.links import make_link
from reception_days.services.seats import NOBODY

if TYPE_CHECKING:
    from foundation.people.models import User


def publish_by(day: ReceptionDay, *, rules: ReceptionRules | None = None) -> date:
    """The last working day that leaves the time the city's rules ask for before registration opens."""
    rules = rules or ReceptionRules.objects.on_day(day.date)
    opens_on = localdate(day.opens_at)
    found = working_day_before(opens_on)
    while add_working_days(found, rules.publish_working_days) > opens_on:
        found = working_day_before(found)
    return found


def is_late(day: ReceptionDay, *, at: datetime) -> bool:
    """Only to the monthly day at the centre do citizens register, so only it has to be known before."""
    rules = ReceptionRules.objects.on_day(day.date)
    in_time = add_working_days(localdate(at), rules.publish_working_days) <= localdate(day.opens_at)
    return day.has_seats and not in_time


def opening_if_published(day: ReceptionDay, *, at: datetime) -> datetime:
    """As scheduled; if published late, as many working days after publishing, or at once where that would be after
    registration closes."""
    if not is_late(day, at=at):
        return day.opens_at
    rules = ReceptionRules.objects.on_day(day.date)
    later = local_moment(add_working_days(localdate(at), rules.publish_working_days), rules.opens_time)
    return later if later < day.closes_at else max(at, day.opens_at)


@transaction.atomic
def publish_day(
    *,
    day: ReceptionDay,
    at: datetime,
    actor: "User | None" = None,
    roles: Collection[str] = OFFICE_ROLES,
    words: str = "",
) -> ReceptionDayEvent:
    """Announce the day and seat those who come first. Published late it takes a reason and opens later.

    Raises NothingToPublish without a session, LateWithoutReason, TooLateToPublish, MoveNotAllowed.
    """
    lock_day(day)
    DAY_MOVES.check("publish", day.state, roles)
    if day.has_seats and not day.sessions.taking_place().exists():
        raise NothingToPublish(day)
    if day.has_seats and at >= day.closes_at:
        raise TooLateToPublish(day)
    if is_late(day, at=at) and not words.strip():
        raise LateWithoutReason(day)
    event = make_move(
        table=DAY_MOVES, move="publish", row=day, event=ReceptionDayEvent, roles=roles, at=at, actor=actor,
        words=words.strip(), changes={"opens_at": opening_if_published(day, at=at)},
    )  # fmt: skip
    offer_to_first_in_line(day=day, at=at)
    journal_of_day("publish_day", day, actor, at)
    forget_public_pages()
    return event


def first_in_line(day: ReceptionDay) -> list[Booking]:
    """Those at the same place who chose to come first next time, in the order they chose."""
    last = BookingEvent.objects.filter(booking=OuterRef("pk")).order_by("-at", "-pk")
    chosen = Booking.objects.filter(day__place=day.place_id, state=BookingState.NOT_REACHED).annotate(
        last_move=Subquery(last.values("move")[:1]), chosen_at=Subquery(last.values("at")[:1])
    )
    waiting = chosen.filter(last_move="choose_next_time").select_related("matter__about_post", "matter__person", "day")
    return list(waiting.order_by(F("chosen_at"), "pk"))


def offer_to_first_in_line(*, day: ReceptionDay, at: datetime) -> list[Booking]:
    """A seat for each, their leader's first, before registration opens. Who has registered for this day anew, or
    finds no seat, keeps the promise for the time after."""
    if not day.takes_bookings:
        return []
    return [booking for booking in first_in_line(day) if _offer(booking, day, at)]


def _offer(booking: Booking, day: ReceptionDay, at: datetime) -> bool:
    try:
        with transaction.atomic():
            lock(booking)
            event = make_move(
                table=BOOKING_MOVES, move="offer_first", row=booking, event=BookingEvent, roles={"system"}, at=at,
                changes={"day": day},
            )  # fmt: skip
            seat = _claim_for(booking, day, at)
            if seat is None:
                raise NothingFree
    except (IntegrityError, NothingFree):  # one live booking a beneficiary and day
        return False
    note(booking, event)
    token = make_link(booking=booking, purpose=LinkPurpose.BOOKING, at=at)
    notices.tell_offered(booking, seat, token=token, at=at)
    return True


class NothingFree(Exception):
    """Undoes the offer."""


def _claim_for(booking: Booking, day: ReceptionDay, at: datetime) -> Seat | None:
    free: Any = Seat.objects.free(at=at).filter(session__day=day).select_related("session__day")
    in_order = sorted(
        free.order_by("starts_at", "session__post__body", "session__post__rank", "pk"),
        key=lambda seat: seat.session.post_id != booking.preferred_post_id,
    )
    for seat in in_order:
        claim = Seat.objects.free(at=at).filter(pk=seat.pk)
        if may_hear(seat.session, booking) and claim.update(booking=booking, **NOBODY):
            return seat
    return None
