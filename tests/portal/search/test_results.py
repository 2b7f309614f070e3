"""The page of results, as a reader meets it."""

import logging
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from wagtail.models import Page

from portal.search.asking import read_question
from portal.search.engines import Shelf
from portal.search.finding import MOST_PAGES, PER_PAGE, ranked
from portal.search.models import Entry, Function, Synonyms
from tests.matters.factories import village
from tests.portal.page_kit import notice
from tests.portal.search.factories import text_page

pytestmark = pytest.mark.django_db


def page_for(text: str, path: str = "/search/", **query: str) -> str:
    response = Client().get(path, {"q": text, **query})
    assert response.status_code == 200
    return response.content.decode()


def titles(text: str) -> list[str]:
    keys, _is_close = ranked(read_question(text), Shelf(("zh", "any")))
    entries = Entry.objects.in_bulk(keys)
    return [entries[key].title for key in keys]


def test_every_page_offers_the_search_without_javascript() -> None:
    assert '<form class="sitesearch" method="get" action="/search/" role="search"' in Client().get("/").content.decode()
    assert 'action="/en/search/"' in Client().get("/en/").content.decode()


def test_a_found_page_is_linked_with_the_words_marked() -> None:
    page = text_page("收费公示", "电梯维修资金怎么用，都在这里。")
    shown = page_for("维修资金")
    assert f'href="{page.url}"' in shown
    assert "<mark>维修资金</mark>" in shown


@pytest.mark.parametrize(("path", "language"), [("/search/", "zh-hans"), ("/en/search/", "en")])
def test_a_notice_is_found_by_its_simple_words(path: str, language: str) -> None:
    notice(language=language, title="Parking plan 停车方案", simple_words="Neighbours 邻居晚上可以停车。")
    assert "/notices/plan/" in page_for("neighbours", path)
    assert "/notices/plan/" in page_for("邻居", path)


def test_text_from_pages_is_escaped() -> None:
    text_page("脚本", "维修 &lt;script&gt;alert(1)&lt;/script&gt; 资金")
    shown = page_for("资金")
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;" in shown


def test_titles_come_before_texts_and_the_very_title_first() -> None:
    text_page("别的事", "这里说到医疗救助")
    text_page("医疗救助办法解读")
    text_page("医疗救助")
    assert titles("医疗救助") == ["医疗救助", "医疗救助办法解读", "别的事"]


def test_synonyms_find_each_other() -> None:
    Synonyms.objects.create(words="垃圾分类 垃圾分拣")
    text_page("垃圾分拣点")
    assert titles("垃圾分类") == ["垃圾分拣点"]


def test_words_of_asking_do_not_hide_the_answer() -> None:
    text_page("医疗救助申请")
    assert titles("请问医疗救助怎么申请") == ["医疗救助申请"]


def test_where_nothing_has_all_words_the_closest_titles_come() -> None:
    text_page("医疗救助办法")
    shown = page_for("医疗救助领取大厅")
    assert "医疗救助" in shown
    assert read_question("医疗救助领取大厅")


def test_a_service_is_offered_first() -> None:
    text_page("预约接访的新闻")
    shown = page_for("我想预约接访")
    assert 0 < shown.index('id="functions"') < shown.index("的新闻")


def test_a_service_whose_page_is_gone_is_not_offered() -> None:
    Function.objects.create(title="跨省通办", words="跨省通办", url_name="nowhere:page")
    assert "跨省通办" not in page_for("跨省").replace('value="跨省"', "")


def test_places_are_a_group_of_their_own() -> None:
    place = village()
    shown = page_for(place.name)
    assert 'id="places"' in shown
    assert place.get_absolute_url() in shown


def test_english_pages_and_services_in_english() -> None:
    text_page("Repair fund", "Who pays for the lift", language="en")
    shown = page_for("repair", "/en/search/")
    assert "Repair" in shown
    assert "Book a reception" in page_for("appointment", "/en/search/")


@pytest.mark.parametrize(
    "text",
    ["水", "a", "水" * 500, "a" * 500, 'AND "OR" NOT (', "*", "NEAR(物业 服务)", "title_words:物", "'; DROP TABLE x",
     "%", "\\", "物业:*", "&|!", "𠮷野家", "\x00物业", "🙂🙂", "<script>", "x" * 5000],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["", "page", "nonsense"])
def test_any_text_is_answered(text: str, kind: str) -> None:
    page_for(text, kind=kind)
    page_for(text, "/en/search/", kind=kind)


def test_a_page_is_dated_by_the_citys_own_day() -> None:
    page = text_page("夜里发布的通知")
    page.first_published_at = datetime(2026, 11, 28, 21, 0, tzinfo=UTC)  # five in the morning of the 29th
    page.save()
    assert Entry.objects.get(page=page).shown_on == page.specific.shown_on == date(2026, 11, 29)


def test_signs_alone_are_answered_too() -> None:
    assert "网页里没有找到" in page_for("%_")


def test_a_single_character_is_found_at_the_end_of_a_word_too() -> None:
    text_page("清理河塘")
    assert titles("塘") == ["清理河塘"]


def test_pages_of_results_end_after_twenty(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [text_page(f"渔业公告{number}") for number in range(PER_PAGE + 2)]
    assert len(pages) == PER_PAGE + 2
    first, second = page_for("渔业公告"), page_for("渔业公告", page="2")
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second
    for odd in ("0", "-1", "x", "999999", str(MOST_PAGES + 1)):
        page_for("渔业公告", page=odd)


def test_the_title_says_what_was_asked_and_which_page_it_is() -> None:
    for number in range(PER_PAGE + 1):
        text_page(f"渔业公告{number}")
    assert "<title>“渔业公告” · 搜索 · 第2页 · " in page_for("渔业公告", page="2")
    assert "<title>“&lt;b&gt;” · Search · " in page_for("<b>", "/en/search/")


def test_a_page_that_closed_without_news_is_not_shown() -> None:
    page = text_page("渔业公告")
    Page.objects.filter(pk=page.pk).update(live=False)
    assert page.url not in page_for("渔业公告")


def test_what_people_search_for_is_neither_kept_nor_logged(page_cache: None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    response = Client().get("/search/", {"q": "离婚调解"})
    assert "no-store" in response["Cache-Control"]
    assert not getattr(response, "is_public_page", False)
    assert "离婚调解" not in "".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_the_number_of_queries_does_not_grow_with_the_results(django_assert_max_num_queries: object) -> None:
    for number in range(12):
        text_page(f"渔业公告{number}", "水面养殖")
    page_for("渔业")
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        page_for("水面养殖")
