"""The calls in which somebody who is not of the unit asks how it went: three attempts on two days."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet

from foundation.notifications.calls import MOST_CALLS, next_try
from foundation.people.permissions import held_grants
from foundation.people.reveals import note_look
from foundation.people.visibility import OneOf, nodes_at_or_below
from foundation.places.models import Unit
from matters.exceptions import CallbackTaken
from matters.models import Assignment, AttemptResult, Callback, CallbackAttempt, Matter
from matters.services.verdicts import refuse_own_unit

if TYPE_CHECKING:
    from foundation.people.models import User

TAKEN_FOR = timedelta(minutes=15)
CALL = "matters.call_back"


def calls_to_make(*, at: datetime) -> "QuerySet[Callback]":
    """The longest waiting first; what somebody else has taken is left out."""
    free = Q(taken_until=None) | Q(taken_until__lte=at)
    return Callback.objects.open().filter(free, not_before__lte=at).order_by("not_before", "pk")


def calls_for(agent: "User", *, at: datetime) -> "QuerySet[Callback]":
    """Where the agent makes calls, the longest waiting first, without what their own unit has or had."""
    mine = Q(agent=agent, taken_until__gt=at)
    free = Q(taken_until=None) | Q(taken_until__lte=at)
    open_here = Callback.objects.open().filter(mine | free & Q(not_before__lte=at))
    open_here = open_here.filter(matter__in=Matter.objects.visible_to(agent, CALL).values("pk"))
    own_units = tuple(path for held in held_grants(agent) if held.kind == "unit" for path in held.paths)
    if own_units:
        own = Assignment.objects.filter(OneOf("unit", nodes_at_or_below(Unit, own_units)))
        open_here = open_here.exclude(matter__in=own.values("matter"))
    return open_here.order_by("not_before", "pk")


@transaction.atomic
def take_call(*, callback: Callback, agent: "User", purpose: str, at: datetime) -> None:
    """Nobody else calls for a quarter of an hour; the person can see that name and phone were shown.

    Raises CallbackTaken, OwnUnit.
    """
    refuse_own_unit(agent, callback.matter)
    claim = {"agent": agent, "taken_until": at + TAKEN_FOR}
    mine = Q(agent=agent, taken_until__gt=at)
    if Callback.objects.open().filter(mine, pk=callback.pk).exists():
        return
    if not calls_to_make(at=at).filter(pk=callback.pk).update(**claim):
        raise CallbackTaken
    person = callback.matter.person
    if person is not None:
        for field in ("name", "phone"):
            note_look(person=person, field=field, viewer=agent, purpose=purpose, at=at)


@transaction.atomic
def note_attempt(*, callback: Callback, agent: "User", result: str, at: datetime) -> CallbackAttempt:
    """Not reached, a wrong number, or no answer wanted. After the third attempt, or the last two, the call is settled.

    Raises CallbackTaken where somebody else has the call.
    """
    mine = Callback.objects.open().filter(pk=callback.pk, agent=agent)
    attempt = CallbackAttempt(callback=callback, result=AttemptResult(result), agent=agent, at=at)
    tries = callback.attempts.count() + 1
    is_last = tries >= MOST_CALLS or attempt.result in (AttemptResult.WRONG_NUMBER, AttemptResult.NO_ANSWER_WANTED)
    after = {"settled_at": at} if is_last else {"not_before": next_try(tries, at)}
    if not mine.update(agent=None, taken_until=None, **after):
        raise CallbackTaken
    attempt.save()
    return attempt
