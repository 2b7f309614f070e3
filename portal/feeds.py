"""News and notices as RSS and Atom, for feed readers and for other authorities' sites."""

from datetime import datetime, time
from typing import Any
from uuid import uuid5

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, gettext

from foundation.requests.public_pages import mark_as_public
from portal.navigation import address
from portal.pages.addresses import absolute, with_addresses
from portal.pages.news import NewsPage
from portal.pages.notices import NoticePage
from portal.shell import Shell

LATEST = 30


class PagesFeed(Feed):  # type: ignore[type-arg]  # one kind of item per subclass
    feed_type: type[SyndicationFeed] = Rss201rev2Feed
    model: type[Any]
    url_name = ""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return mark_as_public(super().__call__(request, *args, **kwargs))

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Shell:
        """What the methods below are given: the names of this site in the reader's language."""
        return Shell(request)

    def link(self, shell: Shell) -> str:
        return str(settings.PORTAL_URL + shell.home_url)

    def feed_url(self, shell: Shell) -> str:
        return str(settings.PORTAL_URL + address(self.url_name))

    def feed_guid(self, shell: Shell) -> str:
        """Readers tell feeds apart by this: the front page's address would make all of them one."""
        return self.feed_url(shell)

    def author_name(self, shell: Shell) -> str:
        return shell.organiser or shell.name

    def get_feed(self, obj: Any, request: HttpRequest) -> Any:
        """One feed object answers for both languages, so the language is told per request."""
        feed = super().get_feed(obj, request)
        feed.feed["language"] = "en" if get_language() == "en" else "zh-Hans"
        return feed

    def items(self, shell: Shell) -> list[Any]:
        mine = self.model.objects.live().public().filter(locale__language_code=get_language())
        return with_addresses(mine.select_related("locale").order_by("-date", "-pk").defer_streamfields()[:LATEST])

    def item_title(self, item: Any) -> str:
        return str(item.title)

    def item_description(self, item: Any) -> str:
        """Both formats read this as HTML, and a summary is plain words."""
        return escape(item.summary)

    def item_link(self, item: Any) -> str:
        return absolute(item)

    def item_guid(self, item: Any) -> str:
        """Stays when the page is renamed or moved; each language is an entry of its own."""
        return uuid5(item.translation_key, item.locale.language_code).urn

    item_guid_is_permalink = False

    def item_pubdate(self, item: Any) -> datetime:
        return datetime.combine(item.date, time(9), tzinfo=get_current_timezone())

    def item_updateddate(self, item: Any) -> datetime:
        return item.last_published_at or self.item_pubdate(item)


class NewsFeed(PagesFeed):
    model, url_name = NewsPage, "feed_news_rss"

    def title(self, shell: Shell) -> str:
        return gettext("News") + " · " + shell.name

    def description(self, shell: Shell) -> str:
        return gettext("What happened in the service centres, newest first.")


class NoticesFeed(PagesFeed):
    model, url_name = NoticePage, "feed_notices_rss"

    def title(self, shell: Shell) -> str:
        return gettext("Public notices") + " · " + shell.name

    def description(self, shell: Shell) -> str:
        return gettext("Announcements, public displays and requests for comments, newest first.")

    def item_description(self, item: NoticePage) -> str:
        """With the same in simple words, under its heading, unless that is the whole summary."""
        summary = super().item_description(item)
        if not item.simple_words or item.summary == item.simple_words:
            return summary
        return summary + render_to_string("portal/feed_simple_words.html", {"words": item.simple_words})


class NewsAtom(NewsFeed):
    feed_type, subtitle, url_name = Atom1Feed, NewsFeed.description, "feed_news_atom"


class NoticesAtom(NoticesFeed):
    feed_type, subtitle, url_name = Atom1Feed, NoticesFeed.description, "feed_notices_atom"
