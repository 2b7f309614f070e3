import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0008_every_matter_follows_a_version")]

    operations = [
        migrations.AlterField(
            model_name="matter",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="matters",
                to="matters.procedureversion",
                verbose_name="procedure it follows",
            ),
        ),
    ]
