"""Sending what is due. Run by every worker, as often as it likes: the claim decides who sends what."""

import logging
import time
import uuid
from datetime import datetime, timedelta

from django.db.models import F

from foundation.notifications.exceptions import CarrierTrouble, DeliveryFailed, Undeliverable
from foundation.notifications.mail import send_mail
from foundation.notifications.models import MAX_ATTEMPTS, Channel, Message, State
from foundation.notifications.providers import sms_provider
from foundation.notifications.signals import carrier_troubled

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
ERASED = "…"


def pause_after(attempts: int) -> timedelta:
    """10 s, 20 s, 40 s … at most an hour: ten attempts take an hour and a half."""
    return min(FIRST_PAUSE * 2 ** max(attempts - 1, 0), LONGEST_PAUSE)


def claim(message_id: int, *, at: datetime) -> uuid.UUID | None:
    """Take the message for LEASE, or None where another worker was faster. The WHERE clause is the whole rule."""
    lease = uuid.uuid4()
    taken = Message.objects.due(at=at).filter(pk=message_id).update(
        lease=lease, leased_until=at + LEASE, attempts=F("attempts") + 1
    )  # fmt: skip
    return lease if taken else None


def transmit(message: Message) -> str:
    """Hand the message to its carrier; the carrier's reference."""
    if message.channel == Channel.SMS:
        return sms_provider().send(message.address, message.body, str(message.public_id))
    return send_mail(message)


def _settle(message: Message, lease: uuid.UUID, **changes: object) -> None:
    """Write the outcome, unless the lease ran out and another worker has the message now."""
    Message.objects.filter(pk=message.pk, lease=lease).update(lease=None, leased_until=None, **changes)


def erasure(message: Message, at: datetime) -> dict[str, object]:
    """What is taken out of a message that must not be kept once it is told."""
    return {"subject": "", "body": ERASED, "erased_at": at} if message.erase_after_send else {}


def deliver(message: Message, lease: uuid.UUID, *, at: datetime) -> bool:
    """One attempt. A failure is noted by its kind only: what a gateway says may repeat a phone number."""
    try:
        reference = transmit(message)
    except Exception as error:
        logger.warning("message %s: attempt %s failed: %s", message.pk, message.attempts, type(error).__name__)
        is_last = message.attempts >= MAX_ATTEMPTS or isinstance(error, Undeliverable)
        failed = {"state": State.GIVEN_UP, **erasure(message, at)} if is_last else {"state": State.FAILED}
        wait = error.wait if isinstance(error, DeliveryFailed) else timedelta(0)
        _settle(
            message, lease, last_error=type(error).__name__[:100],
            next_attempt_at=at + max(pause_after(message.attempts), wait), **failed,
        )  # fmt: skip
        if isinstance(error, CarrierTrouble):
            carrier_troubled.send(sender=Message, reason=str(error), at=at)
        return False
    sent = {"state": State.SENT, "sent_at": at, "provider_reference": reference[:100], "last_error": ""}
    _settle(message, lease, **sent, **erasure(message, at))
    return True


def give_up_hopeless(*, at: datetime) -> int:
    hopeless = Message.objects.hopeless(at=at)
    hopeless.filter(erase_after_send=True).update(subject="", body=ERASED, erased_at=at)
    return hopeless.update(state=State.GIVEN_UP)


def deliver_due(at: datetime, *, limit: int = 50) -> int:
    """Send what is due, oldest first; how many were sent. Slow carriers move the clock of the later claims."""
    started, sent = time.monotonic(), 0
    give_up_hopeless(at=at)
    candidates = Message.objects.due(at=at).order_by("next_attempt_at", "pk").values_list("pk", flat=True)
    for message_id in list(candidates[:limit]):
        moment = at + timedelta(seconds=time.monotonic() - started)
        lease = claim(message_id, at=moment)
        if lease is not None:
            sent += deliver(Message.objects.get(pk=message_id), lease, at=moment)
    return sent
