"""What pages say to search engines and to those who share them."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import localdate

from portal.models import FaqPage
from portal.site_marks import SiteMarks
from tests.portal.page_kit import add, home, news, notice, picture
from tests.reception_days.factories import ReceptionDayFactory

pytestmark = pytest.mark.django_db

OURS = "https://portal.example"


@pytest.fixture(autouse=True)
def _our_address(settings: Any) -> None:
    settings.PORTAL_URL = OURS


def shown(path: str) -> str:
    return Client().get(path).content.decode()


def data(path: str) -> dict[str, dict[str, Any]]:
    """Nodes by their type."""
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', shown(path), re.DOTALL)
    whole = json.loads(block)
    assert whole["@context"] == "https://schema.org"
    return {node["@type"]: node for node in whole["@graph"]}


def test_every_page_says_who_runs_the_site() -> None:
    SiteMarks.objects.create(organiser="甲市中心", hotline="12345", window_address="临筝路66号")
    node = data("/contact/")["GovernmentOrganization"]
    assert node["name"] == "甲市中心"
    assert node["contactPoint"]["telephone"] == "12345"
    assert node["address"]["streetAddress"] == "临筝路66号"
    assert node["url"] == f"{OURS}/"


def test_the_front_page_announces_the_next_reception_day() -> None:
    assert "Event" not in data("/")
    day = ReceptionDayFactory(date=localdate() + timedelta(days=30))
    event = data("/en/")["Event"]
    assert event["startDate"] == day.date.isoformat()
    assert event["url"] == f"{OURS}/en/reception/{day.date}/"
    assert event["location"]["@type"] == "Place"


def test_news_and_notices_are_articles() -> None:
    news(title="新闻甲", intro="一句话。", date=date(2026, 11, 3))
    notice()
    article = data("/news/opened/")["NewsArticle"]
    assert article["headline"] == "新闻甲"
    assert article["datePublished"] == "2026-11-03"
    assert article["mainEntityOfPage"] == f"{OURS}/news/opened/"
    assert "NewsArticle" in data("/notices/plan/")


def test_breadcrumbs_lead_from_the_front_page_to_this_one() -> None:
    news(title="新闻甲")
    items = data("/news/opened/")["BreadcrumbList"]["itemListElement"]
    assert [item["position"] for item in items] == [1, 2, 3]
    assert [item["item"] for item in items] == [f"{OURS}/", f"{OURS}/news/", f"{OURS}/news/opened/"]
    assert items[2]["name"] == "新闻甲"


def test_questions_are_told_with_their_answers() -> None:
    group = {"heading": "预约", "questions": [{"question": "要带证件吗？", "answer": "<p>请带<b>身份证</b>。</p>"}]}
    add(home(), FaqPage(title="常见问题", slug="faq", groups=[("group", group)]))
    (question,) = data("/faq/")["FAQPage"]["mainEntity"]
    assert question["name"] == "要带证件吗？"
    assert question["acceptedAnswer"]["text"] == "请带身份证。"
    assert "<details" in shown("/faq/")


NEEDED = {
    "GovernmentOrganization": {"@id", "name", "url", "logo", "contactPoint"},
    "WebSite": {"name", "url", "inLanguage", "publisher"},
    "Event": {"name", "startDate", "location", "eventStatus", "eventAttendanceMode", "organizer", "url"},
    "BreadcrumbList": {"itemListElement"},
    "NewsArticle": {"headline", "datePublished", "author", "publisher", "mainEntityOfPage", "inLanguage"},
    "FAQPage": {"mainEntity"},
}
"""What schema.org's readers ask of each kind."""


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """The node and everything inside it."""
    if isinstance(node, dict):
        yield node
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from parts(each)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_node_is_whole_and_points_to_something(prefix: str) -> None:
    SiteMarks.objects.create(organiser="甲市中心", hotline="12345", window_address="临筝路66号")
    ReceptionDayFactory(date=localdate() + timedelta(days=30))
    news()
    notice()
    pages = [data(f"{prefix}/"), data("/news/opened/"), data("/notices/plan/"), data(f"{prefix}/contact/")]
    assert {kind for page in pages for kind in page} >= NEEDED.keys() - {"FAQPage"}
    for page in pages:
        known = {node["@id"] for node in page.values() if "@id" in node}
        for node in parts(list(page.values())):
            assert NEEDED.get(node.get("@type", ""), set()) <= node.keys()
            assert all(value not in ("", None) for value in node.values()), node
            assert set(node) != {"@id"} or node["@id"] in known
            for name in node.keys() & {"url", "item", "logo", "mainEntityOfPage"}:
                assert node[name].startswith(f"{OURS}/")


def test_markup_in_a_title_cannot_leave_the_data_block() -> None:
    news(title="</script><script>alert(1)</script> & 甲")
    page = shown("/news/opened/")
    assert "<script>alert" not in page
    assert data("/news/opened/")["NewsArticle"]["headline"] == "</script><script>alert(1)</script> & 甲"


def test_a_shared_page_has_a_title_a_picture_and_one_address() -> None:
    news(title="新闻甲", intro="一句话。", picture=picture("门口的坡道"))
    page = shown("/news/opened/?page=2")
    for mark in (
        f'<link rel="canonical" href="{OURS}/news/opened/">',
        '<meta property="og:type" content="article">',
        '<meta property="og:title" content="新闻甲">',
        '<meta property="og:description" content="一句话。">',
        '<meta property="og:locale" content="zh_CN">',
        '<meta property="og:image:alt" content="门口的坡道">',
    ):
        assert mark in page
    assert f'<meta property="og:title" content="{settings.WAGTAIL_SITE_NAME}">' in shown("/")
    image = re.search(r'og:image" content="([^"]+)"', page)
    assert image
    assert image[1].startswith(f"{OURS}/media/images/")
    assert f'og:image" content="{OURS}/static/img/shared.png"' in shown("/en/")
