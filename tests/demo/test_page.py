"""The page with the sign-ins: only in a demo, in both languages, with the codes of this moment."""

import pytest

from foundation.notifications.providers import FileSMSProvider
from portal.demo.accounts import PASSWORD, STAFF, current_code

pytestmark = pytest.mark.django_db


def test_there_is_no_such_page_outside_a_demo(client, settings):
    settings.DEMO = False
    assert client.get("/demo/").status_code == 404
    assert client.get("/en/demo/").status_code == 404


def test_it_lists_every_sign_in_and_is_not_kept(client, settings):
    settings.DEMO = True
    page = client.get("/demo/")
    text = page.content.decode()
    assert all(sign_in.username in text for sign_in in STAFF)
    assert PASSWORD in text
    assert current_code() in text
    assert "no-store" in page["Cache-Control"]


def test_it_says_when_the_city_is_not_loaded(client, settings):
    settings.DEMO = True
    assert "load_demo" in client.get("/demo/").content.decode()


def test_it_shows_the_latest_texts_first(client, settings):
    settings.DEMO = True
    for n in range(15):
        FileSMSProvider().send("13800130001", f"message {n:02}")
    text = client.get("/demo/").content.decode()
    assert text.index("message 14") < text.index("message 04")
    assert "message 01" not in text


@pytest.mark.parametrize(("path", "words"), [("/demo/", "演示账号"), ("/en/demo/", "Demo sign-ins")])
def test_it_speaks_both_languages(client, settings, path, words):
    settings.DEMO = True
    assert words in client.get(path).content.decode()
