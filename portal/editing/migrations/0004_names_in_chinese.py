"""The groups and the workflow that were named in English get Chinese names, and the roles that open the groups too."""

from typing import Any

from django.db import migrations

GROUPS = {
    "Editors": "编辑",
    "Moderators": "审核员",
    "First reviewers": "初审员",
    "Second reviewers": "复审员",
    "Final reviewers": "终审员",
}
APPROVAL = {"Moderators approval": "审核员审批"}  # Wagtail's own workflow and its task


def rename(apps: Any, *, back: bool = False) -> None:
    groups, roles = apps.get_model("auth", "Group").objects, apps.get_model("people", "Role").objects
    for old, new in _pairs(GROUPS, back):
        if not groups.filter(name=new).exists():  # else somebody made it, for people of their own choice
            groups.filter(name=old).update(name=new)
            roles.filter(group_name=old).update(group_name=new)
    for model in ("Workflow", "Task"):
        for old, new in _pairs(APPROVAL, back):
            apps.get_model("wagtailcore", model).objects.filter(name=old).update(name=new)


def _pairs(names: dict[str, str], back: bool) -> list[tuple[str, str]]:
    return [(chinese, english) if back else (english, chinese) for english, chinese in names.items()]


def to_chinese(apps: Any, schema_editor: Any) -> None:
    rename(apps)


def to_english(apps: Any, schema_editor: Any) -> None:
    rename(apps, back=True)


class Migration(migrations.Migration):
    dependencies = [
        ("portal_editing", "0003_three_reviews"),
        ("people", "0002_default_roles"),
        ("wagtailcore", "0098_apitoken"),
        ("auth", "0012_alter_user_first_name_max_length"),
        # Wagtail gives its rights to the groups by their English names: it has to come first.
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
    ]

    operations = [migrations.RunPython(to_chinese, to_english)]
