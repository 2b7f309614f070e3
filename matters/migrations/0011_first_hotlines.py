"""The thirty-six hotlines merged into 12345 and the categories their calls go to; edited in the back office afterwards."""

import csv
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).resolve().parent.parent / "data" / "hotlines.csv"


def load(apps, schema_editor):
    hotline_model = apps.get_model("matters", "HotlineNumber")
    categories = dict(apps.get_model("matters", "Category").objects.values_list("code", "pk"))
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            hotline_model.objects.create(
                number=row["number"],
                name=row["name"],
                name_en=row["name_en"],
                category_id=categories[row["category"]],
            )


def unload(apps, schema_editor):
    apps.get_model("matters", "HotlineNumber").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("matters", "0010_import_batches")]
    operations = [migrations.RunPython(load, unload)]
