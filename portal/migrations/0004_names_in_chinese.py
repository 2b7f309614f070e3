"""What Wagtail names in English when it is installed: the page and the collection above all others, and the site."""

from typing import Any

from django.db import migrations

NAMES = [("Page", "title", "Root", "全部页面"), ("Page", "draft_title", "Root", "全部页面"), ("Collection", "name", "Root", "未分类")]


def rename(apps: Any, *, back: bool = False) -> None:
    """Only what still has its first name: somebody may have chosen another."""
    for model, field, english, chinese in NAMES:
        old, new = (chinese, english) if back else (english, chinese)
        apps.get_model("wagtailcore", model).objects.filter(depth=1, **{field: old}).update(**{field: new})
    old, new = ("门户网站", "") if back else ("", "门户网站")
    sites = apps.get_model("wagtailcore", "Site").objects
    sites.filter(is_default_site=True, site_name=old).update(site_name=new)


def to_chinese(apps: Any, schema_editor: Any) -> None:
    rename(apps)


def to_english(apps: Any, schema_editor: Any) -> None:
    rename(apps, back=True)


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_lists_of_pages"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(to_chinese, to_english)]
