"""How long the record of what staff did is kept."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from wagtail.log_actions import registry


@transaction.atomic
def forget_old_entries(*, at: datetime) -> int:
    """Deletes entries older than settings.AUDIT_DAYS from every log Wagtail knows; returns how many."""
    oldest = at - timedelta(days=settings.AUDIT_DAYS)
    return sum(model.objects.filter(timestamp__lt=oldest).delete()[0] for model in registry.get_log_entry_models())
