"""Staff who write down what is spoken have room for it; nothing changes in the table."""

import django.core.validators
from django.db import migrations

import foundation.encryption.fields

LONGEST = [django.core.validators.MaxLengthValidator(20_000)]


class Migration(migrations.Migration):
    dependencies = [("matters", "0002_first_categories")]

    operations = [
        migrations.AlterField(
            "matter",
            "text",
            foundation.encryption.fields.EncryptedTextField(validators=LONGEST, verbose_name="what happened"),
        ),
        migrations.AlterField(
            "matter",
            "request",
            foundation.encryption.fields.EncryptedTextField(validators=LONGEST, verbose_name="what is asked"),
        ),
    ]
