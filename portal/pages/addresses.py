"""Addresses of many pages at once."""

from collections.abc import Iterable
from typing import TypeVar

from django.conf import settings
from wagtail.models import Page, Site

from portal.kept import remember

P = TypeVar("P", bound=Page)


def with_addresses(pages: Iterable[P]) -> list[P]:
    """The pages, each knowing where the sites begin: asking them for `url` costs no query."""
    found, roots = list(pages), remember(("roots",), Site.get_site_root_paths)
    for page in found:
        page._wagtail_cached_site_root_paths = roots
    return found


def absolute(page: Page) -> str:
    return str(settings.PORTAL_URL + page.url)
