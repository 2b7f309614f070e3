"""三审三校: three groups, three steps, one workflow for every page, in the place of Wagtail's single approval."""

from typing import Any

from django.db import migrations

WORKFLOW = "三审三校"
STEPS = [("初审初校", "First reviewers"), ("复审复校", "Second reviewers"), ("终审终校", "Final reviewers")]


def create(apps: Any, schema_editor: Any) -> None:
    workflows = apps.get_model("wagtailcore", "Workflow").objects
    if workflows.filter(name=WORKFLOW).exists():
        return
    workflow = workflows.create(name=WORKFLOW)
    content_types = apps.get_model("contenttypes", "ContentType").objects
    of_reviews = content_types.get_or_create(app_label="portal_editing", model="reviewtask")[0]
    for position, (name, group_name) in enumerate(STEPS):
        task = apps.get_model("portal_editing", "ReviewTask").objects.create(name=name, content_type=of_reviews)
        group = apps.get_model("auth", "Group").objects.get_or_create(name=group_name)[0]
        task.groups.add(group)
        _let_read_everything(apps, group)
        apps.get_model("wagtailcore", "WorkflowTask").objects.create(
            workflow=workflow, task_id=task.pk, sort_order=position
        )
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    apps.get_model("wagtailcore", "WorkflowPage").objects.update_or_create(page=root, defaults={"workflow": workflow})


def _let_read_everything(apps: Any, group: Any) -> None:
    """To write drafts of their own is the least right that opens the lists and the history of pages."""
    of_pages = apps.get_model("contenttypes", "ContentType").objects.get(app_label="wagtailcore", model="page")
    add = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=of_pages, codename="add_page", defaults={"name": "Can add page"}
    )[0]
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(group=group, page=root, permission=add)


class Migration(migrations.Migration):
    dependencies = [
        ("portal_editing", "0002_first_words"),
        ("wagtailcore", "0098_apitoken"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
