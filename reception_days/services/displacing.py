"""What happens to bookings when the office changes what was announced: nobody loses a seat without a choice."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from foundation.moves.services import make_move
from reception_days import notices
from reception_days.models import Booking, BookingEvent, LeaderSession, LinkPurpose, ReceptionDay, Seat
from reception_days.moves import BOOKING_MOVES
from reception_days.services.bookings import lock, note
from reception_days.services.conflicts import booked, free_seats, nearest_first
from reception_days.services.links import make_link
from reception_days.services.seats import NOBODY

if TYPE_CHECKING:
    from foundation.people.models import User


@dataclass(frozen=True, kw_only=True)
class OfficeAct:
    """Who changes something at the office, when, and the reason that everybody it hits is told."""

    actor: "User | None"
    at: datetime
    words: str
    roles: Collection[str] = frozenset({"reception_officer"})


def retire_all(seats: Iterable[Seat], *, at: datetime) -> list[tuple[Booking, Seat]]:
    """Take seats out of the offer, held ones too. Returns who sat there, each booking locked.

    Bookings are locked before seats, as everybody does; who books one of the seats meanwhile is found as well.
    """
    offered = list(seats)
    sitting = {seat.pk: booking for booking, seat in booked(offered)}
    for booking in sitting.values():
        lock(booking)
    found = [(retire_one(seat, sitting.get(seat.pk), at=at), seat) for seat in offered]
    freed = [(booking, seat) for booking, seat in found if booking is not None]
    return sorted(freed, key=lambda each: each[0].number)


def retire_one(seat: Seat, booking: Booking | None, *, at: datetime) -> Booking | None:
    """The WHERE clause names who is known to sit there: a citizen who books it at this moment is not overlooked."""
    while True:
        as_known = Seat.objects.filter(pk=seat.pk, booking=booking, retired_at=None)
        if as_known.update(retired_at=at, booking=None, **NOBODY):
            return booking
        current = Seat.objects.offered().filter(pk=seat.pk).first()
        if current is None:
            return None
        booking = _sitting(current)


def _sitting(seat: Seat) -> Booking | None:
    booking = next((booking for booking, _seat in booked([seat])), None)
    if booking is not None:
        lock(booking)
    return booking


def stop_holds(session: LeaderSession) -> list[tuple[Booking, Seat]]:
    """Who sits in the session, locked; holds end, so that a form half filled in asks anew who hears it."""
    for booking, _seat in booked(session.seats.offered()):
        lock(booking)
    list(session.seats.select_for_update().order_by("pk"))
    session.seats.exclude(hold_token=None).update(**NOBODY)
    sitting = booked(session.seats.offered())
    for booking, _seat in sitting:
        lock(booking)
    return sitting


def claim_nearest(
    booking: Booking, starts_at: datetime, day: ReceptionDay, *, at: datetime, post: int | None = None
) -> Seat | None:
    """The free seat nearest in time becomes the booking's, never one of the leader complained of."""
    for seat in nearest_first(free_seats(day, at=at), booking, starts_at, post=post):
        if Seat.objects.free(at=at).filter(pk=seat.pk).update(booking=booking, **NOBODY):
            return seat
    return None


def displace(booking: Booking, by: OfficeAct, *, seat: Seat | None, day: ReceptionDay | None = None) -> None:
    """The citizen chooses what becomes of it, and is told why; `seat` is theirs while they think."""
    event = make_move(
        table=BOOKING_MOVES, move="displace", row=booking, event=BookingEvent, roles=by.roles, at=by.at,
        actor=by.actor, channel="desk", words=by.words.strip(), changes={} if day is None else {"day": day},
    )  # fmt: skip
    note(booking, event)
    token = make_link(booking=booking, purpose=LinkPurpose.BOOKING, at=by.at)
    notices.tell_displaced(booking, seat, words=by.words.strip(), token=token, at=by.at)


def reseat(freed: Sequence[tuple[Booking, Seat]], day: ReceptionDay, by: OfficeAct) -> int:
    """Each gets the nearest free seat there is and is told; returns how many."""
    for booking, was in freed:
        displace(booking, by, seat=claim_nearest(booking, was.starts_at, day, at=by.at, post=was.session.post_id))
    return len(freed)
