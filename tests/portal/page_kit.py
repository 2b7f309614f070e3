"""Pages for tests: ordinary, published, with only what a test is about in sight."""

from datetime import date
from typing import Any, TypeVar

from django.core.files.base import ContentFile
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from portal.models import (
    DocumentLibraryPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    NoticeIndexPage,
    NoticePage,
    PolicyDocumentPage,
    PortalDocument,
    PortalImage,
)

P = TypeVar("P", bound=Page)

WORDS = [("text", "<p>一段文字。</p>")]


def home(language: str = "zh-hans") -> HomePage:
    return HomePage.objects.get(locale__language_code=language)


def add(parent: Page, page: P) -> P:
    """Published below the parent, in its language."""
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def news_list(language: str = "zh-hans") -> NewsIndexPage:
    return NewsIndexPage.objects.get(locale__language_code=language)


def notice_list(language: str = "zh-hans") -> NoticeIndexPage:
    return NoticeIndexPage.objects.get(locale__language_code=language)


def library(language: str = "zh-hans") -> DocumentLibraryPage:
    return DocumentLibraryPage.objects.get(locale__language_code=language)


def news(slug: str = "opened", *, language: str = "zh-hans", **facts: Any) -> NewsPage:
    given = {"title": "中心开门了", "date": date(2026, 11, 3), "body": WORDS} | facts
    return add(news_list(language), NewsPage(slug=slug, **given))


def notice(slug: str = "plan", *, language: str = "zh-hans", **facts: Any) -> NoticePage:
    given = {"title": "停车方案", "issuer": "市中心", "date": date(2026, 11, 2), "body": WORDS} | facts
    return add(notice_list(language), NoticePage(slug=slug, **given))


def paper(slug: str = "rules", *, language: str = "zh-hans", **facts: Any) -> PolicyDocumentPage:
    given = {"title": "接访办法", "number": "望办〔2026〕1号", "issuer": "市委", "issued_on": date(2026, 1, 5)} | facts
    return add(library(language), PolicyDocumentPage(slug=slug, **given))


def picture(alternative_text: str = "门口的坡道") -> PortalImage:
    return PortalImage.objects.create(title="门", file=get_test_image_file(), alternative_text=alternative_text)


def document(name: str = "paper.txt", title: str = "文件") -> PortalDocument:
    return PortalDocument.objects.create(title=title, file=ContentFile(b"words", name=name))
