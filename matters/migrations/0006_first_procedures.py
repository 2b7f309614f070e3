"""The five procedures a new city starts with, as shipped in matters/data/procedures."""

from django.db import migrations

from matters.procedures.shipped import CODES, shipped
from matters.services.procedures import FIRST_DAY


def load(apps, schema_editor):
    procedure_model = apps.get_model("matters", "Procedure")
    version_model = apps.get_model("matters", "ProcedureVersion")
    clock_model = apps.get_model("matters", "ClockRule")
    for code in CODES:
        facts = shipped(code)
        procedure = procedure_model.objects.create(code=code, name=facts["name"], name_en=facts["name_en"])
        version = version_model.objects.create(
            procedure=procedure, valid_from=FIRST_DAY, basis=facts["basis"], document=facts["document"]
        )
        for order, clock in enumerate(facts["clocks"], start=1):
            others = {name: value for name, value in clock.items() if name != "main"}
            clock_model.objects.create(version=version, order=order, is_main=clock["main"], **others)


def unload(apps, schema_editor):
    apps.get_model("matters", "ProcedureVersion").objects.all().delete()
    apps.get_model("matters", "Procedure").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("matters", "0005_procedures")]
    operations = [migrations.RunPython(load, unload)]
