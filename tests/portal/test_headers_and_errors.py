"""What browsers are allowed to do, and pages that refuse."""

from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from portal import views

pytestmark = pytest.mark.django_db


def policy(path: str) -> dict[str, str]:
    header = Client().get(path)["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


@pytest.mark.parametrize("path", ["/", "/en/contact/", "/sign-in/", "/nothing-here/"])
def test_pages_of_the_site_run_only_our_scripts_and_styles(path: str) -> None:
    found = policy(path)
    assert found["script-src"] == "'self'"
    assert found["style-src"] == "'self'"
    assert found["object-src"] == "'none'"
    assert found["frame-ancestors"] == "'self'"


def test_only_the_editor_may_run_inline_scripts() -> None:
    assert "'unsafe-inline'" in policy("/cms/")["script-src"]
    assert "'unsafe-inline'" not in policy("/contact/")["script-src"]


@pytest.mark.usefixtures("page_cache")
def test_a_kept_page_has_all_security_headers() -> None:
    Client().get("/")
    kept = Client().get("/")
    for name in (
        "Content-Security-Policy",
        "Permissions-Policy",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "Referrer-Policy",
        "X-Content-Type-Options",
        "X-Frame-Options",
    ):
        assert name in kept, name


def test_no_page_of_the_site_has_inline_script_or_style() -> None:
    for path in ("/", "/contact/", "/who-serves-me/", "/sign-in/"):
        page = Client().get(path).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert "<script>" not in page


@pytest.mark.parametrize(
    ("path", "words"), [("/nothing-here/", "没有这个页面"), ("/en/nothing-here/", "This page does not exist")]
)
def test_a_missing_page_offers_ways_on(path: str, words: str) -> None:
    page = Client().get(path)
    assert page.status_code == 404
    assert words in page.content.decode()
    assert 'name="q"' in page.content.decode()
    assert "tel:12345" in page.content.decode()


@pytest.mark.parametrize(("prefix", "words"), [("", "不能直接打开"), ("/en", "cannot be opened by itself")])
def test_an_address_for_buttons_offers_ways_on_when_it_is_opened(prefix: str, words: str) -> None:
    answer = Client().get(f"{prefix}/look-up/leave/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert words in answer.content.decode()
    assert "tel:12345" in answer.content.decode()
    assert Client().get(f"{prefix}/look-up/leave/", headers={"Accept": "application/json"}).content == b""


def test_a_foreign_form_is_told_what_to_do() -> None:
    page = Client(enforce_csrf_checks=True).post("/sign-in/", {"phone": "13900000000"})
    assert page.status_code == 403
    assert "请返回上一页" in page.content.decode()


def test_an_invalid_host_is_refused_in_both_languages() -> None:
    page = Client(headers={"host": "evil.example"}).get("/")
    assert page.status_code == 400
    assert "这个请求无法处理" in page.content.decode()
    assert "This request cannot be read" in page.content.decode()


def test_the_page_for_our_own_faults_asks_no_database() -> None:
    with CaptureQueriesContext(connection) as captured:
        page = views.server_error(RequestFactory().get("/"))
    assert len(captured) == 0
    assert page.status_code == 500
    assert "网站出了故障" in page.content.decode()
    assert "Something went wrong on our side" in page.content.decode()


def test_a_dead_database_shows_that_page() -> None:
    client = Client(raise_request_exception=False)
    with patch("django.db.backends.utils.CursorWrapper.execute", side_effect=DatabaseError("gone")):
        page = client.get("/contact/")
    assert page.status_code == 500
    assert "网站出了故障" in page.content.decode()


def test_the_page_for_too_many_tries_can_be_shown_by_any_room() -> None:
    from django.shortcuts import render
    from django.utils.timezone import now

    page = render(RequestFactory().get("/"), "429.html", {"retry_at": now()}, status=429)
    assert "以后再试" in page.content.decode()


def test_pictures_are_served_sandboxed_and_nothing_else_of_the_media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    (tmp_path / "images").mkdir()
    for name in ("images/tree.webp", "images/page.html", "secret.webp"):
        (tmp_path / name).write_bytes(b"...")
    answer = Client().get("/media/images/tree.webp")
    assert answer["Content-Type"] == "image/webp"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    for path in ("images/page.html", "images/none.webp", "images/..", "images/../secret.webp", "secret.webp"):
        assert Client().get(f"/media/{path}").status_code == 404
