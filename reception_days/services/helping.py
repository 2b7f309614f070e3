"""Somebody calls or comes about a registration they have: a clerk does for them what they could do themselves."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

from foundation.people import journal
from foundation.people.identifiers import half_width
from matters.exceptions import NoSuchMatter
from matters.services import find_by_number_and_code, find_by_number_and_phone
from matters.services.clerks import clerk_role
from reception_days.models import Booking
from reception_days.services.by_voice import ACTION as TAKES_DOWN

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from foundation.people.models import User

ACTION = "reception_days.help_caller"
PHONE = re.compile(r"[\d\s()+-]{7,}")  # a query code has letters


def booking_of_caller(*, actor: "User", number: str, proof: str, at: datetime) -> Booking:
    """The booking of somebody who knows its number, and its query code or the phone given with it.

    They prove themselves as on the page for looking up, so a grid worker may help with what is booked for the whole
    city; the act is noted. Raises NoClerkRole, TooManyTries, and NoSuchMatter alike for all that is wrong, also where
    the clerk is the one complained of. Must not run inside a transaction.
    """
    role, client = clerk_role(actor, TAKES_DOWN), f"clerk:{actor.pk}"
    is_phone = bool(PHONE.fullmatch(half_width(proof).strip()))
    if is_phone:
        matter = find_by_number_and_phone(number=number, phone=proof, client=client, at=at)
    else:
        matter = find_by_number_and_code(number=number, code=proof, client=client, at=at)
    booking = bookings_to_help_with(actor).filter(matter=matter).first()
    if booking is None:
        raise NoSuchMatter
    journal.record(ACTION, booking, actor=actor, at=at, data={"role": role, "proof": "phone" if is_phone else "code"})
    return booking


def bookings_to_help_with(actor: "User") -> "QuerySet[Booking]":
    """Every booking but complaints about the clerk (《信访工作条例》 art. 30): only one that was proved is opened."""
    rows = Booking.objects.select_related("day__place", "day__centre", "seat__session", "matter__person")
    return rows.exclude(matter__about_post__tenures__person__user_id=actor.pk)
