"""Every kind of page, served in both languages, kept for anonymous readers, and safe whatever is typed into it."""

import json
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.timezone import localdate
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page

from foundation.places.models import Centre, CentreFunction, Window, Zone
from portal import models
from portal.models import (
    ArticlePage,
    CentrePage,
    FaqPage,
    HonoursPage,
    OrganisationChartPage,
    SectionPage,
    StoryIndexPage,
    StoryPage,
    TextPage,
)
from portal.pages.menus import in_main_navigation
from portal.pages.notices import NoticeKind
from portal.templatetags.picture_tags import picture_in_widths
from tests.people.factories import city
from tests.portal.page_kit import WORDS, add, home, library, news, news_list, notice, notice_list, paper, picture

pytestmark = pytest.mark.django_db

LANGUAGES = ["zh-hans", "en"]
BUTTON = {"label": "预约接访", "destination": "reception_days:days"}


def text(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def centre() -> Centre:
    found = Centre.objects.create(
        place=city(), name="市中心", name_en="City centre", address="临筝路66号", hours="每天", phone="0500-1"
    )
    Zone.objects.create(centre=found, number=1, name="窗口接待区")
    Zone.objects.create(centre=found, number=2, name="联动指挥区", is_public=False)
    Window.objects.create(centre=found, number=1, name="综合受理")
    CentreFunction.objects.create(centre=found, number=1, name="信访受理", entry_path="/reception/")
    return found


def one_of_each(language: str) -> list[Page]:
    front = home(language)
    section = add(front, SectionPage(title="了解我们", slug="about", intro="我们是谁"))
    stories = add(section, StoryIndexPage(title="故事", slug="stories"))
    rows = {"title": "先进集体", "level": "provincial", "year": 2024, "holder": "市中心", "note": ""}
    group = {"heading": "预约", "questions": [{"question": "要带证件吗？", "answer": "<p>请带身份证。</p>"}]}
    part = {"name": "党政领导", "text": "定方向", "units": [{"name": "市委", "duty": "统一领导"}], "links": [BUTTON]}
    return [
        section, stories,
        add(section, ArticlePage(title="怎样办", slug="how", body=WORDS)),
        add(section, HonoursPage(title="荣誉", slug="honours", honours=[("honour", rows)])),
        add(section, FaqPage(title="常见问题", slug="faq", groups=[("group", group)])),
        add(section, OrganisationChartPage(title="机制", slug="chart", chart=[("part", part)], body=WORDS)),
        add(section, CentrePage(title="市中心", slug="centre", centre=Centre.objects.first(), on_foot="从桥头走。")),
        add(stories, StoryPage(title="一盏灯", slug="lamp", body=WORDS, place_name="漪港村", picture=picture())),
        news(language=language, source="市中心", picture=picture()),
        notice(language=language, simple_words="说说停车的事。"),
        paper(language=language),
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "heading"), [("zh-hans", "一看就懂"), ("en", "In simple words")])
def test_a_notice_says_the_same_in_simple_words_under_a_heading(language: str, heading: str) -> None:
    shown = text(notice(language=language, simple_words="说说停车的事。").url)
    assert f'<h2 id="simple-words" class="h3">{heading}</h2><p>说说停车的事。</p>' in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_page_is_served(language: str) -> None:
    centre()
    made = one_of_each(language)
    kinds = {type(page) for page in made} | {type(page.specific) for page in Page.objects.filter(depth__gte=2)}
    assert kinds == {kind for kind in vars(models).values() if isinstance(kind, type) and issubclass(kind, Page)}
    for page in [*made, home(language), news_list(language), notice_list(language), library(language)]:
        shown = text(page.url)
        assert "<h1" in shown
        assert " style=" not in shown
        assert "<script>" not in shown
        assert page.title in shown
        with translation.override(language):
            assert page.url.startswith("/en/") == (language == "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_page_can_be_previewed(language: str) -> None:
    centre()
    for page in one_of_each(language):
        with translation.override(language):
            assert page.make_preview_request().status_code == 200


@pytest.mark.usefixtures("page_cache")
def test_the_second_reader_of_any_page_costs_no_query() -> None:
    centre()
    for page in one_of_each("zh-hans"):
        text(page.url)
        with CaptureQueriesContext(connection) as captured:
            text(page.url)
        assert len(captured) == 0, page


def queries(path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        text(path)
    return len(captured)


def test_lists_cost_the_same_however_long_they_are() -> None:
    front = home()
    section = add(front, SectionPage(title="了解我们", slug="about"))
    stories = add(front, StoryIndexPage(title="故事", slug="stories"))
    paths = ["/", "/news/", "/notices/", "/library/", "/stories/", "/about/", "/site-map/", "/news/2026/"]

    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            news(f"n{number}", date=date(2026, 1 + number, 1))
            notice(f"n{number}", ends_on=localdate() + timedelta(days=number))
            paper(f"p{number}")
            add(stories, StoryPage(title=f"故事{number}", slug=f"s{number}", body=WORDS))
            add(section, ArticlePage(title=f"文章{number}", slug=f"a{number}", body=WORDS))

    fill(0, 2)
    for path in paths:
        text(path)  # what the process remembers for good, content types for one
    before = {path: queries(path) for path in paths}
    fill(2, 8)
    assert {path: queries(path) for path in paths} == before
    assert max(before.values()) <= 25


def test_news_are_listed_newest_first_and_found_in_the_archive() -> None:
    news("old", title="旧闻", date=date(2025, 3, 4))
    news("new", title="新闻甲", date=date(2026, 11, 3))
    shown = text("/news/")
    assert shown.index("新闻甲") < shown.index("旧闻")
    assert 'href="/news/2025/03/"' in shown
    assert "旧闻" in text("/news/2025/03/")
    assert " · 2025年3月 · " in text("/news/2025/03/")
    assert "新闻甲" not in text("/news/2025/")
    for path in ("/news/2024/", "/news/2025/04/", "/news/2025/13/", "/news/2025/03/04/"):
        assert Client().get(path).status_code == 404


def test_a_long_list_is_paged_and_an_odd_number_is_not_found() -> None:
    for number in range(21):
        news(f"n{number}", title=f"第{number}条")
    assert 'href="?page=2"' in text("/news/")
    assert "第0条" in text("/news/?page=2")
    for odd in ("3", "0", "-1", "02", "x", "2&page=2", "999999999999"):
        assert Client().get(f"/news/?page={odd}").status_code == 404


def test_every_further_page_of_a_list_has_a_title_of_its_own() -> None:
    stories = add(home(), StoryIndexPage(title="故事", slug="stories"))
    for number in range(21):
        add(stories, StoryPage(title=f"第{number}个", slug=f"s{number}", body=WORDS))
        paper(f"p{number}")
    assert "<title>故事 · " in text("/stories/")
    assert "<title>故事 · 第2页 · " in text("/stories/?page=2")
    assert " · 第2页 · " in text("/library/?page=2")


def test_a_small_picture_is_offered_once_in_its_own_width() -> None:
    def widths(asked: str) -> list[str]:
        return re.findall(r" (\d+)w", str(picture_in_widths(small, asked, sizes="100vw")))

    small = picture()
    assert small.width == 640
    assert widths("320,480") == ["320", "480"]
    assert widths("320,960,1440") == ["320", "640"]
    assert "sizes" not in str(picture_in_widths(small, "960,1440", sizes="100vw"))


@pytest.mark.parametrize(
    ("begins", "ends", "kind", "words"),
    [
        (-3, 4, NoticeKind.COMMENTS, "open for comments until"),
        (-3, 4, NoticeKind.DISPLAY, "on display until"),
        (2, 4, NoticeKind.COMMENTS, "begins on"),
        (-9, -1, NoticeKind.DISPLAY, "ended on"),
        (-9, 0, NoticeKind.COMMENTS, "open for comments until"),
    ],
)
def test_a_notice_says_whether_its_period_runs(begins: int, ends: int, kind: str, words: str) -> None:
    today = localdate()
    notice(language="en", kind=kind, begins_on=today + timedelta(begins), ends_on=today + timedelta(ends))
    assert words in text("/en/notices/plan/")
    assert ("Say what you think" in text("/en/notices/plan/")) == words.startswith("open")
    assert ("Running now" in text("/en/notices/")) == (ends >= 0)


def test_a_period_ends_after_it_begins_and_comments_have_an_end() -> None:
    with pytest.raises(ValidationError, match="ends_on"):
        notice(begins_on=date(2026, 11, 9), ends_on=date(2026, 11, 8))
    with pytest.raises(ValidationError, match="ends_on"):
        notice(kind=NoticeKind.COMMENTS)


def test_a_withdrawn_paper_says_so_and_leads_to_its_successor() -> None:
    successor = paper("new")
    paper("old", state="withdrawn", withdrawn_on=date(2026, 1, 5), replaced_by=successor)
    shown = text("/library/old/")
    assert "已废止" in shown
    assert 'href="/library/new/"' in shown
    with pytest.raises(ValidationError, match="state"):
        paper("wrong", replaced_by=successor)


def test_a_centre_shows_public_zones_windows_and_the_way() -> None:
    add(
        home(),
        CentrePage(title="市中心", slug="centre", centre=centre(), on_foot="从桥头向东走。", by_bus="3路到临筝路口。"),
    )
    shown = text("/centre/")
    for words in ("窗口接待区", "综合受理", "从桥头向东走。", "3路到临筝路口。", 'href="/reception/"'):
        assert words in shown
    assert "联动指挥区" not in shown


def test_a_page_whose_centre_was_removed_stays_readable() -> None:
    add(home(), CentrePage(title="市中心", slug="centre", centre=centre()))
    Centre.objects.all().delete()
    assert "12345" in text("/centre/")


def test_a_page_nobody_translated_shows_its_own_words_and_says_so() -> None:
    page = news(title="只有中文")
    page.copy_for_translation(Locale.objects.get(language_code="en"), alias=True)
    shown = text("/en/news/opened/")
    assert '<article class="words" lang="zh-Hans">' in shown
    assert "This page is not translated yet" in shown
    assert 'href="/en/news/opened/" lang="zh-Hans">只有中文' in text("/en/news/")


def test_only_known_marks_survive_in_rich_text() -> None:
    dirty = (
        '<p onclick="x()">好<script>alert(1)</script><style>p{}</style></p><p class="MsoNormal"><o:p>词</o:p></p>'
        '<p><a href="javascript:alert(1)">链</a></p><h2>题</h2>'
    )
    page = add(home(), TextPage(title="脏", slug="dirty", body=dirty))
    for bad in ("<script", "onclick", "javascript:", "Mso", "<style", "o:p"):
        assert bad not in page.body
    for good in ("好", "词", "链", "<h2"):
        assert good in page.body


def test_a_picture_without_alternative_text_is_refused() -> None:
    with pytest.raises(ValidationError, match="picture"):
        news(picture=picture(alternative_text=""))


def test_a_moved_or_renamed_page_leaves_a_redirect(django_capture_on_commit_callbacks: object) -> None:
    page = add(home(), TextPage(title="老地方", slug="old-place", body="文"))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        page.slug = "new-place"
        page.save_revision().publish()
    assert Redirect.objects.filter(old_path="/old-place").exists()
    assert Client().get("/old-place/")["Location"] == "/new-place/"
    section = add(home(), SectionPage(title="栏目", slug="part"))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        TextPage.objects.get(pk=page.pk).move(section, pos="last-child")
    assert Client().get("/new-place/")["Location"] == "/part/new-place/"


def test_two_pages_beside_each_other_never_share_an_address() -> None:
    news()
    with pytest.raises(ValidationError, match="slug"):
        news()


def test_the_navigation_and_the_foot_follow_the_pages() -> None:
    assert '<a href="/notices/">公示公告</a>' in text("/")
    assert 'href="/site-map/"' in text("/contact/")
    page = add(home(), SectionPage(title="了解我们", slug="about", show_in_menus=True))
    assert in_main_navigation("zh-hans")[-1].title == "了解我们"
    assert '<a href="/about/" aria-current="page">' in text("/about/")
    page.unpublish()
    assert "/about/" not in text("/")


def test_the_site_map_lists_parts_but_not_each_piece_of_news() -> None:
    section = add(home(), SectionPage(title="了解我们", slug="about"))
    add(section, ArticlePage(title="怎样办", slug="how", body=WORDS))
    news(title="某条新闻")
    shown = text("/site-map/")
    for words in ("了解我们", "怎样办", "工作动态", 'href="/reception/"'):
        assert words in shown
    assert "某条新闻" not in shown


def test_a_restricted_page_is_in_no_list_for_the_public() -> None:
    page = news(title="内部消息")
    page.view_restrictions.create(restriction_type="login")
    assert "内部消息" not in text("/")


def test_the_front_page_shows_the_latest_notices_and_news() -> None:
    notice(title="停车方案征求意见")
    news(title="新闻甲")
    shown = text("/")
    assert "停车方案征求意见" in shown
    assert "新闻甲" in shown
    assert 'href="/notices/"' in shown
    assert "停车方案" not in text("/en/")


def test_the_three_forces_stand_on_the_front_page() -> None:
    for words in ("指挥力量", "专门力量", "社会力量"):
        assert words in text("/")
    assert json.dumps(home("en").body.get_prep_value()).count('"kind"') == 3
