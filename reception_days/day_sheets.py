"""The sheet a leader has on the table: who comes at which time. Constant queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from foundation.people.models import Tenure
from reception_days.listing import sessions_of
from reception_days.listing_desk import Bookings, bookings_of, needs_of
from reception_days.models import LIVE_STATES, AccessNeed, Booking, LeaderSession, ReceptionDay, Seat

LONGEST_LINE = 60  # characters of what is asked: one line of an A4 sheet
INTERPRETED = (AccessNeed.SIGN, AccessNeed.LANGUAGE, AccessNeed.DIALECT)


@dataclass
class Line:
    """One seat. `name` is masked unless it was revealed."""

    starts_at: datetime
    booking: Booking | None = None
    name: str = ""
    asked: str = ""
    needs: tuple[str, ...] = ()
    interpreter: tuple[str, ...] = ()


@dataclass
class Sheet:
    """`left_out`: bookings that complain of this leader, which this leader never reads (DESIGN §3.7)."""

    session: LeaderSession
    lines: list[Line]
    left_out: int = 0


def sheets_of(rows: Bookings, day: ReceptionDay, *, sessions: Collection[int] = (), with_request: bool) -> list[Sheet]:
    """By protocol, one for each leader and half day; `sessions` narrows to these keys."""
    chosen = [each for each in sessions_of(day) if not sessions or each.pk in sessions]
    chosen = [each for each in chosen if each.cancelled_at is None]
    booked = {each.pk: each for each in bookings_of(rows, day).filter(state__in=LIVE_STATES, seat__isnull=False)}
    posts = _posts_of(chosen)
    seats: dict[int, list[Seat]] = defaultdict(list)
    for seat in Seat.objects.offered().filter(session__in=chosen).order_by("starts_at", "number"):
        seats[seat.session_id].append(seat)
    return [_sheet(each, seats[each.pk], booked, posts[each.pk], with_request) for each in chosen]


def _posts_of(sessions: list[LeaderSession]) -> dict[int, set[int]]:
    """Every post each session's leader holds or has held."""
    held = Tenure.objects.filter(person__in={each.leader_id for each in sessions})
    posts: dict[int, set[int]] = defaultdict(set)
    for person, post in held.values_list("person_id", "post_id"):
        posts[person].add(post)
    return {each.pk: posts[each.leader_id] | {each.post_id} for each in sessions}


def _sheet(
    session: LeaderSession, seats: list[Seat], booked: dict[int, Booking], posts: set[int], with_request: bool
) -> Sheet:
    sheet = Sheet(session, [])
    for seat in seats:
        booking = booked.get(seat.booking_id or 0)
        if booking is not None and booking.matter.about_post_id in posts:
            sheet.left_out += 1
            booking = None
        sheet.lines.append(_line(seat, booking, with_request))
    return sheet


def _line(seat: Seat, booking: Booking | None, with_request: bool) -> Line:
    if booking is None:
        return Line(seat.starts_at)
    asked = " ".join(booking.matter.request.split()) if with_request else ""
    short = asked if len(asked) <= LONGEST_LINE else f"{asked[: LONGEST_LINE - 1]}…"
    needs = needs_of(booking)
    interpreter = tuple(need for need in needs if need in {str(each.label) for each in INTERPRETED})
    others = tuple(need for need in needs if need not in interpreter)
    return Line(seat.starts_at, booking, booking.matter.masked_name, short, others, interpreter)
