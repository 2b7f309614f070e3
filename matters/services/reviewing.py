"""Review and re-review of a petition matter (信访工作条例 arts. 35, 36), and taking a matter out of the rates."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from matters import notices
from matters.exceptions import SamePerson, TooLate
from matters.models import Clock, Exclusion, ExclusionReason, Matter, MatterEvent
from matters.services.moving import move_matter

if TYPE_CHECKING:
    from foundation.people.models import User

Roles = Collection[str]
DECISIONS = {"ask_review": "decide_review", "ask_re_review": "decide_re_review"}


@transaction.atomic
def ask_review(*, matter: Matter, move: str, words: str, channel: str, at: datetime) -> MatterEvent:
    """`move`: "ask_review" after the matter closed, "ask_re_review" after the review; within the limit its clock names.

    Raises TooLate, MoveNotAllowed, ReasonMissing.
    """
    assert move in DECISIONS
    window = Clock.objects.filter(matter=matter, code=move).running().first()
    if window is not None and window.legal_due_at < at:
        raise TooLate
    return move_matter(matter, move, at=at, roles={"citizen"}, words=words, channel=channel)


@transaction.atomic
def decide_review(*, matter: Matter, move: str, words: str, actor: "User", roles: Roles, at: datetime) -> MatterEvent:
    """`move`: "decide_review" or "decide_re_review". Raises SamePerson, MoveNotAllowed, ReasonMissing."""
    assert move in DECISIONS.values()
    if matter.events.filter(actor=actor, move__in=["approve_reply", "answer_directly", "decide_review"]).exists():
        raise SamePerson
    event = move_matter(matter, move, at=at, roles=roles, actor=actor, words=words, channel="desk")
    notices.tell_reviewed(matter, words=event.words, at=at)
    return event


@transaction.atomic
def ask_exclusion(*, matter: Matter, reason: str, words: str, actor: "User", at: datetime) -> Exclusion:
    """Raises ValueError for an unknown reason; the constraint refuses a second one."""
    return Exclusion.objects.create(
        matter=matter, reason=ExclusionReason(reason), words=words.strip(), asked_by=actor, asked_at=at
    )


@transaction.atomic
def decide_exclusion(*, exclusion: Exclusion, is_approved: bool, actor: "User", at: datetime) -> None:
    """By another person than who asked. Raises SamePerson."""
    if exclusion.asked_by_id == actor.pk:
        raise SamePerson
    decided = {"is_approved": is_approved, "decided_by": actor, "decided_at": at}
    Exclusion.objects.filter(pk=exclusion.pk, is_approved=None).update(**decided)
