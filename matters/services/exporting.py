"""What leaves the desk as a file: our numbers beside those of an official system. No names, no words of anybody."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import get_default_timezone

from foundation.people import journal
from foundation.places.models import Place
from matters.exceptions import TooManyRows
from matters.models import ExternalNumber, Matter, OfficialSystem
from matters.services.clerks import own_place

if TYPE_CHECKING:
    from foundation.people.models import User

ACTION = "matters.import_matters"
JOURNAL = "matters.export_numbers"
MOST_ROWS = 50_000
OF_MATTER = (
    "matter__number",
    "matter__registered_at",
    "matter__state",
    "matter__version",
)  # nothing that is encrypted is read


@transaction.atomic
def export_numbers(
    *, system: str, since: date, until: date, actor: "User", at: datetime, suffix: str
) -> list[ExternalNumber]:
    """Of the matters registered from one day to another, both included, where the actor may; the export is noted.

    Raises TooManyRows, ValueError for an unknown system. Then nothing is noted.
    """
    zone = get_default_timezone()
    begins = datetime.combine(since, time(), zone)
    ends = datetime.combine(until + timedelta(days=1), time(), zone)
    matters = Matter.objects.visible_to(actor, ACTION).filter(registered_at__gte=begins, registered_at__lt=ends)
    rows = ExternalNumber.objects.filter(system=OfficialSystem(system), matter__in=matters.values("pk"))
    needed = rows.select_related("matter").only("system", "number", "added_at", *OF_MATTER)
    found = list(needed.order_by("matter__registered_at", "pk")[: MOST_ROWS + 1])
    if len(found) > MOST_ROWS:
        raise TooManyRows(MOST_ROWS)
    where = own_place(actor, ACTION) or Place.objects.get(depth=1)
    data = {"system": system, "since": str(since), "until": str(until), "format": suffix, "rows": len(found)}
    journal.record(JOURNAL, where, actor=actor, at=at, data=data)
    return found
