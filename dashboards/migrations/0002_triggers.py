"""Triggers on the tables that figures read (dashboards.triggers, which also makes them after later migrations)."""

from django.db import migrations


def add_triggers(apps, schema_editor):
    from dashboards.triggers import install

    install(schema_editor.connection)


def drop_triggers(apps, schema_editor):
    from dashboards.triggers import remove

    remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("dashboards", "0001_initial"),
        ("matters", "0024_one_standing_version_a_day_without_lock"),
        ("places", "0001_initial"),
        ("reception_days", "0003_mandate_lists"),
    ]

    operations = [migrations.RunPython(add_triggers, drop_triggers)]
