"""The mandate list of a group: attached while registering, or later while the appointment stands."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from foundation.files.services import attach, store
from foundation.people import journal
from reception_days.exceptions import NoMandateNeeded
from reception_days.models import Booking, MandateList
from reception_days.news import tell_of_day

if TYPE_CHECKING:
    from foundation.people.models import User

ADD, READ = "reception_days.add_mandate", "reception_days.read_mandate"


def mandate_draft(token: UUID) -> UUID:
    """Where a registration keeps its list before it is sent: apart from its photos and documents."""
    return uuid5(token, "mandate list")


def attach_mandate(*, token: UUID, booking: Booking, at: datetime) -> None:
    """Bind what was uploaded while registering, in the caller's transaction."""
    attach(mandate_draft(token), lambda file: MandateList(booking=booking, file=file), at=at)


def takes_mandate(booking: Booking) -> bool:
    """Whether a list may still be added: only a group has one, and only while it is to come."""
    return booking.representatives > 1 and booking.is_live


def add_mandate(
    *, booking: Booking, upload: "UploadedFile[bytes]", at: datetime, actor: "User | None" = None
) -> MandateList:
    """One more page for a booking that exists; `actor`: the clerk who took the paper. Raises NoMandateNeeded,
    FileRefused; at most five files can be added so.

    Storing is a step of its own: what is not attached after it is forgotten like any draft.
    """
    if not takes_mandate(booking):
        raise NoMandateNeeded(booking)
    draft = uuid5(mandate_draft(UUID(int=0)), booking.number)
    store(upload, draft=draft, at=at)
    with transaction.atomic():
        links = attach(draft, lambda file: MandateList(booking=booking, file=file), at=at)
        if actor is not None:
            journal.record(ADD, booking, actor=actor, at=at)
        tell_of_day(booking.day_id)
    assert isinstance(links[-1], MandateList)
    return links[-1]


def mandate_of(booking: Booking) -> list[MandateList]:
    """In the order they were added, each with its file."""
    return list(booking.mandate_lists.select_related("file"))
