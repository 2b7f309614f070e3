"""Ready-made pages: what is kept, for whom, and how it ends."""

import gzip
import logging
from unittest.mock import patch

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from foundation.requests.public_pages import forget_public_pages, mark_as_public, public_page
from portal.middleware import PageCacheMiddleware
from portal.models import HomePage, SiteMarks, TextPage
from portal.page_cache import PageStore, store
from tests.people.factories import PersonFactory
from tests.sign_in import sign_in_citizen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("page_cache")]


def queries(client: Client, path: str, **headers: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path, headers=headers).status_code == 200
    return len(captured)


def test_the_second_reader_costs_no_query() -> None:
    assert queries(Client(), "/") > 0
    assert queries(Client(), "/") == 0


def test_a_kept_page_is_the_same_page_with_the_same_headers() -> None:
    made, kept = Client().get("/"), Client().get("/")
    assert kept.content == made.content
    assert dict(kept.items()) == dict(made.items())


def test_public_pages_hold_no_form_token_and_set_no_cookie() -> None:
    for path in ("/", "/en/", "/accessibility/", "/en/privacy/"):
        page = Client().get(path)
        assert b"csrfmiddlewaretoken" not in page.content
        assert b'method="post"' not in page.content
        assert not page.cookies


def test_each_language_is_kept_apart() -> None:
    chinese, english = Client().get("/"), Client().get("/en/")
    assert 'lang="zh-Hans"' in chinese.content.decode()
    assert '<html lang="en"' in english.content.decode()
    assert Client().get("/").content == chinese.content


@pytest.mark.parametrize(
    ("cookie", "mark"), [("portal_size=large", 'data-size="large"'), ("portal_theme=dark", '"dark"')]
)
def test_each_way_of_reading_is_kept_apart(cookie: str, mark: str) -> None:
    plain = Client().get("/").content.decode()
    chosen = Client(headers={"cookie": cookie}).get("/").content.decode()
    assert mark in chosen
    assert mark not in plain
    assert queries(Client(headers={"cookie": cookie}), "/") == 0


def test_an_unknown_preference_is_the_plain_page() -> None:
    Client().get("/")
    assert queries(Client(headers={"cookie": "portal_size=9999; portal_theme=pink"}), "/") == 0


def test_signed_in_readers_get_their_own_page_and_nobody_keeps_it() -> None:
    Client().get("/")
    client = sign_in_citizen(Client(), PersonFactory(with_account=True))
    page = client.get("/")
    assert "退出" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    assert "退出" not in Client().get("/").content.decode()


def test_a_signed_in_readers_page_is_not_kept_for_others() -> None:
    sign_in_citizen(Client(), PersonFactory(with_account=True)).get("/")
    assert queries(Client(), "/") > 0


def test_a_form_page_is_never_kept() -> None:
    first, second = Client().get("/sign-in/"), Client().get("/sign-in/")
    assert first.cookies["csrftoken"].value != second.cookies["csrftoken"].value


def test_an_error_is_not_kept() -> None:
    assert Client().get("/not-there/").status_code == 404
    page = TextPage(title="有了", slug="not-there", body="有了", locale=Locale.objects.get(language_code="zh-hans"))
    HomePage.objects.get(slug="home").add_child(instance=page)
    assert Client().get("/not-there/").status_code == 200


def test_made_up_parameters_are_answered_but_not_kept() -> None:
    assert queries(Client(), "/?x=1") > 0
    assert queries(Client(), "/?x=1") > 0


def test_a_view_names_the_parameters_it_depends_on() -> None:
    @public_page(query=["page"])
    def listing(request: HttpRequest) -> HttpResponse:
        made.append(request.GET.get("page", ""))
        return HttpResponse("list")

    made: list[str] = []
    answer = PageCacheMiddleware(listing)
    for address in ("/l/?page=1", "/l/?page=1", "/l/?page=2", "/l/?page=2&x=1", "/l/?page=2&x=1"):
        answer(RequestFactory().get(address))
    assert made == ["1", "2", "2", "2"]


def test_a_page_that_sets_a_cookie_is_not_kept() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        made.append(1)
        response = mark_as_public(HttpResponse("hello"))
        response.set_cookie("a", "b")
        return response

    made: list[int] = []
    answer = PageCacheMiddleware(view)
    answer(RequestFactory().get("/c/"))
    answer(RequestFactory().get("/c/"))
    assert len(made) == 2


def test_a_message_waiting_in_a_cookie_reaches_its_reader() -> None:
    Client().get("/")
    assert queries(Client(headers={"cookie": "messages=x"}), "/") > 0


def test_head_is_answered_from_a_kept_page() -> None:
    Client().get("/")
    with CaptureQueriesContext(connection) as captured:
        assert Client().head("/").status_code == 200
    assert len(captured) == 0


def test_browsers_that_have_the_page_are_told_so() -> None:
    page = Client().get("/")
    again = Client().get("/", headers={"if-none-match": page["ETag"]})
    assert again.status_code == 304
    assert not again.content
    assert again["ETag"] == page["ETag"]
    assert page["Cache-Control"] == "no-cache"
    assert {"Cookie", "Accept-Encoding"} <= set(page["Vary"].split(", "))


def test_a_page_is_kept_compressed_for_those_who_take_it() -> None:
    plain, packed = Client().get("/"), Client().get("/", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] != plain["ETag"]


def test_publishing_forgets_all_pages(django_capture_on_commit_callbacks: object) -> None:
    Client().get("/contact/")
    page = TextPage.objects.get(slug="contact", locale__language_code="zh-hans")
    page.title = "新的标题"
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        page.save_revision().publish()
    assert "新的标题" in Client().get("/contact/").content.decode()


def test_unpublishing_forgets_all_pages(django_capture_on_commit_callbacks: object) -> None:
    Client().get("/contact/")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        TextPage.objects.get(slug="contact", locale__language_code="zh-hans").unpublish()
    assert Client().get("/contact/").status_code == 404


def test_a_room_can_say_that_something_public_changed(django_capture_on_commit_callbacks: object) -> None:
    Client().get("/")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        forget_public_pages()
    assert queries(Client(), "/") > 0


def test_the_marks_of_the_site_change_on_kept_pages_too(
    shell_memory: None, django_capture_on_commit_callbacks: object
) -> None:
    Client().get("/")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        marks = SiteMarks.load()
        marks.icp_number = "备案号九"
        marks.save()
    assert "备案号九" in Client().get("/").content.decode()


def test_a_page_made_from_old_data_while_others_forget_is_never_served() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        made.append(1)
        if len(made) == 1:
            store.forget_all()  # somebody publishes while this page is being made
        return mark_as_public(HttpResponse(str(len(made))))

    made: list[int] = []
    answer = PageCacheMiddleware(view)
    assert answer(RequestFactory().get("/r/")).content == b"1"
    assert answer(RequestFactory().get("/r/")).content == b"2"
    assert answer(RequestFactory().get("/r/")).content == b"2"


def test_pages_are_served_while_the_cache_is_down(caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.WARNING, logger="portal.page_cache"),
        patch.object(caches["pages"], "get_many", side_effect=ConnectionError("no redis")) as asked,
    ):
        for _ in range(3):
            assert Client().get("/").status_code == 200
    assert asked.call_count == 1  # one wait, then a rest
    assert len(caplog.records) == 1


def test_a_redis_that_does_not_answer_stops_nobody() -> None:
    dead = RedisCache("redis://127.0.0.1:1", {"OPTIONS": {"socket_connect_timeout": 0.5}})
    with patch.object(PageStore, "cache", dead):
        assert Client().get("/").status_code == 200
        store.forget_all()  # an editor publishes meanwhile
        assert Client().get("/contact/").status_code == 200


@pytest.mark.parametrize("status", [302, 404, 503])
def test_only_a_page_is_kept_not_a_refusal_or_a_detour(status: int) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        made.append(1)
        return mark_as_public(HttpResponse("x", status=status))

    made: list[int] = []
    answer = PageCacheMiddleware(view)
    assert answer(RequestFactory().get("/s/")).status_code == status
    assert answer(RequestFactory().get("/s/")).status_code == status
    assert len(made) == 2
