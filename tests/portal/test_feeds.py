"""Feeds, the map for search engines, and what makes the site installable."""

import json
from datetime import date, timedelta
from uuid import UUID
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localdate
from wagtail.models import Locale

from portal.site_maps import PagesMap
from tests.portal.page_kit import news, notice
from tests.reception_days.factories import ReceptionDayFactory

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
TWIN = "{http://www.w3.org/1999/xhtml}link"
FEEDS = ["/feeds/news/", "/feeds/notices/", "/en/feeds/news/", "/en/feeds/notices/"]


def xml(path: str, kind: str) -> ElementTree.Element:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(kind)
    return ElementTree.fromstring(answer.content)


@pytest.mark.parametrize("path", FEEDS)
def test_an_empty_feed_is_a_feed(path: str) -> None:
    assert xml(path, "application/rss+xml").find("channel/title").text
    assert xml(f"{path}atom/", "application/atom+xml").find(f"{ATOM}title").text


def test_rss_names_the_newest_first_under_our_own_address(settings: object) -> None:
    settings.PORTAL_URL = "https://portal.example"  # type: ignore[attr-defined]
    news("old", title="旧闻 <一>", date=date(2026, 1, 2))
    news("new", title="新闻 & 乙", date=date(2026, 11, 3), intro="一句话。")
    channel = xml("/feeds/news/", "application/rss+xml").find("channel")
    items = channel.findall("item")
    assert [item.find("title").text for item in items] == ["新闻 & 乙", "旧闻 <一>"]
    assert items[0].find("link").text == "https://portal.example/news/new/"
    assert items[0].find("description").text == "一句话。"
    assert items[0].find("pubDate").text == "Tue, 03 Nov 2026 09:00:00 +0800"
    assert items[0].find("guid").get("isPermaLink") == "false"
    assert channel.find("language").text == "zh-Hans"
    assert channel.find("link").text == "https://portal.example/"


def test_atom_has_an_identity_a_moment_and_a_link_for_each_entry() -> None:
    notice(language="en", title="Parking plan")
    feed = xml("/en/feeds/notices/atom/", "application/atom+xml")
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "Parking plan"
    identity = entry.find(f"{ATOM}id").text
    assert UUID(identity.removeprefix("urn:uuid:")).urn == identity
    assert parse_datetime(entry.find(f"{ATOM}updated").text)
    assert entry.find(f"{ATOM}link").get("href").endswith("/en/notices/plan/")
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_no_two_feeds_and_no_two_languages_share_an_identity() -> None:
    feeds = [xml(f"{path}atom/", "application/atom+xml").find(f"{ATOM}id").text for path in FEEDS]
    assert len(set(feeds)) == len(FEEDS)
    news().copy_for_translation(Locale.objects.get(language_code="en")).save_revision().publish()
    entries = [xml(f"{path}atom/", "application/atom+xml").find(f".//{ATOM}entry/{ATOM}id").text for path in FEEDS[::2]]
    assert entries[0] != entries[1]


def test_a_summary_is_words_and_no_markup() -> None:
    news(intro="收入 < 3000 元 & <b>困难</b>")
    description = xml("/feeds/news/", "application/rss+xml").find("channel/item/description").text
    assert description == "收入 &lt; 3000 元 &amp; &lt;b&gt;困难&lt;/b&gt;"


def test_each_feed_keeps_to_its_language_and_kind() -> None:
    news(title="中文动态")
    notice(title="中文公告")
    assert b"<item>" not in Client().get("/en/feeds/news/").content
    assert "中文公告" not in Client().get("/feeds/news/").content.decode()


def test_what_is_not_for_everybody_is_in_no_feed_and_no_map() -> None:
    news("draft", title="没发布").unpublish()
    news("inside", title="内部消息").view_restrictions.create(restriction_type="login")
    for path in ("/feeds/news/", "/sitemap-pages.xml"):
        shown = Client().get(path).content.decode()
        assert "inside" not in shown
        assert "draft" not in shown


@pytest.mark.parametrize(
    ("path", "language", "heading"),
    [("/feeds/notices/", "zh-hans", "一看就懂"), ("/en/feeds/notices/", "en", "In simple words")],
)
def test_a_notice_is_told_in_simple_words_too(path: str, language: str, heading: str) -> None:
    notice(language=language, intro="关于停车的方案。", simple_words="晚上可以\n停在<路边>。")
    told = xml(path, "application/rss+xml").find("channel/item/description").text
    assert told == f"关于停车的方案。<h3>{heading}</h3><p>晚上可以<br>停在&lt;路边&gt;。</p>"


def test_simple_words_are_the_summary_of_a_notice_without_another() -> None:
    notice(simple_words="晚上可以停车。")
    assert xml("/feeds/notices/", "application/rss+xml").find("channel/item/description").text == "晚上可以停车。"
    assert "晚上可以停车。" in Client().get("/notices/").content.decode()


@pytest.mark.usefixtures("page_cache")
def test_a_feed_is_kept_for_the_next_reader() -> None:
    Client().get("/feeds/news/")
    with CaptureQueriesContext(connection) as captured:
        Client().get("/feeds/news/")
    assert len(captured) == 0


def test_a_feed_costs_the_same_however_long_it_is() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            Client().get("/feeds/news/")
        return len(captured)

    news("one")
    queries()  # what the process remembers for good
    before = queries()
    for number in range(5):
        news(f"n{number}")
    assert queries() == before


def test_pages_point_to_their_feeds() -> None:
    shown = Client().get("/news/").content.decode()
    assert '<link rel="alternate" type="application/rss+xml" title="工作动态 RSS" href="/feeds/news/">' in shown


def test_the_front_page_points_to_both_feeds() -> None:
    shown = Client().get("/en/").content.decode()
    assert 'href="/en/feeds/news/"' in shown
    assert 'href="/en/feeds/notices/"' in shown


def test_the_map_names_every_page_and_its_twin(settings: object) -> None:
    settings.PORTAL_URL = "https://portal.example"  # type: ignore[attr-defined]
    index = xml("/sitemap.xml", "application/xml")
    assert [each.text.rpartition("/")[2] for each in index.iter(f"{MAP}loc")] == [
        "sitemap-pages.xml", "sitemap-services.xml", "sitemap-letters.xml",
    ]  # fmt: skip
    urls = xml("/sitemap-pages.xml", "application/xml").findall(f"{MAP}url")
    by_address = {url.find(f"{MAP}loc").text: url for url in urls}
    assert "https://portal.example/" in by_address
    contact = by_address["https://portal.example/contact/"]
    twins = {link.get("hreflang"): link.get("href") for link in contact.findall(TWIN)}
    assert twins == {
        "zh-Hans": "https://portal.example/contact/",
        "en": "https://portal.example/en/contact/",
        "x-default": "https://portal.example/contact/",
    }
    for address in by_address:
        assert Client().get(address.removeprefix("https://portal.example")).status_code == 200


def test_the_map_names_the_services_and_the_coming_days() -> None:
    day = ReceptionDayFactory(date=localdate() + timedelta(days=30))
    addresses = [url.text for url in xml("/sitemap-services.xml", "application/xml").iter(f"{MAP}loc")]
    assert any(address.endswith(f"/en/reception/{day.date}/") for address in addresses)
    assert any(address.endswith("/who-serves-me/") for address in addresses)


def test_an_alias_is_not_named_twice() -> None:
    news().copy_for_translation(Locale.objects.get(language_code="en"), alias=True)
    shown = Client().get("/sitemap-pages.xml").content.decode()
    assert "/news/opened/" in shown
    assert "/en/news/opened/" not in shown


def test_a_large_site_has_several_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PagesMap, "limit", 5)
    index = Client().get("/sitemap.xml").content.decode()
    assert "sitemap-pages.xml?p=2" in index
    assert Client().get("/sitemap-pages.xml?p=2").status_code == 200
    assert Client().get("/sitemap-pages.xml?p=99").status_code == 404
    assert Client().get("/sitemap-nothing.xml").status_code == 404
    assert "Sitemap: " in Client().get("/robots.txt").content.decode()


def test_the_site_can_be_put_on_the_first_screen_of_a_phone() -> None:
    answer = Client().get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = json.loads(answer.content)
    assert {"name", "short_name", "start_url", "display", "icons"} <= set(manifest)
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))
    assert '<link rel="manifest" href="/manifest.webmanifest">' in Client().get("/contact/").content.decode()


def test_without_a_connection_there_is_one_page_and_nothing_personal_is_kept() -> None:
    worker = Client().get("/service-worker.js")
    assert worker["Content-Type"] == "text/javascript"
    assert worker["Cache-Control"] == "no-cache"
    script = worker.content.decode()
    assert "cache.put" not in script
    assert script.count("addAll") == 1
    kept = [
        part.split('"')[1] for part in script.partition("FILES = [")[2].partition("]")[0].splitlines() if '"' in part
    ]
    assert all(path.startswith("/static/") for path in kept)
    offline = Client().get("/offline/")
    for words in ("现在没有网络", "No connection", "tel:12345"):
        assert words in offline.content.decode()
    assert "csrf" not in offline.content.decode()
