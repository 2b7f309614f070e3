import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0001_initial'),
        ('reception_days', '0002_first_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='MandateList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('booking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandate_lists', to='reception_days.booking', verbose_name='booking')),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='%(app_label)s_%(class)s', to='files.storedfile', verbose_name='attached file')),
            ],
            options={
                'verbose_name': 'mandate list',
                'verbose_name_plural': 'mandate lists',
                'ordering': ['pk'],
            },
        ),
    ]
