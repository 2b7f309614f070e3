"""Pages to be found."""

from typing import Any

from wagtail.models import Page

from portal.models import HomePage, TextPage


def home(language: str = "zh-hans") -> HomePage:
    found: HomePage = HomePage.objects.get(locale__language_code=language)
    return found


def text_page(
    title: str, body: str = "", *, parent: Page | None = None, language: str = "zh-hans", **facts: Any
) -> TextPage:
    """A published page of words."""
    slug = facts.pop("slug", f"page-{TextPage.objects.count()}")
    page = TextPage(title=title, slug=slug, body=f"<p>{body}</p>", **facts)
    (parent or home(language)).add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page
