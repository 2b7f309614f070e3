"""What the office answers within two working days. Never a bare refusal."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from foundation.moves.services import make_move
from foundation.people import journal
from foundation.workdays.services import Due, due
from reception_days import notices
from reception_days.exceptions import AlreadyAsked, DoorMissing
from reception_days.models import Booking, BookingEvent, LawfulDoor, kept_rules
from reception_days.moves import BOOKING_MOVES
from reception_days.services.bookings import free_seat, lock, note

if TYPE_CHECKING:
    from foundation.people.models import User


def answer_due(booking: Booking) -> Due:
    """By when the office owes an answer; computed, never stored (DESIGN §3.3)."""
    rules = kept_rules(booking.day.date)
    return due(booking.submitted_at, rules.answer_working_days, "working_day")


@transaction.atomic
def confirm_booking(
    *, booking: Booking, actor: "User", roles: Collection[str], at: datetime, words: str = ""
) -> BookingEvent:
    """The citizen will be received at the time they chose. Raises MoveNotAllowed."""
    event = _answer("confirm", booking, actor, roles, words, at)
    notices.tell_confirmed(booking, at=at)
    return event


@transaction.atomic
def ask_for_information(
    *, booking: Booking, actor: "User", roles: Collection[str], at: datetime, words: str
) -> BookingEvent:
    """Ask once, with a list of what is missing. The seat stays theirs. Raises AlreadyAsked, ReasonMissing."""
    lock(booking)
    if booking.events.filter(move="ask_for_information").exists():
        raise AlreadyAsked
    event = _answer("ask_for_information", booking, actor, roles, words, at)
    notices.tell_information_needed(booking, words=words, at=at)
    return event


@transaction.atomic
def redirect_booking(
    *,
    booking: Booking,
    actor: "User",
    roles: Collection[str],
    at: datetime,
    words: str,
    door: LawfulDoor | None,
    contact: str,
) -> BookingEvent:
    """Refer to the body the law names, with a person to call; the matter stays registered, the seat is freed.

    Raises DoorMissing, ReasonMissing, MoveNotAllowed.
    """
    if door is None or not contact.strip():
        raise DoorMissing
    changes = {"redirected_to": door, "redirect_contact": contact.strip()}
    event = _answer("redirect", booking, actor, roles, words, at, changes)
    free_seat(booking)
    notices.tell_redirected(booking, words=words, at=at)
    return event


def _answer(
    move: str,
    booking: Booking,
    actor: "User",
    roles: Collection[str],
    words: str,
    at: datetime,
    changes: dict[str, Any] | None = None,
) -> BookingEvent:
    lock(booking)
    event = make_move(
        table=BOOKING_MOVES, move=move, row=booking, event=BookingEvent, roles=roles, at=at, actor=actor,
        channel="desk", words=words.strip(), changes=changes,
    )  # fmt: skip
    note(booking, event)
    moved = [journal.change("state", event.before, event.after)]
    journal.record(f"reception_days.{move}", booking, actor=actor, at=at, data={"fields": moved})
    return event
