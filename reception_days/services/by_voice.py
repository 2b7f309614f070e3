"""Somebody types for somebody who speaks: at a window, on the hotline, in a village (DESIGN §3.12)."""

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from foundation.encryption.keys import digest
from foundation.people import journal
from foundation.people.permissions import scope
from foundation.places.models import Unit
from matters.services import Receipt
from matters.services.clerks import CHANNELS, clerk_role
from matters.services.personal_numbers import Numbers
from reception_days.exceptions import NoSeatLeft, RegistrationNotOpen
from reception_days.models import Booking, ReceptionDay, Seat
from reception_days.services.applications import Application
from reception_days.services.bookings import register_booking
from reception_days.services.seats import hold_a_time, release_hold

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from foundation.people.models import User

ACTION = "reception_days.register_for_others"


def days_for(user: "User", *, at: datetime) -> list[ReceptionDay]:
    """Days open for registration whose place receives people of where the user acts, soonest first."""
    days = list(ReceptionDay.objects.taking_bookings(at=at).select_related("place", "centre"))
    allowed = scope(user, ACTION)
    if allowed.everything:
        return days
    units = Unit.objects.filter(pk__in=allowed.units).select_related("place") if allowed.unit_paths else ()
    paths = (*allowed.place_paths, *(unit.place.path for unit in units if unit.place is not None))
    return [day for day in days if any(_is_one_line(day.place.path, path) for path in paths)]


def _is_one_line(one: str, other: str) -> bool:
    """Whether one place is the other, contains it, or lies in it."""
    return one.startswith(other) or other.startswith(one)


def hold_token(actor: "User", key: str) -> UUID:
    """What holds the seat of one form: nobody else can make it from what the page shows."""
    return UUID(digest("reception_days.by_voice", f"{actor.pk}:{key}")[:32])


def hold_by_voice(
    *, actor: "User", key: str, day: ReceptionDay, starts_at: datetime, at: datetime, preferred_post_id: int | None
) -> Seat:
    """Keep a seat while the clerk types. Raises RegistrationNotOpen, NoSeatLeft."""
    return hold_a_time(
        day=day, starts_at=starts_at, token=hold_token(actor, key), at=at, preferred_post_id=preferred_post_id
    )


def register_by_voice(
    *,
    actor: "User",
    key: str,
    day: ReceptionDay,
    application: Application,
    consent: str,
    at: datetime,
    numbers: str = Numbers.UNDECIDED,
) -> Receipt:
    """Register somebody in the clerk's role; a seat that was not held is claimed now. `consent`: a ConsentForm.

    The hold is a transaction of its own: when the form is refused, the seat stays with the clerk who corrects it.
    Raises NoClerkRole and what `register_booking` raises.
    """
    role, token = clerk_role(actor, ACTION), hold_token(actor, key)
    preferred = application.preferred_post.pk if application.preferred_post else None
    with suppress(NoSeatLeft, RegistrationNotOpen):  # registering decides: the same key may have its answer already
        hold_a_time(day=day, starts_at=application.starts_at, token=token, at=at, preferred_post_id=preferred)
    receipt = _register(actor, role, key, day, application, consent, at, numbers)
    if receipt.is_replay:
        release_hold(token=token)
    return receipt


@transaction.atomic
def _register(
    actor: "User",
    role: str,
    key: str,
    day: ReceptionDay,
    application: Application,
    consent: str,
    at: datetime,
    numbers: str,
) -> Receipt:
    receipt = register_booking(
        key=f"by_voice:{actor.pk}:{key}", token=hold_token(actor, key), day=day, application=application, at=at,
        channel=CHANNELS[role], actor=actor, role=role, numbers=numbers,
    )  # fmt: skip
    if not receipt.is_replay:
        booking = Booking.objects.select_related("day__place").get(number=receipt.number)
        journal.record(ACTION, booking, actor=actor, at=at, data={"consent": consent, "role": role})
    return receipt


def registered_by(user: "User") -> "QuerySet[Booking]":
    """What this user has registered for others, newest first."""
    mine = Booking.objects.filter(events__move="register", events__actor=user).exclude(events__role="citizen")
    return mine.order_by("-pk")
