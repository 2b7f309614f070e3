from typing import Any

from django.db import migrations

from portal.editing.migrations._first_lists import WORDS


def create(apps: Any, schema_editor: Any) -> None:
    words = apps.get_model("portal_editing", "WatchedWord").objects
    for text, suggestion, reason, severity in WORDS:
        words.get_or_create(text=text, defaults={"suggestion": suggestion, "reason": reason, "severity": severity})


class Migration(migrations.Migration):
    dependencies = [("portal_editing", "0001_initial")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
