"""The person judges the outcome. Low means rework, twice at most; silence is an outcome of its own."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from foundation.people.identifiers import is_mobile
from foundation.people.permissions import held_grants
from matters import notices
from matters.discretion import is_discreet
from matters.exceptions import OwnUnit, ReasonNeeded, VerdictGiven
from matters.models import (
    Assignment,
    AssignmentEnd,
    Callback,
    Clock,
    LinkPurpose,
    Matter,
    Satisfaction,
    Solved,
    Verdict,
    VerdictKind,
)
from matters.services.links import make_link, revoke_links
from matters.services.moving import lock, move_matter
from matters.states import MOST_REWORKS, MatterState, Outcome

if TYPE_CHECKING:
    from foundation.people.models import User

CALL_AFTER = timedelta(days=2)  # who answers by themselves is not called
NOT_CLOSED = {"outcome": "", "closed_at": None}
OUTCOMES = {Solved.YES: Outcome.SETTLED, Solved.PARTLY: Outcome.PARTLY, Solved.NO: Outcome.UNSETTLED}


def ask_for_verdict(*, matter: Matter, at: datetime) -> None:
    """After an answer: on their page, by text message, and by a call where no word comes."""
    if matter.is_anonymous:
        _close(matter, "close_silent", Outcome.NOT_ASKED, roles={"system"}, at=at)
        return
    reply = matter.replies.exclude(sent_at=None).latest("round")
    Callback.objects.create(matter=matter, reply=reply, not_before=at + CALL_AFTER)
    notices.tell_replied(matter, token=_verdict_link(matter, at), at=at)


def _verdict_link(matter: Matter, at: datetime) -> str:
    """For the text message; "" where none goes out, or it must not say what it is about. An earlier one ends."""
    revoke_links(matter=matter, purpose=LinkPurpose.VERDICT, at=at)
    if matter.person is None or not is_mobile(matter.person.phone) or is_discreet(matter):
        return ""
    return make_link(matter=matter, purpose=LinkPurpose.VERDICT, at=at)


@transaction.atomic
def give_verdict(
    *,
    matter: Matter,
    solved: str,
    satisfaction: int | None,
    was_contacted: bool | None,
    reason: str = "",
    wants_rework: bool = True,
    channel: str,
    at: datetime,
    agent: "User | None" = None,
) -> Verdict:
    """The person's word, typed by them or by an agent who is not of the unit. Low goes back to the unit, twice at most.

    `satisfaction` is None where nobody asked (a digit by text message). Raises ReasonNeeded, VerdictGiven, OwnUnit,
    MoveNotAllowed.
    """
    if agent is not None:
        refuse_own_unit(agent, matter)
    lock(matter)
    matter.refresh_from_db(fields=["state", "reworks"])
    reply = matter.replies.exclude(sent_at=None).last()
    verdict = Verdict(
        matter=matter, reply=reply, channel=channel, was_contacted=was_contacted, solved=Solved(solved),
        satisfaction=None if satisfaction is None else Satisfaction(satisfaction), reason=reason.strip(), agent=agent,
        given_at=at,
    )  # fmt: skip
    if verdict.is_low and not verdict.reason:
        raise ReasonNeeded
    roles = {"callback_agent"} if agent is not None else {"citizen"}
    matter.table.check("accept_verdict", matter.state, roles)
    try:
        with transaction.atomic():
            verdict.save()
    except IntegrityError as error:
        raise VerdictGiven from error
    revoke_links(matter=matter, purpose=LinkPurpose.VERDICT, at=at)
    settle_callback(matter, VerdictKind.AFTER_REPLY, at)
    _act_on(verdict, wants_rework, roles, at)
    return verdict


def can_rework(matter: Matter) -> bool:
    """There is a unit to try again, and it has not done so twice."""
    return matter.reworks < MOST_REWORKS and matter.unit_id is not None


def _act_on(verdict: Verdict, wants_rework: bool, roles: set[str], at: datetime) -> None:
    matter, agent = verdict.matter, verdict.agent
    if verdict.is_low and wants_rework and can_rework(matter):
        move_matter(
            matter, "rework", at=at, roles=roles, actor=agent, words=verdict.reason, channel=verdict.channel,
            changes={"reworks": matter.reworks + 1},
        )  # fmt: skip
        notices.tell_rework(matter, at=at)
        return
    _close(
        matter, "accept_verdict", OUTCOMES[Solved(verdict.solved)], roles=roles, at=at, actor=agent,
        channel=verdict.channel,
    )  # fmt: skip
    notices.tell_closed(matter, at=at)


def _close(
    matter: Matter,
    move: str,
    outcome: str,
    *,
    roles: Collection[str],
    at: datetime,
    actor: "User | None" = None,
    channel: str = "",
) -> None:
    move_matter(
        matter, move, at=at, roles=roles, actor=actor, channel=channel,
        changes={"outcome": outcome, "closed_at": at}, noted={"outcome": outcome},
    )  # fmt: skip
    Assignment.objects.filter(matter=matter, ended_at=None).update(ended_at=at, ended_how=AssignmentEnd.DONE)


def refuse_own_unit(agent: "User", matter: Matter) -> None:
    """Who works for a unit that has or had the matter does not ask how it did. Raises OwnUnit."""
    parts = Assignment.objects.filter(matter=matter).select_related("unit")
    mine = [held for held in held_grants(agent) if held.kind == "unit"]
    if any(held.covers(None, part.unit) for held in mine for part in parts):
        raise OwnUnit


def settle_callback(matter: Matter, kind: str, at: datetime) -> None:
    Callback.objects.open().filter(matter=matter, kind=kind).update(settled_at=at, agent=None, taken_until=None)


@transaction.atomic
def close_silent(*, matter: Matter, at: datetime) -> None:
    """Nobody gave a verdict in time: its own outcome, neither satisfied nor not. Raises MoveNotAllowed."""
    was_called = Callback.objects.filter(matter=matter, attempts__isnull=False).exists()
    outcome = Outcome.UNREACHABLE if was_called else Outcome.SILENT
    _close(matter, "close_silent", outcome, roles={"system"}, at=at)
    settle_callback(matter, VerdictKind.AFTER_REPLY, at)
    notices.tell_closed(matter, at=at)


def close_all_silent(*, at: datetime, most: int = 500) -> int:
    """For the schedule: every matter whose time for a verdict is over. How many."""
    waiting = Clock.objects.running().filter(code="verdict", legal_due_at__lt=at, matter__state=MatterState.REPLIED)
    matters = [clock.matter for clock in waiting.select_related("matter")[:most]]
    for matter in matters:
        close_silent(matter=matter, at=at)
    return len(matters)


@transaction.atomic
def reopen(*, matter: Matter, words: str, channel: str, at: datetime) -> None:
    """The problem is back: once. Raises MoveNotAllowed, ReasonMissing, VerdictGiven where it was reopened before."""
    if matter.reopenings:
        raise VerdictGiven
    changes = {"reopenings": 1, **NOT_CLOSED}
    move_matter(matter, "reopen", at=at, roles={"citizen"}, words=words, channel=channel, changes=changes)
