from django.db import migrations

import foundation.encryption.fields


class Migration(migrations.Migration):
    dependencies = [("matters", "0014_public_things")]

    operations = [
        migrations.AddField(
            model_name='matter',
            name='happened',
            field=foundation.encryption.fields.EncryptedTextField(blank=True, db_default='', default='', verbose_name='when it happened, as told'),
        ),
    ]
