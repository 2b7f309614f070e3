from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0012_access_links")]

    operations = [
        migrations.AddField(
            model_name='category',
            name='takes_anonymous',
            field=models.BooleanField(db_default=False, default=False, help_text='About something public, such as a road or a lamp: nobody need say who they are to report it.', verbose_name='reports without a name'),
        ),
    ]
