"""Links between pages in rich text: the address of today, in the language of the reader where there is one."""

from typing import Any

from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from portal.pages.addresses import with_addresses


class LivePageLinks(PageLinkHandler):
    """Two things Wagtail's own does otherwise: the pages of a text cost one query, and a page that was taken down or
    deleted leaves its words without a link to nothing."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, str]]) -> list[Page | None]:
        keys = [attrs.get("id", "") for attrs in attrs_list]
        wanted = Page.objects.live().filter(pk__in=keys)
        found = {str(page.pk): page for page in with_addresses(wanted.select_related("locale"))}
        return [found.get(key) for key in keys]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        addresses = [_address(page) if page else "" for page in cls.get_many(attrs_list)]
        return [f'<a href="{escape(address)}">' if address else "<a>" for address in addresses]


def _address(page: Any) -> str:
    is_here = page.locale.language_code == get_language()
    return (page if is_here else page.localized).url or ""
