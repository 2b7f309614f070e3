"""Urging, supervising, handling jointly; a case leader, a task force: each a recorded act of its own."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from foundation.people import journal
from foundation.people.models import Post
from foundation.places.models import Unit
from matters.exceptions import ReasonNeeded
from matters.models import ActKind, Assignment, AssignmentRole, CaseLead, Matter, SupervisionAct, TaskForce, Trigger
from matters.services.moving import move_matter

if TYPE_CHECKING:
    from foundation.people.models import User

Roles = Collection[str]


@transaction.atomic
def urge(*, matter: Matter, words: str, actor: "User", roles: Roles, at: datetime) -> SupervisionAct:
    """The day after a limit, or when somebody waits. Raises MoveNotAllowed, ReasonMissing."""
    event = move_matter(matter, "urge", at=at, roles=roles, actor=actor, words=words, channel="desk")
    return SupervisionAct.objects.create(matter=matter, kind=ActKind.URGE, words=event.words, by=actor, at=at)


@transaction.atomic
def supervise(
    *,
    matter: Matter,
    trigger: str,
    words: str,
    answer_by: date | None,
    actor: "User",
    roles: Roles,
    at: datetime,
) -> SupervisionAct:
    """One of five triggers (Trigger). Raises MoveNotAllowed, ReasonMissing, ValueError for no such trigger."""
    chosen = Trigger(trigger)
    event = move_matter(
        matter, "supervise", at=at, roles=roles, actor=actor, words=words, channel="desk",
        noted={"trigger": chosen.value},
    )  # fmt: skip
    return SupervisionAct.objects.create(
        matter=matter, kind=ActKind.SUPERVISE, trigger=chosen, words=event.words, answer_by=answer_by, by=actor, at=at
    )


@transaction.atomic
def handle_jointly(
    *,
    matter: Matter,
    units: Iterable[Unit],
    words: str,
    meets_at: datetime | None,
    meets_where: str,
    actor: "User",
    roles: Roles,
    at: datetime,
) -> SupervisionAct:
    """Call units together; each assists from now on, the lead unit stays the one that answers."""
    called = list(units)
    event = move_matter(
        matter, "joint", at=at, roles=roles, actor=actor, words=words, channel="desk",
        noted={"units": [unit.code for unit in called]},
    )  # fmt: skip
    act = SupervisionAct.objects.create(
        matter=matter, kind=ActKind.JOINT, words=event.words, meets_at=meets_at, meets_where=meets_where.strip(),
        by=actor, at=at,
    )  # fmt: skip
    act.units.set(called)
    taking_part = set(Assignment.objects.filter(matter=matter, ended_at=None).values_list("unit_id", flat=True))
    Assignment.objects.bulk_create(
        Assignment(matter=matter, unit=unit, role=AssignmentRole.ASSIST, task=event.words, began_at=at)
        for unit in called
        if unit.pk not in taking_part
    )
    return act


@transaction.atomic
def give_case_lead(*, matter: Matter, post: Post, plan: str, actor: "User", roles: Roles, at: datetime) -> CaseLead:
    """A leader answers for the matter from now on; an earlier one hands it over."""
    move_matter(matter, "lead", at=at, roles=roles, actor=actor, channel="desk", noted={"post": post.pk})
    CaseLead.objects.filter(matter=matter, ended_at=None).update(ended_at=at)
    return CaseLead.objects.create(matter=matter, post=post, plan=plan.strip(), began_at=at)


@transaction.atomic
def form_task_force(
    *, name: str, task: str, led_by: Post, units: Iterable[Unit], actor: "User", at: datetime, began_on: date
) -> TaskForce:
    force = TaskForce.objects.create(name=name.strip(), task=task.strip(), led_by=led_by, began_on=began_on)
    force.units.set(units)
    journal.record("matters.form_task_force", force, actor=actor, at=at)
    return force


@transaction.atomic
def give_to_task_force(*, force: TaskForce, matter: Matter, actor: "User", at: datetime) -> None:
    force.matters.add(matter)
    journal.record("matters.give_to_task_force", matter, actor=actor, at=at, data={"task_force": force.name})


@transaction.atomic
def end_task_force(*, force: TaskForce, words: str, actor: "User", at: datetime) -> bool:
    """Its matters stay where they are. Whether it ended by this: ended twice it keeps its first reason.

    Raises ReasonNeeded.
    """
    words = words.strip()
    if not words:
        raise ReasonNeeded
    ended = TaskForce.objects.filter(pk=force.pk, ended_on=None).update(ended_on=localdate(at), end_reason=words)
    if ended:
        journal.record("matters.end_task_force", force, actor=actor, at=at, data={"reason": words})
    return bool(ended)
