"""What a carrier tells later about a message it took: that it reached the phone, or that it did not."""

from datetime import datetime

from django.db import transaction

from foundation.notifications.models import Channel, Message

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
        sent.filter(delivered_at=None).update(last_error=f"not delivered: {reason}"[:LONGEST])
    return sent.exists()
