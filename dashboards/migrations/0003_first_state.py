"""The one row the folders take turns by."""

from django.db import migrations


def add_state(apps, schema_editor):
    apps.get_model("dashboards", "FoldState").objects.get_or_create(pk=1)


def remove_state(apps, schema_editor):
    apps.get_model("dashboards", "FoldState").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0002_triggers")]

    operations = [migrations.RunPython(add_state, remove_state)]
