"""Family, health, courts and accusations are never made public; edited in the back office afterwards."""

from typing import Any

from django.db import migrations

CODES = ("family-dispute", "health", "misconduct", "litigation")


def mark(apps: Any, schema_editor: Any) -> None:
    apps.get_model("matters", "Category").objects.filter(code__in=CODES).update(is_never_public=True)


class Migration(migrations.Migration):
    dependencies = [("matters", "0017_letters")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
