"""Final reviewers of cities that are set up already may take pages down; new cities get it with their roles."""

from typing import Any

from django.db import migrations

ACTION = "portal_editing.take_down"


def _final_reviewer(apps: Any) -> Any:
    return apps.get_model("people", "Role").objects.filter(code="site_reviewer_3").first()


def allow(apps: Any, schema_editor: Any) -> None:
    role = _final_reviewer(apps)
    if role and ACTION not in role.actions:
        role.actions = sorted([*role.actions, ACTION])
        role.save(update_fields=["actions"])


def forbid(apps: Any, schema_editor: Any) -> None:
    role = _final_reviewer(apps)
    if role:
        role.actions = [action for action in role.actions if action != ACTION]
        role.save(update_fields=["actions"])


class Migration(migrations.Migration):
    dependencies = [("portal_editing", "0004_names_in_chinese"), ("people", "0003_when_a_person_was_entered")]

    operations = [migrations.RunPython(allow, forbid)]
