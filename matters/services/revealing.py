"""Who asks, for those who work on the matter: masked until a click with a purpose, and the person sees who looked."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from foundation.people.exceptions import RevealRefused
from foundation.people.reveals import LONGEST_PURPOSE, SHORTEST_PURPOSE, note_look
from matters.exceptions import IdentityClosed
from matters.models import Matter

if TYPE_CHECKING:
    from foundation.people.models import User

FIELDS = ("name", "phone")
DESK, UNIT = "matters.triage", "matters.handle"


def may_see_requester(viewer: "User", matter: Matter) -> bool:
    """The desk; a unit only where the person does not mind (DESIGN §3a)."""
    return viewer.has_perm(DESK, matter) or (matter.is_identity_open and viewer.has_perm(UNIT, matter))


@transaction.atomic
def reveal_requester(*, matter: Matter, field: str, viewer: "User", purpose: str, at: datetime) -> str:
    """Name or phone as given with the matter, after writing down who saw it and why.

    The desk may look; a unit only where the person does not mind (DESIGN §3a). Raises RevealRefused("field" |
    "purpose" | "right"), IdentityClosed.
    """
    purpose = " ".join(purpose.split())
    if field not in FIELDS or matter.person is None:
        raise RevealRefused("field")
    if not SHORTEST_PURPOSE <= len(purpose) <= LONGEST_PURPOSE:
        raise RevealRefused("purpose")
    if not Matter.objects.visible_to(viewer).filter(pk=matter.pk).exists():
        raise RevealRefused("right")
    if not may_see_requester(viewer, matter):
        raise IdentityClosed if viewer.has_perm(UNIT, matter) else RevealRefused("right")
    note_look(person=matter.person, field=field, viewer=viewer, purpose=purpose, at=at)
    return str(getattr(matter, field))
