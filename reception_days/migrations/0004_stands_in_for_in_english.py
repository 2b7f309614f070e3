from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reception_days", "0003_mandate_lists")]

    operations = [
        migrations.AddField(
            model_name='leadersession',
            name='stands_in_for_en',
            field=models.CharField(blank=True, db_default='', default='', max_length=250, verbose_name='stands in for, in English'),
        ),
    ]
