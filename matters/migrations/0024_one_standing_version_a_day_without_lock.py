from django.db import migrations, models
from django.db.models import Q

from foundation.concurrent_index import AddUniqueWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("matters", "0023_withdrawn_versions_end_reasons_import_kinds")]

    operations = [
        AddUniqueWithoutLock(
            model_name="procedureversion",
            constraint=models.UniqueConstraint(
                fields=["procedure", "valid_from"],
                condition=Q(withdrawn_on=None),
                name="procedure_version_stands_once_a_day",
            ),
        ),
        migrations.RemoveConstraint(model_name="procedureversion", name="procedure_version_once_a_day"),
    ]
