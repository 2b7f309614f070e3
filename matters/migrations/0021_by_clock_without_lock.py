"""The desk's list of everything open, by clock, is read in the order of an index."""

from django.db import migrations, models

from foundation.concurrent_index import AddIndexWithoutLock

OPEN = [
    "registered", "needs_information", "dispatched", "return_requested", "handling", "awaiting_approval", "replied",
    "in_review", "reviewed", "in_re_review",
]  # fmt: skip  # as of this migration


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("matters", "0020_consenting_without_lock")]

    operations = [
        AddIndexWithoutLock(
            model_name="matter",
            index=models.Index(fields=["due_at", "id"], name="matter_by_clock", condition=models.Q(state__in=OPEN)),
        ),
    ]
