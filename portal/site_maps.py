"""The map of the site for search engines: every public page in both languages, each naming its twin."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import override
from wagtail.models import Page

from foundation.places.models import Centre
from matters.models import Publication
from portal.pages.addresses import absolute, with_addresses
from reception_days.models import ReceptionDay

LANGUAGES = {"zh-hans": "zh-Hans", "en": "en"}
PAGES_PER_FILE = 2000
SERVICES = (
    "matters:new",
    "reception_days:days",
    "places:who_serves_me",
    "places:centres",
    "matters:look_up",
    "matters:letters",
    "matters:left_out",
    "dashboards:overview",
    "dashboards:places",
    "dashboards:units",
    "dashboards:kinds",
    "dashboards:channels",
    "dashboards:reception_days",
    "dashboards:who_serves",
)


class _OurAddresses(Sitemap):  # type: ignore[type-arg]  # rows differ per map
    """Django would put the host of the request before each address; ours is the one people know."""

    limit = PAGES_PER_FILE

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        rows = [self.row(item) for item in self.prepared(self.paginator.page(page).object_list)]
        dates = [row["lastmod"] for row in rows if row["lastmod"]]
        self.latest_lastmod = max(dates) if dates else None
        return rows

    def prepared(self, items: Any) -> list[Any]:
        return list(items)

    def row(self, item: Any) -> dict[str, Any]:
        raise NotImplementedError


def _row(twins: dict[str, str], language: str, lastmod: datetime | None = None) -> dict[str, Any]:
    alternates = [{"location": url, "lang_code": LANGUAGES[code]} for code, url in twins.items()]
    if len(twins) > 1:
        alternates.append({"location": twins["zh-hans"], "lang_code": "x-default"})  # for readers of a third language
    return {
        "location": twins[language], "lastmod": lastmod, "changefreq": None, "priority": "",
        "alternates": alternates if len(twins) > 1 else [],
    }  # fmt: skip


class PagesMap(_OurAddresses):
    """Aliases are left out: the same words stand under the address they were written for."""

    def items(self) -> Any:
        written = Page.objects.live().public().filter(depth__gte=2, alias_of=None)
        return written.select_related("locale").order_by("path")

    def prepared(self, items: Any) -> list[Page]:
        pages = with_addresses(items)
        keys = [page.translation_key for page in pages]
        twins = with_addresses(self.items().filter(translation_key__in=keys))
        self.twins: dict[Any, dict[str, str]] = {}
        for twin in twins:
            self.twins.setdefault(twin.translation_key, {})[twin.locale.language_code] = absolute(twin)
        return pages

    def row(self, item: Page) -> dict[str, Any]:
        return _row(self.twins[item.translation_key], item.locale.language_code, item.last_published_at)


class ServicesMap(_OurAddresses):
    """The public pages of the rooms: reception days, centres, who serves me."""

    def items(self) -> list[tuple[str, tuple[Any, ...], str]]:
        days = ReceptionDay.objects.published().upcoming(today=localdate()).values_list("date", flat=True)
        codes = Centre.objects.filter(place__closed_on=None).order_by("pk").values_list("place__code", flat=True)
        routes: list[tuple[str, tuple[Any, ...]]] = [(name, ()) for name in SERVICES]
        routes += [("reception_days:day", (day,)) for day in dict.fromkeys(days)]
        routes += [("places:centre", (code,)) for code in codes]
        return [(name, args, language) for name, args in routes for language in LANGUAGES]

    def row(self, item: tuple[str, tuple[Any, ...], str]) -> dict[str, Any]:
        name, args, language = item
        return _row(_in_both_languages(name, args), language)


def _in_both_languages(name: str, args: tuple[Any, ...]) -> dict[str, str]:
    twins = {}
    for code in LANGUAGES:
        with override(code):
            twins[code] = settings.PORTAL_URL + reverse(name, args=args)
    return twins


class LettersMap(_OurAddresses):
    """Answered letters. They are in Chinese; the English page says in English what is what."""

    def items(self) -> Any:
        return Publication.objects.public().newest_first().values_list("pk", "published_at")

    def row(self, item: tuple[int, datetime]) -> dict[str, Any]:
        return _row(_in_both_languages("matters:letter", (item[0],)), "zh-hans", item[1])


MAPS = {"pages": PagesMap, "services": ServicesMap, "letters": LettersMap}
