from django.db import migrations, models
from django.db.models import Q

from foundation.concurrent_index import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("matters", "0019_letter_words")]

    operations = [
        AddIndexWithoutLock(
            model_name="matter",
            index=models.Index(
                fields=["-replied_at", "-id"], condition=Q(consents_to_publication=True), name="matter_consenting"
            ),
        ),
    ]
