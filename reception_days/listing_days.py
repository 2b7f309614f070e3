"""What the desk shows of days: sessions with the state of each seat, and who could receive. Constant queries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from foundation.moves.table import Label
from foundation.people.models import Post, Tenure
from reception_days.models import (
    LIVE_STATES,
    DayAct,
    DayState,
    LeaderSession,
    ReceptionDay,
    ReceptionDayEvent,
    ReceptionRules,
    Seat,
)
from reception_days.moves import DAY_MOVES
from reception_days.services.publishing import publish_by

SHOWN_BEFORE = 24


@dataclass(frozen=True)
class SessionShown:
    """A session with its seats and what became of each."""

    session: LeaderSession
    seats: list[tuple[Seat, str]]
    booked: int
    offered: int


def sessions_shown(day: ReceptionDay, *, at: datetime) -> list[SessionShown]:
    """By protocol, cancelled ones too."""
    seats = Prefetch("seats", Seat.objects.order_by("starts_at", "number"))
    sessions = day.sessions.select_related("post").by_protocol().prefetch_related(seats)
    return [_shown(session, at) for session in sessions]


def _shown(session: LeaderSession, at: datetime) -> SessionShown:
    seats = [(seat, kind_of(seat, at=at)) for seat in session.seats.all()]
    kinds = [kind for _seat, kind in seats]
    return SessionShown(session, seats, kinds.count("booked"), len(kinds) - kinds.count("retired"))


def happened_on(day: ReceptionDay) -> list[tuple[ReceptionDayEvent, Label]]:
    """The day's history, latest first, each with what it was: the office's act where it is known, else the move."""
    events = day.events.select_related("session").order_by("-at", "-pk")
    return [(each, DayAct(each.act).label if each.act else DAY_MOVES.moves[each.move].happened) for each in events]


def kind_of(seat: Seat, *, at: datetime) -> str:
    if seat.retired_at is not None:
        return "retired"
    if seat.booking_id is not None:
        return "booked"
    return "held" if seat.is_held(at=at) else "free"


def days_of(rows: QuerySet[ReceptionDay], *, today: date) -> tuple[list[Any], list[Any]]:
    """Those ahead, soonest first, and those before, latest first; each with its seats and live bookings, a draft with
    the last day to publish it."""
    live = Count("bookings", filter=Q(bookings__state__in=LIVE_STATES), distinct=True)
    offered = Count("sessions__seats", filter=Q(sessions__seats__retired_at=None), distinct=True)
    counted = rows.select_related("place").annotate(live=live, offered=offered)
    ahead: list[Any] = list(counted.filter(date__gte=today).order_by("date", "pk"))
    rules = list(ReceptionRules.objects.order_by("valid_from"))
    for day in ahead:
        in_force = [each for each in rules if each.valid_from <= day.date]
        is_to_publish = day.state == DayState.DRAFT and day.has_seats
        day.publish_by = publish_by(day, rules=in_force[-1]) if is_to_publish else None
        day.is_overdue = is_to_publish and day.publish_by < today
    return ahead, list(counted.filter(date__lt=today).order_by("-date", "-pk")[:SHOWN_BEFORE])


def leaders_of(day: ReceptionDay) -> Any:
    """Leaders' posts of the place that receives, by protocol, with who holds them that day as `now`."""
    holders = Tenure.objects.on_day(day.date).select_related("person")
    own = Q(place=day.place_id) | Q(unit__place=day.place_id)
    return (
        Post.objects.leaders().filter(own).by_protocol().prefetch_related(Prefetch("tenures", holders, to_attr="now"))
    )
