import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matters', '0004_matter_files'),
    ]

    operations = [
        migrations.CreateModel(
            name='Procedure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=150, verbose_name='name in English')),
                ('code', models.SlugField(max_length=30, unique=True, verbose_name='code')),
            ],
            options={
                'verbose_name': 'procedure',
                'verbose_name_plural': 'procedures',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ProcedureVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('basis', models.CharField(max_length=300, verbose_name='legal basis')),
                ('document', models.JSONField(verbose_name='states and moves')),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='matters.procedure', verbose_name='procedure')),
            ],
            options={
                'verbose_name': 'version of a procedure',
                'verbose_name_plural': 'versions of procedures',
                'ordering': ['procedure', '-valid_from'],
                'constraints': [models.UniqueConstraint(fields=('procedure', 'valid_from'), name='procedure_version_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='ClockRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('code', models.SlugField(max_length=30, verbose_name='code')),
                ('starts', models.JSONField(verbose_name='moves that start it')),
                ('stops', models.JSONField(verbose_name='moves that stop it')),
                ('urgency', models.JSONField(blank=True, default=list, verbose_name='only for these urgencies')),
                ('kinds', models.JSONField(blank=True, default=list, verbose_name='only for these kinds of request')),
                ('amount', models.PositiveSmallIntegerField(verbose_name='how many')),
                ('unit', models.CharField(choices=[('minute', 'minutes'), ('hour', 'hours'), ('calendar_day', 'calendar days'), ('working_day', 'working days')], max_length=12, verbose_name='of which unit')),
                ('extend', models.PositiveSmallIntegerField(default=0, verbose_name='may be extended by')),
                ('is_main', models.BooleanField(default=False, verbose_name='decides on time or late')),
                ('basis', models.CharField(max_length=300, verbose_name='legal basis')),
                ('basis_on', models.DateField(verbose_name='basis valid from')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clocks', to='matters.procedureversion')),
            ],
            options={
                'verbose_name': 'clock',
                'verbose_name_plural': 'clocks',
                'ordering': ['version', 'order'],
                'constraints': [models.UniqueConstraint(fields=('version', 'order'), name='clock_ordered_once'), models.CheckConstraint(condition=models.Q(('amount__gte', 1)), name='clock_runs_some_time'), models.CheckConstraint(condition=models.Q(('unit__in', ['minute', 'hour', 'calendar_day', 'working_day'])), name='clock_unit_known')],
            },
        ),
    ]
