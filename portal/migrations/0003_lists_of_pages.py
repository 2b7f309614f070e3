"""The lists a public service cannot do without, empty, in both languages: notices, news, papers, the site map."""

import uuid
from typing import Any

from django.db import migrations
from django.utils.timezone import now
from wagtail.models import Page

from portal.migrations._lists_of_pages import LISTS


def create_lists(apps: Any, schema_editor: Any) -> None:
    """A list whose address is taken is left out: somebody has made their own."""
    homes = apps.get_model("portal", "HomePage").objects.select_related("locale").order_by("path")
    for slug, (model, in_menus, texts) in LISTS.items():
        key = uuid.uuid4()
        for home in homes:
            if home.locale.language_code in texts:
                _create(apps, home, model, slug, texts[home.locale.language_code], key, in_menus)


def _create(apps: Any, home: Any, model: str, slug: str, texts: tuple[str, str], key: uuid.UUID, menus: bool) -> None:
    pages = apps.get_model("wagtailcore", "Page")
    below = pages.objects.filter(path__startswith=home.path, depth=home.depth + 1)
    if below.filter(slug=slug).exists():
        return
    title, intro = texts
    apps.get_model("portal", model).objects.create(
        title=title,
        draft_title=title,
        slug=slug,
        intro=intro,
        search_description=intro,
        show_in_menus=menus,
        path=_next_path(home, below),
        depth=home.depth + 1,
        numchild=0,
        url_path=f"{home.url_path}{slug}/",
        content_type=_content_type(apps, model),
        locale=home.locale,
        translation_key=key,
        live=True,
        first_published_at=now(),
        last_published_at=now(),
    )
    pages.objects.filter(pk=home.pk).update(numchild=below.count())


def _next_path(home: Any, below: Any) -> str:
    """As treebeard counts: its base-36 steps are only known to the real model."""
    last = below.order_by("path").last()
    step = Page._str2int(last.path[-Page.steplen :]) + 1 if last else 1
    return str(Page._get_path(home.path, home.depth + 1, step))


def _content_type(apps: Any, model: str) -> Any:
    content_types = apps.get_model("contenttypes", "ContentType")
    return content_types.objects.get_or_create(model=model.lower(), app_label="portal")[0]


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_first_pages")]

    operations = [migrations.RunPython(create_lists, migrations.RunPython.noop)]
