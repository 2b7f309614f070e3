"""What is about public things is reported without a name where somebody prefers that (DOMAIN §8 row 8)."""

from typing import Any

from django.db import migrations

PUBLIC = ("traffic", "environment")


def set_flag(apps: Any, is_on: bool) -> None:
    Category = apps.get_model("matters", "Category")
    for top in Category.objects.filter(code__in=PUBLIC):
        Category.objects.filter(path__startswith=top.path).update(takes_anonymous=is_on)


def mark(apps: Any, schema_editor: Any) -> None:
    set_flag(apps, True)


def unmark(apps: Any, schema_editor: Any) -> None:
    set_flag(apps, False)


class Migration(migrations.Migration):
    dependencies = [("matters", "0013_reports_without_a_name")]

    operations = [migrations.RunPython(mark, unmark)]
