"""What every page carries: languages, ways of reading, the three channels, the marks, the navigation."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale, Site

from portal.display import SIZES, THEMES
from portal.models import HomePage, SiteMarks, TextPage
from portal.navigation import MAIN, main_links

pytestmark = pytest.mark.django_db


def text(path: str, **cookies: str) -> str:
    client = Client()
    for name, value in cookies.items():
        client.cookies[name] = value
    return client.get(path).content.decode()


@pytest.mark.parametrize("path", ["/contact/", "/en/contact/"])
def test_search_engines_learn_both_languages_and_the_one_for_everybody_else(path: str, settings: object) -> None:
    settings.PORTAL_URL = "https://portal.example"  # type: ignore[attr-defined]
    told = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', text(path)))
    assert told == {
        "zh-Hans": "https://portal.example/contact/",
        "en": "https://portal.example/en/contact/",
        "x-default": "https://portal.example/contact/",
    }


def test_both_front_pages_are_there_and_wagtails_welcome_is_gone() -> None:
    assert "有话要说，我们在听" in text("/")
    assert "We are listening" in text("/en/")
    chinese, english = HomePage.objects.order_by("path")
    assert chinese.translation_key == english.translation_key
    assert Site.objects.get().root_page_id == chinese.pk
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"zh-hans", "en"}


def test_the_tree_of_pages_is_sound() -> None:
    assert HomePage.find_problems() == ([], [], [], [], [])


def test_every_text_page_has_its_translation() -> None:
    for page in TextPage.objects.all():
        assert page.get_translations().count() == 1
        assert Client().get(page.url).status_code == 200


@pytest.mark.parametrize(
    ("path", "other"), [("/", "/en/"), ("/en/", "/"), ("/contact/", "/en/contact/"), ("/en/privacy/", "/privacy/")]
)
def test_the_language_switch_leads_to_the_same_page(path: str, other: str) -> None:
    assert f'<a href="{other}" lang=' in text(path)


def test_a_page_without_translation_switches_to_the_other_front_page() -> None:
    TextPage.objects.get(slug="contact", locale__language_code="en").unpublish()
    assert '<a href="/en/" lang="en"' in text("/contact/")


def test_a_restricted_front_page_is_left_to_wagtail() -> None:
    HomePage.objects.get(slug="home").view_restrictions.create(restriction_type="login")
    assert Client().get("/").status_code == 302


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_entry_of_the_navigation_exists(language: str) -> None:
    with translation.override(language):
        links = main_links("/")
    assert len(links) == len(MAIN)
    for link in links:
        assert Client().get(link.url).status_code in (200, 302)


def test_the_navigation_says_where_you_are() -> None:
    assert '<a href="/" aria-current="page">首页</a>' in text("/")
    assert '<a href="/who-serves-me/" aria-current="page">' in text("/who-serves-me/")


@pytest.mark.parametrize("size", ["large", "larger"])
def test_in_large_print_the_menu_of_a_phone_folds_without_a_script(size: str) -> None:
    client = Client()
    assert "<details" not in client.get("/").content.decode()
    client.get(f"/display/?size={size}")
    page = client.get("/").content.decode()
    folded = page[page.index('<details class="folded only-phone">') : page.index("</details>")]
    assert "栏目菜单" in folded
    assert '<a href="/" aria-current="page">首页</a>' in folded


def test_the_three_channels_and_the_emergency_numbers_are_on_every_page() -> None:
    for path in ("/", "/contact/", "/nothing-here/"):
        page = text(path)
        for number in ("12345", "110", "119", "120", "122"):
            assert f'href="tel:{number}"' in page


def test_the_marks_of_a_government_site_are_settings() -> None:
    SiteMarks.objects.create(
        name="甲市平台", organiser="甲市委政法委", identification_code="3299810001", icp_number="甲ICP备1号",
        police_number="甲公网安备32998102000001号", report_error_url="https://errors.example/report",
    )  # fmt: skip
    page = text("/contact/")
    assert "<title>联系我们与网站纠错 · 甲市平台</title>" in page
    assert "网站标识码 3299810001" in page
    assert "https://beian.miit.gov.cn/" in page
    assert "code=32998102000001" in page
    assert 'href="https://errors.example/report"' in page
    assert 'href="/accessibility/"' in page
    assert "甲市平台" in text("/en/contact/")  # no English name given: the Chinese one stands in


def test_mourning_grey_is_one_switch() -> None:
    assert "data-tone" not in text("/")
    marks = SiteMarks.load()
    marks.is_mourning = True
    marks.save()
    assert 'data-tone="mourning"' in text("/")


@pytest.mark.parametrize("size", ["large", "larger"])
def test_large_print_is_a_cookie(size: str) -> None:
    assert f'data-size="{size}"' in text("/", portal_size=size)
    assert "data-size" not in text("/")


def test_display_links_set_the_cookie_and_lead_back() -> None:
    client = Client()
    answer = client.get("/display/", {"size": "large", "theme": "dark", "next": "/en/contact/"})
    assert (answer.status_code, answer["Location"]) == (302, "/en/contact/")
    assert answer.cookies["portal_size"]["httponly"]
    page = client.get("/en/contact/").content.decode()
    assert 'data-bs-theme="dark" data-size="large"' in page
    assert set(SIZES) == {"normal", "large", "larger"}
    assert set(THEMES) == {"auto", "light", "dark"}


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_display_never_leads_away(target: str) -> None:
    answer = Client().get("/display/", {"theme": "dark", "next": target})
    assert answer["Location"] == "/"


def test_display_ignores_unknown_values() -> None:
    assert not Client().get("/display/", {"theme": "<b>", "size": "9"}).cookies


def test_robots_and_favicon() -> None:
    assert "Disallow: /my/" in Client().get("/robots.txt").content.decode()
    assert Client().get("/favicon.ico").status_code == 302


def test_wagtails_own_doors_lead_to_ours() -> None:
    for path in ("/cms/login/", "/_util/login/", "/en/_util/login/"):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert reverse("account_login") in answer["Location"]
        assert Client().post(path, {"username": "a", "password": "b"}).status_code == 302
