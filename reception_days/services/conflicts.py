"""Whom a change of what was announced hits, and where they could go instead. Reads only; constant queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from reception_days.models import Booking, LeaderSession, ReceptionDay, Seat

if TYPE_CHECKING:
    from foundation.people.models import Post


@dataclass(frozen=True)
class Hit:
    """A booking, the time it has now, and the seat it would be offered: None means no seat, only a choice."""

    booking: Booking
    was_at: datetime | None
    seat: Seat | None

    @property
    def keeps_time(self) -> bool:
        return self.seat is not None and self.seat.starts_at == self.was_at


def may_hear(session: LeaderSession, booking: Booking) -> bool:
    """Nobody hears a complaint about themselves (DESIGN §3.7)."""
    about = booking.matter.about_post
    return about is None or not is_received_by(about, session)


def is_received_by(about: "Post", session: LeaderSession) -> bool:
    """Whether the one who receives holds this post, in whichever post they receive."""
    if session.post_id == about.pk:
        return True
    return about.tenures.on_day(session.day.date).filter(person=session.leader_id).exists()


def booked(seats: Iterable[Seat]) -> list[tuple[Booking, Seat]]:
    """Who sits there, by number: the order in which everybody locks."""
    keys = [seat.pk for seat in seats]
    rows = Seat.objects.filter(pk__in=keys).exclude(booking=None)
    related = rows.select_related(
        "session__day", "booking__matter__about_post", "booking__matter__person", "booking__matter", "booking__day"
    )
    return [(seat.booking, seat) for seat in related.order_by("booking__number") if seat.booking is not None]


def free_seats(day: ReceptionDay, *, at: datetime, but: Sequence[Seat] = ()) -> list[Seat]:
    free = Seat.objects.free(at=at).filter(session__day=day).exclude(pk__in=[seat.pk for seat in but])
    related = free.select_related("session__day", "session__post")
    return list(related.order_by("starts_at", "session__post__body", "session__post__rank", "pk"))


def nearest_first(
    free: Sequence[Seat], booking: Booking, starts_at: datetime, *, post: int | None = None
) -> list[Seat]:
    """The seats somebody could have instead, never the leader they complain of: the nearest time first, and of two
    as near the one in the `post` (its key) that was to hear them."""
    may_take = [seat for seat in free if may_hear(seat.session, booking)]
    return sorted(may_take, key=lambda seat: (abs(seat.starts_at - starts_at), seat.session.post_id != post))


def hits_of_retiring(seats: Sequence[Seat], *, day: ReceptionDay, at: datetime) -> list[Hit]:
    """What becomes of those who sit there: each gets the nearest seat that is left, by turns."""
    left = free_seats(day, at=at, but=seats)
    found: list[Hit] = []
    for booking, seat in booked(seats):
        instead = next(iter(nearest_first(left, booking, seat.starts_at, post=seat.session.post_id)), None)
        left = [each for each in left if each != instead]
        found.append(Hit(booking, seat.starts_at, instead))
    return found


def hits_of_substitution(session: LeaderSession, *, at: datetime) -> list[Hit]:
    """`session` as it would be: everybody keeps the seat but those who complain about the new leader."""
    left = free_seats(session.day, at=at, but=list(session.seats.all()))
    found: list[Hit] = []
    for booking, seat in booked(session.seats.offered()):
        instead: Seat | None = seat
        if not may_hear(session, booking):
            instead = next(iter(nearest_first(left, booking, seat.starts_at)), None)
            left = [each for each in left if each != instead]
        found.append(Hit(booking, seat.starts_at, instead))
    return found


def live_of(day: ReceptionDay) -> list[Booking]:
    """Every live booking of the day, seated or not, by number."""
    related = ("matter__about_post", "matter__person", "day", "seat")
    return list(Booking.objects.live().filter(day=day).select_related(*related).order_by("number"))


def hits_of_whole_day(day: ReceptionDay, *, keeps_seat: bool) -> list[Hit]:
    """Moving takes everybody along in their seat; cancelling leaves everybody a choice."""
    found = [(booking, getattr(booking, "seat", None)) for booking in live_of(day)]
    return [Hit(booking, seat.starts_at if seat else None, seat if keeps_seat else None) for booking, seat in found]
