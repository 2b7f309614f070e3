"""What the responsible unit does: sign, note, answer. Its lead approves before the person reads it."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from matters import notices
from matters.checklist import missing_points
from matters.exceptions import ChecklistIncomplete, SamePerson
from matters.models import Assignment, AssignmentEnd, AssignmentRole, Matter, MatterEvent, Note, Reply
from matters.services.moving import move_matter
from matters.services.registering import checked_text

if TYPE_CHECKING:
    from foundation.people.models import User
    from foundation.places.models import Unit

Roles = Collection[str]
NOTE_LIMIT = 5000


@transaction.atomic
def sign(*, matter: Matter, actor: "User", roles: Roles, at: datetime) -> MatterEvent:
    """The unit takes it on. Raises MoveNotAllowed, MovedMeanwhile."""
    event = move_matter(matter, "sign", at=at, roles=roles, actor=actor, channel="desk")
    lead = Assignment.objects.filter(matter=matter, role=AssignmentRole.LEAD, ended_at=None, signed_at=None)
    lead.update(signed_at=at)
    return event


@transaction.atomic
def add_note(
    *, matter: Matter, text: str, is_public: bool, actor: "User", at: datetime, unit: "Unit | None" = None
) -> Note:
    """Public ones are told to the person. Raises TextRefused."""
    text = checked_text("text", text, limit=NOTE_LIMIT)
    note = Note.objects.create(matter=matter, text=text, is_public=is_public, unit=unit, by=actor, at=at)
    if is_public:
        notices.tell_note(matter, words=text, at=at)
    return note


def draft_of(matter: Matter) -> Reply | None:
    """The answer being written or checked; None where none is."""
    return matter.replies.filter(sent_at=None).first()


@transaction.atomic
def submit_reply(
    *,
    matter: Matter,
    text: str,
    basis: str,
    contact: str,
    checked: Collection[str],
    claims_solved: bool,
    decision: str = "",
    actor: "User",
    roles: Roles,
    at: datetime,
) -> Reply:
    """Hand the answer in for approval. `checked`: codes of matters.checklist, all of them.

    Raises ChecklistIncomplete, TextRefused, MoveNotAllowed, MovedMeanwhile.
    """
    text = checked_text("text", text, limit=NOTE_LIMIT)
    if missing := missing_points(checked):
        raise ChecklistIncomplete(missing)
    move_matter(matter, "submit_reply", at=at, roles=roles, actor=actor, channel="desk")
    facts = {
        "unit": matter.unit, "text": text, "basis": basis.strip(), "contact": contact.strip(),
        "checked": sorted(checked), "claims_solved": claims_solved, "decision": decision, "drafted_by": actor,
        "drafted_at": at,
    }  # fmt: skip
    draft = draft_of(matter)
    if draft is None:
        return Reply.objects.create(matter=matter, round=matter.replies.count() + 1, **facts)
    for name, value in facts.items():
        setattr(draft, name, value)
    draft.save()
    return draft


@transaction.atomic
def send_back_reply(*, matter: Matter, words: str, actor: "User", roles: Roles, at: datetime) -> MatterEvent:
    """The lead wants it better, with words for the officer only. Raises MoveNotAllowed, ReasonMissing."""
    event = move_matter(matter, "send_back_reply", at=at, roles=roles, actor=actor, channel="desk", words=words)
    Note.objects.create(matter=matter, text=event.words, is_public=False, unit=matter.unit, by=actor, at=at)
    return event


@transaction.atomic
def approve_reply(*, matter: Matter, actor: "User", roles: Roles, at: datetime) -> Reply:
    """The answer reaches the person, who is asked what they think of it. Takes a second person.

    Raises SamePerson, MoveNotAllowed, MovedMeanwhile.
    """
    from matters.services.verdicts import ask_for_verdict

    reply = draft_of(matter)
    if reply is not None and reply.drafted_by_id == actor.pk:
        raise SamePerson
    move_matter(
        matter, "approve_reply", at=at, roles=roles, actor=actor, words=reply.text if reply else "", channel="desk",
        changes={"replied_at": at},
    )  # fmt: skip
    assert reply is not None, "a matter whose answer is checked has an answer"
    reply.sent_by, reply.sent_at = actor, at
    reply.save(update_fields=["sent_by", "sent_at"])
    assisting = Assignment.objects.filter(matter=matter, role=AssignmentRole.ASSIST, ended_at=None)
    assisting.update(ended_at=at, ended_how=AssignmentEnd.DONE)
    ask_for_verdict(matter=matter, at=at)
    return reply
