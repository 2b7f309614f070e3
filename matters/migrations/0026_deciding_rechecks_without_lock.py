"""The desk counts on every page what waits for a decision after a re-check: a few rows, found by an index of their own."""

from django.db import migrations, models

from foundation.concurrent_index import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("matters", "0025_rechecks_that_find_it_unsolved")]

    operations = [
        AddIndexWithoutLock(
            model_name="clock",
            index=models.Index(
                fields=["matter"],
                name="clock_deciding_recheck",
                condition=models.Q(code="recheck", stopped_at=None),
            ),
        ),
    ]
