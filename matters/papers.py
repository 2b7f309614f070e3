"""What is given in writing: the answer, the opinions of review and re-review (信访工作条例 arts. 32, 35, 36)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from foundation.people.models import PlaceGrant
from foundation.places.models import Unit
from matters.models import Matter, MatterEvent, Reply, kept_version

if TYPE_CHECKING:
    from foundation.people.models import User

OPINIONS = {"review": "decide_review", "re-review": "decide_re_review"}
REVIEWER = "petition_reviewer"
TITLES = {"review": _("Opinion of the review"), "re-review": _("Opinion of the re-review")}


@dataclass(frozen=True)
class Paper:
    """`which`: "answer", "review" or "re-review". Without a unit the organiser signs."""

    which: str
    title: Any
    text: str
    unit: Unit | None
    at: datetime
    decision: Any = ""
    basis: str = ""
    contact: str = ""
    is_draft: bool = False


def opinions_of(matter: Matter) -> list[Paper]:
    """The first one first."""
    if not kept_version(matter.version_id).uses("ask_review"):
        return []
    moves = {move: which for which, move in OPINIONS.items()}
    events = matter.events.filter(move__in=moves).select_related("actor").order_by("at", "pk")
    return [_opinion(event, moves[event.move]) for event in events]


def paper_of(matter: Matter, which: str) -> Paper | None:
    """An opinion by its name; None where it is not given."""
    return next((paper for paper in opinions_of(matter) if paper.which == which), None)


def answer_paper(matter: Matter, *, with_draft: bool) -> Paper | None:
    """The newest answer."""
    replies = matter.replies.select_related("unit")
    reply = (replies if with_draft else replies.exclude(sent_at=None)).last()
    return _answer(matter, reply) if reply is not None else None


def _answer(matter: Matter, reply: Reply) -> Paper:
    has_review = kept_version(matter.version_id).uses("ask_review")
    title = _("Decision on a petition matter") if has_review else _("Written answer")
    return Paper(
        "answer", title, reply.text, reply.unit, reply.sent_at or reply.drafted_at,
        decision=reply.get_decision_display() if reply.decision else "", basis=reply.basis, contact=reply.contact,
        is_draft=reply.sent_at is None,
    )  # fmt: skip


def _opinion(event: MatterEvent, which: str) -> Paper:
    return Paper(which, TITLES[which], event.words, _reviewing_unit(event.actor, event.at), event.at)


def _reviewing_unit(reviewer: "User | None", at: datetime) -> Unit | None:
    """Where the post is to which the right to decide belonged then."""
    grants = PlaceGrant.objects.valid(at=at).filter(user=reviewer, role__code=REVIEWER).exclude(post__unit=None)
    grant = grants.select_related("post__unit").first()
    return grant.post.unit if grant is not None and grant.post is not None else None
