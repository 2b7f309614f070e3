"""Matters registered before there were procedures came from reception days: they follow the petition procedure."""

from django.db import migrations


def follow(apps, schema_editor):
    petition = apps.get_model("matters", "ProcedureVersion").objects.get(procedure__code="petition")
    apps.get_model("matters", "Matter").objects.filter(version=None).update(version=petition, is_identity_open=False)


class Migration(migrations.Migration):
    dependencies = [("matters", "0007_casework")]
    operations = [migrations.RunPython(follow, migrations.RunPython.noop)]
