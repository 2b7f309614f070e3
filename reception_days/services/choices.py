"""What the citizen makes of a change by the office, or of a place offered first. Nothing counts against them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from foundation.moves.services import make_move
from foundation.people import journal
from matters.models import Channel
from reception_days import notices
from reception_days.exceptions import NoSeatToAccept
from reception_days.models import Booking, BookingEvent, BookingState, Seat
from reception_days.moves import BOOKING_MOVES
from reception_days.services.bookings import free_seat, lock, note

if TYPE_CHECKING:
    from foundation.people.models import User

TO_CHOOSE = (BookingState.DISPLACED, BookingState.OFFERED)
CITIZEN: Collection[str] = frozenset({"citizen"})


@dataclass(frozen=True)
class OpenChoice:
    """Why there is something to choose, by when, and the seat that is theirs while they think."""

    is_offer: bool
    why: str
    until: datetime
    seat: Seat | None


def open_choice(booking: Booking, *, at: datetime) -> OpenChoice | None:
    """None when nothing is to be chosen. The choice itself does not run out: nobody loses it by silence."""
    if booking.state not in TO_CHOOSE:
        return None
    changed = booking.events.filter(move="displace").last()
    is_offer = booking.state == BookingState.OFFERED
    seat = Seat.objects.filter(booking=booking, starts_at__gt=at).select_related("session").first()
    return OpenChoice(is_offer, changed.words if changed and not is_offer else "", booking.day.closes_at, seat)


def was_confirmed(booking: Booking) -> bool:
    """The office has said yes before: then accepting is all that is left."""
    return booking.events.filter(after=BookingState.CONFIRMED).exists()


@transaction.atomic
def accept_change(
    *,
    booking: Booking,
    at: datetime,
    actor: "User | None" = None,
    channel: str = Channel.WEB,
    roles: Collection[str] = CITIZEN,
) -> BookingEvent:
    """The substitute, the new time or the offered place is theirs. Raises NoSeatToAccept, MoveNotAllowed."""
    lock(booking)
    move = "accept" if was_confirmed(booking) else "accept_under_review"
    BOOKING_MOVES.check(move, booking.state, roles)
    if not Seat.objects.offered().filter(booking=booking, starts_at__gt=at).update(booking=booking):
        raise NoSeatToAccept(booking)
    event = _choose(move, booking, at, actor, channel, roles)
    booking = Booking.objects.select_related("day__centre", "seat__session", "matter__person").get(pk=booking.pk)
    if booking.state == BookingState.CONFIRMED:
        notices.tell_confirmed(booking, at=at)
    else:
        notices.tell_chosen(booking, "kept", at=at)
    return event


@transaction.atomic
def choose_next_time(
    *,
    booking: Booking,
    at: datetime,
    actor: "User | None" = None,
    channel: str = Channel.WEB,
    roles: Collection[str] = CITIZEN,
) -> BookingEvent:
    """A seat on the next day at this place before it opens for others; this one is free. Raises MoveNotAllowed."""
    lock(booking)
    event = _choose("choose_next_time", booking, at, actor, channel, roles)
    free_seat(booking)
    notices.tell_chosen(booking, "next_time", at=at)
    return event


@transaction.atomic
def choose_written_reply(
    *,
    booking: Booking,
    at: datetime,
    actor: "User | None" = None,
    channel: str = Channel.WEB,
    roles: Collection[str] = CITIZEN,
) -> BookingEvent:
    """No visit; the matter stays registered and is answered in writing. Raises MoveNotAllowed."""
    lock(booking)
    event = _choose("choose_written_reply", booking, at, actor, channel, roles)
    Booking.objects.filter(pk=booking.pk).update(wants_written_reply=True)
    booking.wants_written_reply = True
    free_seat(booking)
    notices.tell_chosen(booking, "written_reply", at=at)
    return event


def _choose(
    move: str, booking: Booking, at: datetime, actor: "User | None", channel: str, roles: Collection[str]
) -> BookingEvent:
    event = make_move(
        table=BOOKING_MOVES,
        move=move,
        row=booking,
        event=BookingEvent,
        roles=roles,
        at=at,
        actor=actor,
        channel=channel,
    )
    note(booking, event)
    if actor is not None and event.role != "citizen":
        moved = [journal.change("state", event.before, event.after)]
        journal.record("reception_days.choose_for_citizen", booking, actor=actor, at=at, data={"fields": moved})
    return event
