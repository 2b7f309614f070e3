"""Writing down what left the desk on paper or as a file."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from django.db import transaction

from foundation.people import journal
from foundation.people.services import reveal
from reception_days.models import Booking, ReceptionDay

if TYPE_CHECKING:
    from foundation.people.models import User


class Named(Protocol):
    """A line of a sheet."""

    booking: Booking | None
    name: str


class Lined(Protocol):
    @property
    def lines(self) -> Sequence[Named]: ...


@transaction.atomic
def note_export(*, day: ReceptionDay, actor: "User", at: datetime, suffix: str, rows: int, query: str) -> None:
    """Who took how many masked rows away, under which filters."""
    data = {"format": suffix, "rows": rows, "filter": query}
    journal.record("reception_days.export_bookings", day, actor=actor, at=at, data=data)


@transaction.atomic
def reveal_names(*, day: ReceptionDay, sheets: Iterable[Lined], viewer: "User", purpose: str, at: datetime) -> None:
    """Full names on a sheet: each is a reveal that the person can see, the sheet is one entry in the journal.

    Raises RevealRefused; then no name is shown and nothing is noted.
    """
    lines = [line for sheet in sheets for line in sheet.lines if line.booking is not None]
    for line in lines:
        assert line.booking is not None
        person = line.booking.person
        line.name = reveal(person=person, field="name", viewer=viewer, purpose=purpose, at=at, on=line.booking)
    data = {"names": len(lines), "purpose": purpose}
    journal.record("reception_days.print_full_names", day, actor=viewer, at=at, data=data)
