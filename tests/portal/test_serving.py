"""What a page costs while pieces are remembered, and that nothing remembered outlives a change."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from portal.models import ArticlePage, SectionPage, TextPage
from tests.portal.page_kit import add, home, news, picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shell_memory")]


def text(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def linked(page: Page, **facts: str) -> TextPage:
    body = f'<p><a linktype="page" id="{page.pk}">看这里</a></p>'
    return add(home(), TextPage(title="指路", slug="pointer", body=body, **facts))


def test_a_page_asks_for_itself_and_for_who_may_see_it_and_nothing_else() -> None:
    block = {"image": picture(), "alternative": "门口的坡道", "caption": ""}
    links = "".join(f'<a linktype="page" id="{page.pk}">{page.title}</a>' for page in Page.objects.filter(depth=3))
    words = [("text", f"<p>{links}</p>")] * 6
    section = add(home(), SectionPage(title="栏目", slug="part"))
    add(section, ArticlePage(title="怎样办", slug="how", body=[*words, ("picture", block)]))
    text("/part/how/")
    with CaptureQueriesContext(connection) as captured:
        text("/part/how/")
    assert len(captured) <= 3
    assert not [query for query in captured if query["sql"].startswith(("INSERT", "UPDATE", "BEGIN IMMEDIATE"))]


def test_a_changed_page_shows_its_new_words_at_once() -> None:
    page = news(title="旧题", body=[("text", "<p>旧文</p>")])
    assert "旧文" in text(page.url)
    page.title, page.body = "新题", [("text", "<p>新文</p>")]
    page.save_revision().publish()
    shown = text(page.url)
    assert "新文" in shown
    assert "新题" in shown
    assert "旧" not in shown.partition("<main")[2]


def test_words_changed_by_another_process_show_at_once_as_well() -> None:
    """Its news does not reach this process; the version of the page does."""
    from django.utils.timezone import now

    page = news(body=[("text", "<p>旧文</p>")])
    assert "旧文" in text(page.url)
    page.body = [("text", "<p>新文</p>")]
    revision = page.save_revision()
    raw = page.body.stream_block.get_prep_value(page.body)
    type(page).objects.filter(pk=page.pk).update(body=raw, live_revision=revision, last_published_at=now())
    assert "新文" in text(page.url)


def test_a_moved_a_closed_and_a_withdrawn_page_are_gone_from_their_address(
    django_capture_on_commit_callbacks: Any,
) -> None:
    page = add(home(), TextPage(title="页", slug="page", body="文"))
    section = add(home(), SectionPage(title="栏目", slug="part"))
    text("/page/")
    with django_capture_on_commit_callbacks(execute=True):
        page.move(section, pos="last-child")
    assert Client().get("/page/").status_code != 200
    text("/part/page/")
    restriction = section.view_restrictions.create(restriction_type="login")
    assert Client().get("/part/page/").status_code == 302
    restriction.delete()
    text("/part/page/")
    Page.objects.filter(pk=page.pk).update(live=False)  # by another process
    assert Client().get("/part/page/").status_code == 404


def test_an_archive_keeps_its_months_apart() -> None:
    news("one", title="十一月的事")
    assert "十一月的事" in text("/news/2026/11/")
    assert "十一月的事" in text("/news/2026/11/")
    assert Client().get("/news/2026/10/").status_code == 404
    assert "<h1" in text("/news/")


def test_addresses_nobody_has_are_not_remembered() -> None:
    from portal import kept

    Client().get("/contact/")
    for number in range(20):
        assert Client().get(f"/nowhere-{number}/").status_code == 404
    assert not [key for key in kept._pieces if key[0] == "way" and "nowhere" in key[-1]]


def test_a_link_to_a_page_that_was_taken_down_is_only_words(django_capture_on_commit_callbacks: Any) -> None:
    page = news(slug="gone")
    linked(page)
    assert 'href="/news/gone/"' in text("/pointer/")
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
    shown = text("/pointer/")
    assert "看这里" in shown
    assert "/news/gone/" not in shown


def test_a_link_leads_to_the_page_in_the_readers_language() -> None:
    contact = Page.objects.get(slug="contact", locale__language_code="zh-hans")
    body = f'<p><a linktype="page" id="{contact.pk}">here</a></p>'
    add(home("en"), TextPage(title="Pointer", slug="pointer", body=body))
    assert 'href="/en/contact/">here' in text("/en/pointer/")


@pytest.mark.usefixtures("page_cache")
def test_a_page_that_is_closed_is_not_served_from_the_cache(django_capture_on_commit_callbacks: Any) -> None:
    page = news()
    text(page.url)
    with django_capture_on_commit_callbacks(execute=True):
        page.view_restrictions.create(restriction_type="login")
    assert Client().get(page.url).status_code == 302
