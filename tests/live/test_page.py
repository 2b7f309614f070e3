"""static/js/live.js in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.server.portal_process import Portal

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

WITHOUT_WEBSOCKETS = """
window.WebSocket = class extends EventTarget {
  constructor() {
    super();
    window.tried = (window.tried ?? 0) + 1;
    setTimeout(() => this.dispatchEvent(new Event("close")), 1);
  }
};
"""
KEEPING_THE_WEBSOCKET = """
const Real = WebSocket;
window.WebSocket = class extends Real {
  constructor(...address) {
    super(...address);
    window.live = this;
  }
};
"""


def news_arrives(page: Page, portal: Portal) -> None:
    """The connection takes a moment; what is published before it stands is not repeated."""
    for _ in range(30):
        portal.get("/test-publish/")
        page.wait_for_timeout(500)
        if page.get_by_text("number 1").count():
            return
    raise AssertionError("no news arrived")


def test_news_becomes_an_event_on_the_element_that_asked(page, portal):
    page.goto(f"http://127.0.0.1:{portal.port}/test-news/")
    news_arrives(page, portal)
    expect(page.locator("ol > li").first).to_have_text("number 1")


def test_a_lost_connection_comes_back_and_says_that_something_was_missed(page, portal):
    page.add_init_script(KEEPING_THE_WEBSOCKET)
    page.goto(f"http://127.0.0.1:{portal.port}/test-news/")
    news_arrives(page, portal)
    page.evaluate("window.live.close()")
    expect(page.get_by_text("missed")).to_be_visible(timeout=10_000)
    news_arrives(page, portal)


def test_where_websockets_are_blocked_news_comes_as_events(page, portal):
    page.add_init_script(WITHOUT_WEBSOCKETS)
    page.goto(f"http://127.0.0.1:{portal.port}/test-news/")
    news_arrives(page, portal)
    assert page.evaluate("window.tried") == 3
