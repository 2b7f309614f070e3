"""Write the roles the portal ships with. `manage.py load_roles` does the same later, for roles added since."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def write_roles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    from foundation.people.roles import DEFAULTS

    role: Any = apps.get_model("people", "Role")
    for code, default in DEFAULTS.items():
        role.objects.get_or_create(
            code=code,
            defaults={
                "name": default.name,
                "name_en": default.name_en,
                "actions": sorted(default.actions),
                "sms_step_allowed": default.sms_step_allowed,
                "group_name": default.group_name,
            },
        )


def forget_roles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Roles nobody was granted; the others are held by rows this migration knows nothing of."""
    unused: Any = apps.get_model("people", "Role").objects.all()
    for grant in ("PlaceGrant", "UnitGrant"):
        unused = unused.exclude(pk__in=apps.get_model("people", grant).objects.values("role_id"))
    unused.delete()


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [migrations.RunPython(write_roles, forget_roles)]
