"""Changing the time: the new seat is claimed and the old one freed in one transaction; never both, never none."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from foundation.moves.services import make_move
from foundation.people import journal
from matters.models import Channel
from matters.services import TYPED_BY_THE_PERSON
from reception_days import notices
from reception_days.exceptions import AlreadyBooked, NoSeatLeft, RegistrationNotOpen, SameTime, TooLateToChange
from reception_days.models import Booking, BookingEvent, LeaderSession, ReceptionDay, Seat
from reception_days.moves import BOOKING_MOVES
from reception_days.services.bookings import free_seat, lock, note
from reception_days.services.choices import TO_CHOOSE, was_confirmed
from reception_days.services.conflicts import may_hear
from reception_days.services.seats import NOBODY, in_order_of_choice
from reception_days.states import RESCHEDULABLE_STATES

if TYPE_CHECKING:
    from foundation.people.models import Post, User


def may_change_time(booking: Booking, *, at: datetime) -> bool:
    """Until registration for the day closes (17:00 the working day before); what the office changed, at any time."""
    if booking.state in TO_CHOOSE:
        return True
    return booking.state in RESCHEDULABLE_STATES and at < booking.day.closes_at


def days_to_change_to(booking: Booking, *, at: datetime) -> QuerySet[ReceptionDay]:
    """Open days of the same place, this booking's own among them while it is open."""
    return ReceptionDay.objects.taking_bookings(at=at).filter(place=booking.day.place_id)


def seats_to_change_to(booking: Booking, day: ReceptionDay, *, at: datetime) -> QuerySet[Seat]:
    """Free seats of the day; nobody is received by the person they complain about (DESIGN §3.7)."""
    free = Seat.objects.free(at=at).filter(session__day=day)
    about = booking.matter.about_post
    if about is None:
        return free
    return free.exclude(session__post=about).exclude(
        session__leader__in=about.tenures.on_day(day.date).values("person")
    )


@transaction.atomic
def reschedule_booking(
    *,
    booking: Booking,
    day: ReceptionDay,
    starts_at: datetime,
    at: datetime,
    preferred_post: "Post | None" = None,
    actor: "User | None" = None,
    channel: str = Channel.WEB,
    role: str = "citizen",
) -> BookingEvent:
    """To another time of the day, or of another open day of the same place. What the office answered stays answered.

    Raises TooLateToChange, RegistrationNotOpen, SameTime, NoSeatLeft, AlreadyBooked, MoveNotAllowed; then nothing has
    changed.
    """
    lock(booking)
    booking.refresh_from_db(fields=["day", "preferred_post"])
    _refuse_what_cannot_be(booking, day, starts_at, at)
    wish = preferred_post or booking.preferred_post
    event = _move(booking, {"day": day, "preferred_post": wish}, at=at, actor=actor, channel=channel, role=role)
    note(booking, event)
    if actor is not None and role != "citizen":
        journal.record("reception_days.reschedule_for_citizen", booking, actor=actor, at=at)
    notices.tell_rescheduled(booking, starts_at=starts_at, at=at, was_told=channel not in TYPED_BY_THE_PERSON)
    free_seat(booking)
    _claim(booking, starts_at, wish.pk if wish else None, at)  # the contended row last: locked for the shortest time
    return event


def _refuse_what_cannot_be(booking: Booking, day: ReceptionDay, starts_at: datetime, at: datetime) -> None:
    if booking.state in RESCHEDULABLE_STATES and not may_change_time(booking, at=at):
        raise TooLateToChange(booking.day)
    if not days_to_change_to(booking, at=at).filter(pk=day.pk).exists():
        raise RegistrationNotOpen(day)
    if Seat.objects.filter(booking=booking, session__day=day, starts_at=starts_at).exists():
        raise SameTime


def _move(booking: Booking, changes: dict[str, Any], *, role: str, **facts: Any) -> BookingEvent:
    """One beneficiary, one live booking a day: the constraint decides about the new day too."""
    try:
        with transaction.atomic():
            return make_move(
                table=BOOKING_MOVES, move=_name_of_move(booking), row=booking, event=BookingEvent, roles={role},
                changes=changes, **facts,
            )  # fmt: skip
    except IntegrityError as error:
        raise AlreadyBooked from error


def _name_of_move(booking: Booking) -> str:
    """A booking the office changed or offered goes back to where its review stood."""
    if booking.state not in TO_CHOOSE:
        return "reschedule"
    return "accept" if was_confirmed(booking) else "accept_under_review"


def _claim(booking: Booking, starts_at: datetime, preferred_post_id: int | None, at: datetime) -> None:
    """Each try is one conditional UPDATE. Raises NoSeatLeft."""
    at_that_time = seats_to_change_to(booking, booking.day, at=at).filter(starts_at=starts_at)
    for seat in in_order_of_choice(at_that_time, preferred_post_id):
        if claim_free_seat(seat=seat, booking=booking, at=at):
            # A substitute may have come since we looked; from the claim on, substituting waits for us.
            if may_hear(LeaderSession.objects.select_related("day").get(pk=seat.session_id), booking):
                return
            free_seat(booking)
    raise NoSeatLeft(starts_at)


def claim_free_seat(*, seat: Seat, booking: Booking, at: datetime) -> bool:
    """The free seat becomes the booking's; False where somebody was faster."""
    return bool(Seat.objects.free(at=at).filter(pk=seat.pk).update(booking=booking, **NOBODY))
