"""The words of the demo city: complete in both languages, published, and all of it readable."""

import re
from collections import Counter
from html import unescape

import pytest
from django.test import Client
from django.utils.timezone import now
from wagtail.models import Page

from foundation.places.models import Centre, Level
from portal.demo.loading_pictures import FOLDER
from portal.demo.loading_site import load_site
from portal.demo.site_words import blocks, html, texts
from portal.models import CentrePage, NewsPage, NoticePage, PolicyDocumentPage, PortalDocument, PortalImage, StoryPage
from tests.people.factories import city, place_below

KINDS = {NoticePage: 12, NewsPage: 20, PolicyDocumentPage: 8, StoryPage: 4, CentrePage: 3}


@pytest.fixture
def site(db: None) -> int:
    town = place_below(city(), code="329981001000", name="栖霁街道")
    village = place_below(town, code="329981001001", name="漪港社区", level=Level.VILLAGE)
    for place in (city(), town, village):
        Centre.objects.create(place=place, name=f"{place.name}中心", address="临筝路66号", hours="每天", phone="0500-1")
    return load_site(at=now())


def text(path: str) -> str:
    return Client().get(path).content.decode()


def title_of(path: str) -> str:
    found = re.search("<title>(.*?)</title>", text(path))
    assert found, path
    return unescape(found[1])


@pytest.mark.usefixtures("site")
def test_the_site_is_full_in_both_languages() -> None:
    for model, count in KINDS.items():
        for language in ("zh-hans", "en"):
            assert model.objects.live().filter(locale__language_code=language).count() == count, model
    assert Page.find_problems() == ([], [], [], [], [])


def test_every_page_answers_and_leads_to_its_twin(site: int) -> None:
    assert site > 100
    for page in Page.objects.live().filter(depth__gte=2).select_related("locale"):
        answer = Client().get(page.url)
        assert answer.status_code == 200, page.url
        twin = page.get_translations().get()
        assert f'href="{twin.url}" lang=' in answer.content.decode()


@pytest.mark.usefixtures("site")
def test_no_two_pages_of_the_site_map_share_a_title_in_one_language() -> None:
    sections = re.findall(r"<loc>[^<]*?(/sitemap[^<]*)</loc>", text("/sitemap.xml"))
    paths = {path for part in sections for path in re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", text(part))}
    english = {path for path in paths if path.startswith("/en/")}
    assert len(paths) > 100
    for chosen in (paths - english, english):
        counted = Counter(title_of(path) for path in chosen)
        assert [title for title, count in counted.items() if count > 1] == []


@pytest.mark.usefixtures("site")
def test_papers_have_a_file_and_the_withdrawn_one_its_successor() -> None:
    assert PortalDocument.objects.count() == 2 * KINDS[PolicyDocumentPage]
    for paper in PolicyDocumentPage.objects.all():
        assert paper.file.file.read().decode("utf-8-sig").startswith(paper.title)
    old = PolicyDocumentPage.objects.get(slug="reception-rules-2021", locale__language_code="en")
    assert old.replaced_by.slug == "reception-rules"
    assert old.replaced_by.locale == old.locale


@pytest.mark.usefixtures("site")
def test_stories_and_centres_show_a_drawing_told_in_the_language_of_the_page() -> None:
    assert PortalImage.objects.count() == 2 * len(texts("pictures"))
    for page in [*StoryPage.objects.all(), *CentrePage.objects.all(), NewsPage.objects.get(slug="bus-stop", locale=1)]:
        shown = Client().get(page.url).content.decode()
        assert page.picture.alternative_text in shown
        assert ".webp" in shown
        assert page.picture.alternative_text.isascii() is page.url.startswith("/en/")


@pytest.mark.usefixtures("site")
def test_the_front_page_shows_the_newest_picture_of_the_news() -> None:
    for path, language in (("/", "zh"), ("/en/", "en")):
        assert texts("pictures")["service-hall"][language][1] in Client().get(path).content.decode()


def test_a_drawing_is_light_and_stands_beside_its_source() -> None:
    for name in texts("pictures"):
        assert (FOLDER / f"{name}.svg").is_file()
        assert (FOLDER / f"{name}.webp").stat().st_size <= 25_000


def test_loading_again_changes_nothing(site: int) -> None:
    assert site
    assert load_site(at=now()) == 0


def test_every_text_stands_in_both_languages() -> None:
    rows = [row for name in ("notices", "news", "papers", "stories") for row in texts(name)["page"]]
    rows += texts("honours")["row"] + texts("about")["centre"]
    for row in rows:
        assert len(row["zh"]) == len(row["en"])
        assert all(bool(chinese) == bool(english) for chinese, english in zip(row["zh"], row["en"], strict=True))
        assert [kind for kind, _value in blocks(row["zh"][-1])] == [kind for kind, _value in blocks(row["en"][-1])]


def test_a_text_becomes_the_blocks_it_asks_for() -> None:
    text = "甲 <b>\n\n- 一\n- 二\n\n1. 步 | 说\n1. 步二 | 说二\n\n= 时间 | 每天\n\n| 表 | 列一 | 列二\n| 1 | 2"
    made = blocks(text)
    assert [kind for kind, _value in made] == ["text", "steps", "facts", "table"]
    assert made[0][1] == "<p>甲 &lt;b&gt;</p><ul><li>一</li><li>二</li></ul>"
    assert made[3][1]["table"]["rows"] == [{"values": ["1", "2"]}]
    assert html("乙") == "<p>乙</p>"
