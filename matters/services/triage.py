"""What a dispatcher does with a new matter: send it to a unit, answer it, ask, or name the lawful way."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Case, Value, When

from foundation.places.models import Unit
from matters import notices
from matters.exceptions import AlreadyAsked, DoorMissing, SamePerson, UnitIsComplainedOf, WrongUnit
from matters.models import (
    Assignment,
    AssignmentEnd,
    AssignmentRole,
    ComplaintKind,
    DeclineReason,
    Matter,
    MatterEvent,
    Reply,
)
from matters.services.moving import move_matter
from matters.services.registering import add_supplement

if TYPE_CHECKING:
    from foundation.people.models import User

Roles = Collection[str]


@transaction.atomic
def dispatch(
    *,
    matter: Matter,
    unit: Unit,
    actor: "User",
    roles: Roles,
    at: datetime,
    task: str = "",
    assisting: Iterable[Unit] = (),
    move: str = "dispatch",
    words: str = "",
) -> MatterEvent:
    """Accept and send to one responsible unit, with others that assist. A unit that had it hands it over.

    `move`: "dispatch" for a new matter, "redispatch" where a unit has it already. Raises MoveNotAllowed,
    MovedMeanwhile, WrongUnit, UnitIsComplainedOf.
    """
    refuse_unit(matter, unit)
    changes = {"unit": unit, "accepted_at": matter.accepted_at or at}
    helpers = [each for each in assisting if each.pk != unit.pk]
    noted = {"unit": unit.code, "assisting": [each.code for each in helpers]}
    event = move_matter(
        matter, move, at=at, roles=roles, actor=actor, words=words, channel="desk", changes=changes, noted=noted
    )
    hand_over(matter, unit, how=AssignmentEnd.REDISPATCHED, task=task, assisting=helpers, at=at)
    notices.tell_dispatched(matter, at=at)
    return event


def refuse_unit(matter: Matter, unit: Unit) -> None:
    """Nobody handles what is closed, and no unit a complaint about its own head (DESIGN §3.7)."""
    if not unit.is_active:
        raise WrongUnit(unit)
    if is_complained_of(unit, matter):
        raise UnitIsComplainedOf(unit)


def is_complained_of(unit: Unit, matter: Matter) -> bool:
    about = matter.about_post
    return matter.complaint_kind == ComplaintKind.OFFICIAL and about is not None and about.unit_id == unit.pk


def hand_over(
    matter: Matter, unit: Unit, *, how: str, at: datetime, task: str = "", assisting: Iterable[Unit] = ()
) -> Assignment:
    """Ends whatever part any unit has, and begins the new ones, in the caller's transaction.

    `how`: of the unit that led; who assisted it neither returned the matter nor passed it on.
    """
    ended_how = Case(When(role=AssignmentRole.LEAD, then=Value(how)), default=Value(AssignmentEnd.DONE))
    Assignment.objects.filter(matter=matter, ended_at=None).update(ended_at=at, ended_how=ended_how)
    lead = Assignment.objects.create(matter=matter, unit=unit, role=AssignmentRole.LEAD, task=task, began_at=at)
    for each in assisting:
        Assignment.objects.create(matter=matter, unit=each, role=AssignmentRole.ASSIST, task=task, began_at=at)
    return lead


@transaction.atomic
def answer_directly(
    *, matter: Matter, text: str, actor: "User", roles: Roles, at: datetime, basis: str = "", contact: str = ""
) -> MatterEvent:
    """The desk knows the answer. It counts as accepted, and the person judges it like any other."""
    changes = {"accepted_at": matter.accepted_at or at, "replied_at": at}
    event = move_matter(
        matter, "answer_directly", at=at, roles=roles, actor=actor, words=text, channel="desk", changes=changes
    )
    Reply.objects.create(
        matter=matter, round=matter.replies.count() + 1, text=event.words, basis=basis, contact=contact,
        claims_solved=True, drafted_by=actor, drafted_at=at, sent_by=actor, sent_at=at,
    )  # fmt: skip
    from matters.services.verdicts import ask_for_verdict

    ask_for_verdict(matter=matter, at=at)
    return event


@transaction.atomic
def decline(
    *, matter: Matter, reason: str, route: str, contact: str, words: str, actor: "User", roles: Roles, at: datetime
) -> MatterEvent:
    """Never a bare refusal: a reason by code, the lawful way, whom to call; after an objection by another dispatcher.

    Raises DoorMissing, SamePerson, MoveNotAllowed.
    """
    if reason not in DeclineReason.values or not route.strip() or not contact.strip():
        raise DoorMissing
    if matter.events.filter(move="decline", actor=actor).exists():
        raise SamePerson
    changes = {"decline_reason": reason, "lawful_route": route.strip(), "route_contact": contact.strip()}
    event = move_matter(
        matter, "decline", at=at, roles=roles, actor=actor, words=words, channel="desk", changes=changes,
        noted={"reason": reason},
    )  # fmt: skip
    notices.tell_declined(matter, at=at)
    return event


@transaction.atomic
def ask_for_information(*, matter: Matter, words: str, actor: "User", roles: Roles, at: datetime) -> MatterEvent:
    """Once, with a list: nobody is sent round twice. Raises AlreadyAsked, ReasonMissing, MoveNotAllowed."""
    if matter.events.filter(move="ask_information").exists():
        raise AlreadyAsked
    event = move_matter(matter, "ask_information", at=at, roles=roles, actor=actor, words=words, channel="desk")
    notices.tell_information_needed(matter, words=event.words, at=at)
    return event


@transaction.atomic
def supply_information(
    *, matter: Matter, text: str, at: datetime, actor: "User | None" = None, roles: Roles = ("citizen",), channel: str
) -> MatterEvent:
    """What the desk asked for. Raises TextRefused, MoveNotAllowed."""
    add_supplement(matter=matter, text=text, at=at)
    return move_matter(matter, "supply_information", at=at, roles=roles, actor=actor, channel=channel)


@transaction.atomic
def object_to_decline(*, matter: Matter, words: str, at: datetime, channel: str) -> MatterEvent:
    """Once, and another dispatcher looks. Raises AlreadyAsked, ReasonMissing."""
    if matter.events.filter(move="object").exists():
        raise AlreadyAsked
    return move_matter(matter, "object", at=at, roles={"citizen"}, words=words, channel=channel)
