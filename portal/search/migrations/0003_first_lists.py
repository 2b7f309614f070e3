from typing import Any

from django.db import migrations

from portal.search.migrations._first_lists import FUNCTIONS, SYNONYMS

FIELDS = ("title", "title_en", "explanation", "explanation_en", "words", "url_name")


def create(apps: Any, schema_editor: Any) -> None:
    function = apps.get_model("portal_search", "Function")
    for position, row in enumerate(FUNCTIONS):
        facts = dict(zip(FIELDS, row, strict=True))
        function.objects.get_or_create(url_name=facts["url_name"], defaults=facts | {"position": position})
    for words in SYNONYMS:
        apps.get_model("portal_search", "Synonyms").objects.get_or_create(words=words)


class Migration(migrations.Migration):
    dependencies = [("portal_search", "0002_full_text")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
