"""What pages tell of a registration, held against its matter's chain, where each of its moves is an entry too."""

from collections import defaultdict
from collections.abc import Sequence

from foundation.ledger.records import moment
from foundation.ledger.telling import Account, Shown
from matters.services import series_of
from reception_days.models import BookingEvent

SAID = ("booking__number", "move", "at", "before", "after", "role", "words")


def _on_the_pages(numbers: Sequence[str]) -> dict[str, list[Shown]]:
    told: dict[str, list[Shown]] = defaultdict(list)
    rows = BookingEvent.objects.filter(booking__number__in=numbers).order_by("pk").values_list(*SAID)
    for number, move, at, *said in rows:
        told[number].append(Shown(move, moment(at), *said))
    return told


BOOKINGS = Account(series_of(""), "booking_", _on_the_pages)
