"""A person's own calendar feed: one live link, shown once, switched off at will."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from foundation.encryption.keys import digest
from reception_days.models import AccessLink, Booking, LinkPurpose
from reception_days.services.links import make_feed_link, revoke_links

if TYPE_CHECKING:
    from foundation.people.models import Person


def feed_of(person: "Person", *, at: datetime) -> AccessLink | None:
    """The link that works now, without its token: that was told once."""
    return AccessLink.objects.live(at=at).filter(person=person, purpose=LinkPurpose.CALENDAR).last()


@transaction.atomic
def subscribe(*, person: "Person", at: datetime) -> str:
    """A fresh token; the one before stops working, so that what was passed on by mistake ends here."""
    type(person).objects.select_for_update().get(pk=person.pk)  # two clicks make one link
    revoke_links(person=person, purpose=LinkPurpose.CALENDAR, at=at)
    return make_feed_link(person=person, at=at)


def unsubscribe(*, person: "Person", at: datetime) -> None:
    revoke_links(person=person, purpose=LinkPurpose.CALENDAR, at=at)


def bookings_in_feed(person: "Person", *, today: date) -> list[Booking]:
    """From today on, those called off too: a calendar that shows them has to hear of it."""
    rows = Booking.objects.filter(matter__person=person, day__date__gte=today)
    return list(
        rows.select_related("day__centre", "seat__session").prefetch_related("events").order_by("day__date", "pk")
    )


def fingerprint_of_feed(content: bytes) -> str:
    """For the ETag; keyed, so that it tells nothing of the content."""
    return digest("reception_days.feed", content.decode())[:32]
