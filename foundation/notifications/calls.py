"""Phone calls that people without a mobile are owed: one caller at a time, three tries on two days, then a letter.

`caller` is the key of an account; whose it is this room need not know.
"""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import models, transaction
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext_lazy as _

from foundation.encryption.keys import digest
from foundation.notifications.delivery import erasure
from foundation.notifications.exceptions import CallNotYours, CallTaken, LetterTaken
from foundation.notifications.models import WAITING, Message, State

CALL_LEASE = timedelta(minutes=15)
MOST_CALLS = 3  # on two different days; DOMAIN §3b
AGAIN_AFTER = timedelta(hours=2)
MORNING = time(9)


class CallResult(models.TextChoices):
    REACHED = "reached", _("Reached, told everything")
    NOT_REACHED = "not_reached", _("Not reached")
    WRONG_NUMBER = "wrong_number", _("Wrong number")


def lease_of(message: Message, caller: int) -> UUID:
    """The same for one caller and one message, so that a reload or a second tab is still the same caller."""
    return UUID(digest("notifications.call", f"{message.pk}:{caller}")[:32])


def is_mine(*, message: Message, caller: int, at: datetime) -> bool:
    """Whether this caller is the one who is calling now."""
    mine = Message.objects.calls_to_make().filter(lease=lease_of(message, caller), leased_until__gt=at)
    return mine.filter(pk=message.pk).exists()


@transaction.atomic
def claim_call(*, message: Message, caller: int, at: datetime) -> bool:
    """Nobody else calls this person for a quarter of an hour. True where it is new, False where it was theirs already.

    Raises CallTaken. The WHERE clause is the whole rule.
    """
    if is_mine(message=message, caller=caller, at=at):
        return False
    lease = {"lease": lease_of(message, caller), "leased_until": at + CALL_LEASE}
    if not Message.objects.callable_now(at=at).filter(pk=message.pk).update(**lease):
        raise CallTaken
    return True


@transaction.atomic
def release_call(*, message: Message, caller: int) -> None:
    """The caller did not call after all."""
    _mine(message, caller).update(lease=None, leased_until=None)


@transaction.atomic
def settle_call(*, message: Message, caller: int, result: str, at: datetime) -> Message:
    """What came of the call. A lease that ran out still counts while nobody else has claimed. Raises CallNotYours."""
    mine = _mine(message, caller)
    tries = mine.values_list("attempts", flat=True).first()
    if tries is None:
        raise CallNotYours
    outcome = _outcome(message, caller, CallResult(result), tries + 1, at)
    if not mine.update(lease=None, leased_until=None, attempts=tries + 1, **outcome):
        raise CallNotYours
    message.refresh_from_db()
    return message


def _mine(message: Message, caller: int) -> "models.QuerySet[Message]":
    return Message.objects.filter(pk=message.pk, lease=lease_of(message, caller), state__in=WAITING)


def _outcome(message: Message, caller: int, result: CallResult, tries: int, at: datetime) -> dict[str, object]:
    if result is CallResult.REACHED:
        who = {"provider_reference": f"call:{caller}", "last_error": ""}
        return {"state": State.SENT, "sent_at": at, **who, **erasure(message, at)}
    if result is CallResult.WRONG_NUMBER or tries >= MOST_CALLS:
        return {"state": State.GIVEN_UP, "last_error": result.value}
    return {"state": State.FAILED, "last_error": result.value, "next_attempt_at": next_try(tries, at)}


def next_try(tries: int, at: datetime) -> datetime:
    """In two hours; after the second try not before tomorrow morning."""
    if tries < MOST_CALLS - 1:
        return at + AGAIN_AFTER
    tomorrow = localtime(at).date() + timedelta(days=1)
    return make_aware(datetime.combine(tomorrow, MORNING))


@transaction.atomic
def letter_sent(*, message: Message, caller: int, at: datetime) -> None:
    """What nobody could be told by phone went out on paper. Raises LetterTaken where it has already."""
    owed = Message.objects.letters_to_write().filter(pk=message.pk)
    who = {"state": State.SENT, "sent_at": at, "provider_reference": f"letter:{caller}"}
    if not owed.update(**who, **erasure(message, at)):
        raise LetterTaken
