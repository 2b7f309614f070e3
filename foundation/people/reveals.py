"""Showing one personal field in full, and remembering who asked and why."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from foundation.people import journal
from foundation.people.exceptions import RevealRefused
from foundation.people.models import Person, Reveal, Tenure, User

FIELDS = ("name", "phone", "id_number", "address")
SHORTEST_PURPOSE = 4  # characters; "查" alone is not a purpose
LONGEST_PURPOSE = 200


@transaction.atomic
def reveal(*, person: Person, field: str, viewer: User, purpose: str, at: datetime, on: object = None) -> str:
    """The value, after writing down who saw it and why; the person can read that list.

    `on`: the record the viewer works on (a matter, a booking), for a person without a place of their own; the
    viewer needs `people.reveal` there. Raises RevealRefused("field" | "purpose" | "right").
    """
    purpose = " ".join(purpose.split())
    if field not in FIELDS:
        raise RevealRefused("field")
    if not SHORTEST_PURPOSE <= len(purpose) <= LONGEST_PURPOSE:
        raise RevealRefused("purpose")
    if not viewer.has_perm("people.reveal", person if on is None else on):
        raise RevealRefused("right")
    note_look(person=person, field=field, viewer=viewer, purpose=purpose, at=at)
    return str(getattr(person, field))


@transaction.atomic
def note_look(*, person: Person, field: str, viewer: User, purpose: str, at: datetime) -> None:
    """Write down that a field was shown in full; the caller has asked whether the viewer may see it."""
    row = Reveal.objects.create(
        person=person, viewer=viewer, viewer_post=post_named(viewer), field=field, purpose=purpose, at=at
    )
    journal.record("people.reveal", person, actor=viewer, at=at, data={"field": field, "reveal": row.pk})


def post_named(viewer: User) -> str:
    """How a viewer is named to the person: by the post they hold today. "" where they hold none."""
    held = Tenure.objects.on_day(localdate()).filter(person__user=viewer).select_related("post__unit").first()
    if held is None:
        return ""
    unit = held.post.unit
    return f"{unit.name} {held.post.name}" if unit else held.post.name
