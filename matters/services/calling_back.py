"""The calls in which somebody who is not of the unit asks how it went: three attempts on two days."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet

from foundation.notifications.calls import MOST_CALLS, next_try
from foundation.people.reveals import note_look
from matters.exceptions import CallbackTaken
from matters.models import AttemptResult, Callback, CallbackAttempt
from matters.services.verdicts import refuse_own_unit

if TYPE_CHECKING:
    from foundation.people.models import User

TAKEN_FOR = timedelta(minutes=15)


def calls_to_make(*, at: datetime) -> "QuerySet[Callback]":
    """The longest waiting first; what somebody else has taken is left out."""
    free = Q(taken_until=None) | Q(taken_until__lte=at)
    return Callback.objects.open().filter(free, not_before__lte=at).order_by("not_before", "pk")


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
