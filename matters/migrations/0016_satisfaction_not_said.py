from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0015_when_it_happened")]

    operations = [
        migrations.AlterField(
            model_name='verdict',
            name='satisfaction',
            field=models.PositiveSmallIntegerField(blank=True, choices=[(5, 'Very satisfied'), (4, 'Satisfied'), (3, 'Basically satisfied'), (2, 'Dissatisfied'), (1, 'Very dissatisfied')], help_text='Empty where nobody said: one digit by text message tells only whether it is solved.', null=True, verbose_name='satisfaction'),
        ),
    ]
