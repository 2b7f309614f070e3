"""Holding a seat while a form is filled in. Every claim is one conditional UPDATE (STYLE)."""

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q, QuerySet

from foundation.encryption.keys import digest
from foundation.people.identifiers import normalise_phone
from reception_days.exceptions import HoldAlreadyExtended, HoldLost, NoSeatLeft, RegistrationNotOpen, SeatTaken
from reception_days.models import HOLD_TIME, ReceptionDay, Seat
from reception_days.news import tell_of_day

NOBODY: dict[str, Any] = {"hold_token": None, "held_until": None, "hold_extended": False, "holder_index": ""}


def holder_index_of(phone: str) -> str:
    """What makes two holds of one phone comparable; "" for none."""
    return digest("reception_days.holder", normalise_phone(phone)) if phone else ""


@transaction.atomic
def hold_seat(*, seat: Seat, token: UUID, at: datetime, holder_index: str = "") -> None:
    """Hold the seat for the time a form takes. The WHERE clause decides, so no lock is needed.

    A bearer, and a phone, holds one seat: the former one is let go with it, and kept when this one is taken.
    Raises SeatTaken.
    """
    claim = {"hold_token": token, "held_until": at + HOLD_TIME, "holder_index": holder_index, "hold_extended": False}
    mine = Q(hold_token=token) | Q(holder_index=holder_index) if holder_index else Q(hold_token=token)
    try:
        with transaction.atomic():
            _let_go(Seat.objects.filter(mine))
            if not Seat.objects.free(at=at).filter(pk=seat.pk).update(**claim):
                raise SeatTaken(seat)
    except IntegrityError as error:  # the same bearer or phone, at this very moment, in another tab
        raise SeatTaken(seat) from error
    tell_of_day(seat.session.day_id)


def hold_a_time(
    *,
    day: ReceptionDay,
    starts_at: datetime,
    token: UUID,
    at: datetime,
    phone: str = "",
    preferred_post_id: int | None = None,
) -> Seat:
    """Hold any seat at that time, the preferred leader's first, then spread over the others.

    A live hold of that time is kept as it is, so that choosing again does not lengthen it.
    Raises RegistrationNotOpen, NoSeatLeft.
    """
    if not day.is_open(at=at):
        raise RegistrationNotOpen(day)
    at_that_time = Seat.objects.filter(session__day=day, starts_at=starts_at)
    kept = at_that_time.held_by(token, at=at).first()
    if kept is not None:
        return kept
    for seat in in_order_of_choice(at_that_time.free(at=at), preferred_post_id):
        try:
            hold_seat(seat=seat, token=token, at=at, holder_index=holder_index_of(phone))
        except SeatTaken:
            continue
        return Seat.objects.get(pk=seat.pk)
    raise NoSeatLeft(starts_at)


def in_order_of_choice(seats: QuerySet[Seat], preferred_post_id: int | None) -> list[Seat]:
    """The preferred leader's seats, then those of the leaders with the fewest bookings, equals by protocol."""
    booked = Count("session__seats__booking")
    spread = seats.select_related("session").annotate(booked=booked)
    in_order = spread.order_by("booked", "session__post__body", "session__post__rank", "pk")
    return sorted(in_order, key=lambda seat: seat.session.post_id != preferred_post_id)


def bind_hold_to_phone(*, token: UUID, phone: str, at: datetime) -> None:
    """A phone holds one seat: this hold becomes the phone's, an older one of the same phone is let go."""
    index = holder_index_of(phone)
    with suppress(IntegrityError), transaction.atomic():  # a twin request at this moment has done the same
        _let_go(Seat.objects.filter(holder_index=index).exclude(hold_token=token))
        Seat.objects.held_by(token, at=at).exclude(holder_index=index).update(holder_index=index)


@transaction.atomic
def extend_hold(*, token: UUID, at: datetime) -> datetime:
    """Another fifteen minutes on top of those left, once. Raises HoldLost, HoldAlreadyExtended."""
    mine = Seat.objects.held_by(token, at=at)
    if not mine.filter(hold_extended=False).update(held_until=F("held_until") + HOLD_TIME, hold_extended=True):
        raise HoldAlreadyExtended if mine.exists() else HoldLost
    return mine.values_list("held_until", flat=True).get() or at


def release_hold(*, token: UUID) -> None:
    """The bearer no longer wants a seat."""
    _let_go(Seat.objects.filter(hold_token=token))


def _let_go(held: QuerySet[Seat]) -> None:
    """Each of their days is told, which need not be the day of the seat that is taken instead."""
    days = set(held.values_list("session__day_id", flat=True))
    if days and held.update(**NOBODY):
        for day_id in days:
            tell_of_day(day_id)
