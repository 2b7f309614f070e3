"""Whoever searches for an answer is offered the answered letters. Editors keep the list afterwards."""

from typing import Any

from django.db import migrations

ROUTE = "matters:letters"
FACTS = {
    "title": "信件公开",
    "title_en": "Answered letters",
    "explanation": "看看别人反映过什么、部门怎么答复的。",
    "explanation_en": "What others asked and what the units answered.",
    "words": "信件公开 来信 答复 回复 回音 网民留言 市长信箱 公开 letters answers replies published mailbox",
    "position": 20,
}


def add(apps: Any, schema_editor: Any) -> None:
    apps.get_model("portal_search", "Function").objects.get_or_create(url_name=ROUTE, defaults=FACTS)


def remove(apps: Any, schema_editor: Any) -> None:
    apps.get_model("portal_search", "Function").objects.filter(url_name=ROUTE).delete()


class Migration(migrations.Migration):
    dependencies = [("portal_search", "0003_first_lists")]

    operations = [migrations.RunPython(add, remove)]
