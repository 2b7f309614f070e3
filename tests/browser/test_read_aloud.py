"""The page reads itself aloud: only where the device has a voice for its language. The voice here is a stand-in."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_server import PortalServer

pytestmark = pytest.mark.one_engine

NOTICE = "/notices/parking-plan/"
# Headless Chromium has no voice. This one says a piece when the test lets it, and keeps what it said.
VOICE = """
window.heard = [];
let current = null;
const voices = [{lang: "zh-CN", name: "stand-in", localService: true}];
class Utterance extends EventTarget { constructor(text) { super(); this.text = text; } }
Object.defineProperty(window, "SpeechSynthesisUtterance", {value: Utterance});
Object.defineProperty(window, "speechSynthesis", {value: Object.assign(new EventTarget(), {
  getVoices: () => voices,
  speak: (utterance) => { current = utterance; window.heard.push([utterance.lang, utterance.text]); },
  cancel: () => { const stopped = current; current = null; stopped?.dispatchEvent(new Event("error")); },
})});
window.saidIt = () => { const done = current; current = null; done.dispatchEvent(new Event("end")); };
"""


def heard(page: Page) -> list[list[str]]:
    found: list[list[str]] = page.evaluate("window.heard")
    return found


def test_a_notice_is_read_in_order_paused_gone_on_with_and_stopped_by_keyboard(phone_page: Page) -> None:
    page = phone_page
    page.add_init_script(VOICE)
    page.goto(NOTICE)
    play = page.locator("[data-play]")
    expect(play).to_have_text("朗读本页")
    assert page.evaluate("document.querySelector('[data-play]').offsetHeight") >= 44
    play.focus()
    page.keyboard.press("Enter")
    expect(play).to_have_text("暂停")
    assert heard(page) == [["zh-CN", page.locator("h1").inner_text()]]
    expect(page.locator("h1")).to_have_class("is-read")
    page.evaluate("window.saidIt()")
    expect(page.locator("h1")).not_to_have_class("is-read")
    second = heard(page)[-1]
    page.keyboard.press("Enter")
    expect(play).to_have_text("继续朗读")
    page.keyboard.press("Enter")
    assert heard(page)[-1] == second  # the piece that was cut off is said again
    page.keyboard.press("Escape")
    expect(play).to_have_text("朗读本页")
    expect(page.locator(".is-read")).to_have_count(0)
    assert "一看就懂" in page.locator("article").inner_text()


def test_the_whole_notice_is_said_and_buttons_are_not(page: Page) -> None:
    page.add_init_script(VOICE)
    page.goto(NOTICE)
    page.locator("[data-play]").click()
    for _piece in range(80):
        if page.locator("[data-state=idle]").count():
            break
        page.evaluate("window.saidIt()")
    expect(page.locator("[data-said]")).to_have_text("本页读完了")
    said = " ".join(text for _language, text in heard(page))
    assert "想在路边画 46 个晚上可以停的车位" in said
    assert "意见汇总后在本栏公布" in said
    assert "朗读本页" not in said
    assert all(len(text) <= 160 for _language, text in heard(page))


@pytest.mark.parametrize("path", ["/en/notices/parking-plan/", NOTICE])
def test_without_a_voice_for_the_language_nothing_shows(page: Page, path: str) -> None:
    if path.startswith("/en/"):
        page.add_init_script(VOICE)  # it speaks Chinese alone
    page.goto(path)
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-read-aloud]")).to_be_hidden()


def test_without_javascript_nothing_shows(browser: Browser, portal_server: PortalServer) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=portal_server.url)
    try:
        page = context.new_page()
        page.goto(NOTICE)
        expect(page.locator("[data-read-aloud]")).to_be_hidden()
    finally:
        context.close()
