"""A day's bookings as a table for a spreadsheet: masked, without what the matter says."""

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.exchange.tables import Column
from reception_days.listing_desk import Bookings, needs_of, time_of
from reception_days.models import Booking, ReminderAnswer

COLUMNS: list[tuple[str, Any]] = [
    ("number", _("Number")),
    ("state", _("State")),
    ("time", _("Time")),
    ("half_day", _("Half day")),
    ("leader", _("Leader")),
    ("room", _("Room")),
    ("name", _("Name (masked)")),
    ("phone", _("Phone (masked)")),
    ("people", _("People who come")),
    ("category", _("Kind of matter")),
    ("place", pgettext_lazy("of a matter", "Place")),
    ("channel", _("Channel")),
    ("needs", _("What the visit needs")),
    ("written", _("Wants a written reply")),
    ("reminder", _("Answer to the reminder")),
    ("registered_at", _("Registered at")),
]


def columns() -> list[Column]:
    return [Column(name, label) for name, label in COLUMNS]


def rows_of(bookings: Bookings) -> list[list[Any]]:
    """In the order of the columns. `bookings` come from `bookings_of`."""
    return [_row(booking) for booking in bookings]


def _row(booking: Booking) -> list[Any]:
    seat: Any = getattr(booking, "seat", None)
    matter, session = booking.matter, seat.session if seat else None
    answered: str = booking.answered  # type: ignore[attr-defined]  # annotated by bookings_of
    return [
        booking.number,
        booking.get_state_display(),
        time_of(booking),
        session.get_half_day_display() if session else "",
        f"{session.display_post} {session.leader_name}" if session else "",
        session.room if session else "",
        matter.masked_name,
        matter.masked_phone,
        booking.representatives,
        matter.category.display_name if matter.category else "",
        matter.place.display_name,
        matter.get_channel_display(),
        "; ".join(needs_of(booking)),
        booking.wants_written_reply,
        ReminderAnswer(answered).label if answered else "",
        localtime(booking.submitted_at),
    ]
