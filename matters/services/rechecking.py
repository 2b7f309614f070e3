"""Thirty days later one in ten is asked again. "Not solved" is never only written down: the matter goes on."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from foundation.encryption.keys import digest
from foundation.moves.exceptions import MoveNotAllowed
from foundation.places.models import Unit
from matters import notices
from matters.exceptions import ReasonNeeded, VerdictGiven
from matters.models import (
    ActKind,
    AssignmentEnd,
    Callback,
    Clock,
    Matter,
    MatterEvent,
    Outcome,
    Reply,
    Satisfaction,
    Solved,
    SupervisionAct,
    Trigger,
    Verdict,
    VerdictKind,
)
from matters.services.moving import lock, move_matter
from matters.services.triage import hand_over
from matters.services.verdicts import NOT_CLOSED, can_rework, refuse_own_unit, settle_callback
from matters.states import MatterState

if TYPE_CHECKING:
    from foundation.people.models import User

RECHECK_AFTER = timedelta(days=30)
RECHECK_ONE_IN = 10  # of the matters their person called settled
AGENT = {"callback_agent"}


def plan_rechecks(*, at: datetime) -> int:
    """For the schedule: one in ten of what was called settled thirty days ago is asked again. How many.

    Which ones is decided by a keyed digest of the number: nobody chooses, and nobody can foresee it.
    """
    day = localdate(at - RECHECK_AFTER)
    settled = Matter.objects.filter(state=MatterState.CLOSED, outcome=Outcome.SETTLED, closed_at__date=day)
    due = [matter for matter in settled.exclude(person=None) if _is_drawn(matter.number)]
    return sum(plan_recheck(matter=matter, at=at) for matter in due)


def plan_recheck(*, matter: Matter, at: datetime) -> bool:
    """A call about a settled matter, from `at` on; False where one was planned before, because it is asked once."""
    if Callback.objects.filter(matter=matter, kind=VerdictKind.RECHECK).exists():
        return False
    Callback.objects.create(matter=matter, reply=_last_reply(matter), kind=VerdictKind.RECHECK, not_before=at)
    return True


def _is_drawn(number: str) -> bool:
    return UUID(digest("matters.recheck", number)[:32]).int % RECHECK_ONE_IN == 0


def _last_reply(matter: Matter) -> Reply | None:
    return matter.replies.exclude(sent_at=None).last()


@transaction.atomic
def give_recheck(
    *, matter: Matter, solved: str, satisfaction: int, reason: str, agent: "User", channel: str, at: datetime
) -> Verdict:
    """What the person says thirty days later; the first verdict stays as it was, and what is not solved goes on.

    Raises ReasonNeeded, VerdictGiven, OwnUnit.
    """
    refuse_own_unit(agent, matter)
    lock(matter)
    matter.refresh_from_db(fields=["state", "reworks", "reopenings", "unit"])
    verdict = Verdict(
        matter=matter, reply=_last_reply(matter), kind=VerdictKind.RECHECK, channel=channel, solved=Solved(solved),
        satisfaction=Satisfaction(satisfaction), reason=reason.strip(), agent=agent, given_at=at,
    )  # fmt: skip
    if verdict.is_low and not verdict.reason:
        raise ReasonNeeded
    try:
        with transaction.atomic():
            verdict.save()
    except IntegrityError as error:
        raise VerdictGiven from error
    settle_callback(matter, VerdictKind.RECHECK, at)
    if verdict.solved == Solved.NO:
        notices.tell_recheck(matter, move=_go_on(verdict), until=decision_due_on(matter), at=at)
    return verdict


def _go_on(verdict: Verdict) -> str:
    """Back to the unit, else to the desk, else to the supervisors: the move made.

    "" where none is needed: the person opened it again meanwhile, or a review is going on, and its own limit runs.
    """
    matter = verdict.matter
    possible = {move.name for move in matter.table.allowed(matter.state, AGENT)}
    if "rework_recheck" in possible and can_rework(matter) and matter.unit is not None and matter.unit.is_active:
        return _rework(verdict, matter.unit)
    if "reopen" in possible and matter.unit_id is None and not matter.reopenings:
        return _move(verdict, "reopen", reopenings=1, **NOT_CLOSED)
    return _supervise(verdict) if "supervise_recheck" in possible else ""


def _move(verdict: Verdict, move: str, **changes: object) -> str:
    event = move_matter(
        verdict.matter, move, at=verdict.given_at, roles=AGENT, actor=verdict.agent, words=verdict.reason,
        channel=verdict.channel, changes=changes,
    )  # fmt: skip
    return event.move


def _rework(verdict: Verdict, unit: Unit) -> str:
    """The unit has it once more: a new part of its own, so that the first one keeps its days."""
    matter = verdict.matter
    hand_over(matter, unit, how=AssignmentEnd.DONE, at=verdict.given_at)
    return _move(verdict, "rework_recheck", reworks=matter.reworks + 1, **NOT_CLOSED)


def _supervise(verdict: Verdict) -> str:
    """It stays closed, now by their newest word, and somebody has to open it again or say why not by a day."""
    made = _move(verdict, "supervise_recheck", outcome=Outcome.UNSETTLED)
    SupervisionAct.objects.create(
        matter=verdict.matter, kind=ActKind.SUPERVISE, trigger=Trigger.UNSOLVED, words=verdict.reason,
        answer_by=decision_due_on(verdict.matter), by=verdict.agent, at=verdict.given_at,
    )  # fmt: skip
    return made


def decision_due_on(matter: Matter) -> date | None:
    """Until when the office decides on what the re-check found; None where it need not, or has."""
    explain = matter.table.moves.get("explain_closed")
    if explain is None or matter.state not in explain.from_:
        return None
    clock = Clock.objects.deciding_recheck().filter(matter=matter).first()
    return localdate(clock.legal_due_at) if clock is not None else None


def awaits_decision(matter: Matter) -> bool:
    return decision_due_on(matter) is not None


def _refuse_undecidable(matter: Matter, move: str) -> None:
    if not awaits_decision(matter):
        raise MoveNotAllowed(matter.table.name, move, matter.state)


@transaction.atomic
def reopen_after_recheck(
    *, matter: Matter, words: str, actor: "User", roles: Collection[str], at: datetime
) -> MatterEvent:
    """The office opens it again: no rework and no reopening of the person's is used up. Raises as `move_matter`."""
    _refuse_undecidable(matter, "reopen")
    event = move_matter(
        matter, "reopen", at=at, roles=roles, actor=actor, words=words, channel="desk", changes=NOT_CLOSED
    )
    notices.tell_recheck(matter, move="reopen", until=None, at=at)
    return event


@transaction.atomic
def explain_closed(*, matter: Matter, words: str, actor: "User", roles: Collection[str], at: datetime) -> MatterEvent:
    """Nothing more can be done, and the person reads why. Raises as `move_matter`."""
    _refuse_undecidable(matter, "explain_closed")
    event = move_matter(matter, "explain_closed", at=at, roles=roles, actor=actor, words=words, channel="desk")
    notices.tell_note(matter, words=event.words, at=at)
    return event
