"""Puts our front page, in Chinese and English, in the place of Wagtail's welcome page."""

import json
import uuid
from typing import Any

from django.db import migrations
from django.utils.timezone import now

from portal.migrations._first_pages import HOMES, TEXT_PAGES

WELCOME_SLUG = "home"


def create_pages(apps: Any, schema_editor: Any) -> None:
    """Does nothing on a site that already has a front page."""
    home_model = apps.get_model("portal", "HomePage")
    if home_model.objects.exists():
        return
    page_model, locale_model = apps.get_model("wagtailcore", "Page"), apps.get_model("wagtailcore", "Locale")
    locales = {code: locale_model.objects.get_or_create(language_code=code)[0] for code in HOMES}
    root = page_model.objects.get(depth=1)
    root_children = page_model.objects.filter(depth=2)
    apps.get_model("wagtailcore", "Site").objects.filter(root_page__in=root_children).delete()
    root_children.filter(slug=WELCOME_SLUG).delete()
    first = root_children.count() + 1
    keys = {slug: uuid.uuid4() for slug in ("", *(slug for slug, _texts in TEXT_PAGES))}
    for number, (code, home) in enumerate(HOMES.items()):
        page = _create_home(apps, home, locales[code], keys[""], root.path + _step(first + number))
        _create_text_pages(apps, page, code, locales[code], keys)
        if code == "zh-hans":
            site = apps.get_model("wagtailcore", "Site")
            site.objects.create(hostname="localhost", port=80, root_page=page, is_default_site=True)
    root.numchild = page_model.objects.filter(depth=2).count()
    root.save()


def _step(number: int) -> str:
    """One step of a treebeard path; our few pages stay far below the base of 36."""
    return f"{number:04d}"


def _common(apps: Any, model: str, locale: Any, key: uuid.UUID) -> dict[str, Any]:
    content_types = apps.get_model("contenttypes", "ContentType")
    return {
        "content_type": content_types.objects.get_or_create(model=model, app_label="portal")[0],
        "locale": locale,
        "translation_key": key,
        "live": True,
        "first_published_at": now(),
        "last_published_at": now(),
    }


def _create_home(apps: Any, home: tuple[str, str, list[Any], str], locale: Any, key: uuid.UUID, path: str) -> Any:
    title, slug, blocks, description = home
    body = [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks]
    return apps.get_model("portal", "HomePage").objects.create(
        title=title,
        draft_title=title,
        slug=slug,
        search_description=description,
        body=json.dumps(body),
        path=path,
        depth=2,
        numchild=len(TEXT_PAGES),
        url_path=f"/{slug}/",
        **_common(apps, "homepage", locale, key),
    )


def _create_text_pages(apps: Any, home: Any, code: str, locale: Any, keys: dict[str, uuid.UUID]) -> None:
    for number, (slug, texts) in enumerate(TEXT_PAGES, start=1):
        title, intro, body = texts[code]
        apps.get_model("portal", "TextPage").objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            intro=intro,
            search_description=intro,
            body=body.strip(),
            is_in_footer=True,
            path=home.path + _step(number),
            depth=3,
            numchild=0,
            url_path=f"{home.url_path}{slug}/",
            **_common(apps, "textpage", locale, keys[slug]),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_pages, migrations.RunPython.noop)]
