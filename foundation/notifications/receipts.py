"""What a carrier tells later about a message it took: that it reached the phone, or that it did not."""

from datetime import datetime

from django.db import models, transaction

from foundation.notifications.models import NOT_DELIVERED, Channel, Message

LONGEST = 100


@transaction.atomic
def note_receipt(*, reference: str, is_delivered: bool, reason: str, at: datetime) -> bool:
    """False for a message we do not know. The same receipt twice changes nothing; the first moment of arrival stays."""
    if not reference or len(reference) > LONGEST:
        return False
    sent = Message.objects.filter(channel=Channel.SMS, provider_reference=reference)
    if is_delivered:
        sent.filter(delivered_at=None).update(delivered_at=at, last_error="")
    else:
        sent.filter(delivered_at=None).update(last_error=f"{NOT_DELIVERED}{reason}"[:LONGEST])
    return sent.exists()


def lost_text(person: models.Model | None) -> Message | None:
    """The newest text message to this person, if it did not reach them: whoever handles the contact calls instead."""
    newest = Message.objects.sent_to(person).filter(channel=Channel.SMS).first() if person else None
    return newest if newest is not None and newest.did_not_arrive else None
