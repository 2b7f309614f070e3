"""After registering: another time by keyboard and without JavaScript, a reminder answered by link, both languages."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.demo.identities import mobile
from tests.browser.appointments import confirmed, link_sent, look_up
from tests.browser_server import PortalServer


def test_a_reminder_is_answered_by_its_link_on_a_phone(phone_page: Page, portal_server: PortalServer) -> None:
    page, one = phone_page, confirmed(portal_server, 821, is_reminded=True)
    page.goto(link_sent(portal_server, one.phone, "r"))
    expect(page.get_by_role("heading", level=1)).to_have_text("您来吗？")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("button[value=coming]").click()
    expect(page.locator("main")).to_contain_text("我们等您来")
    page.locator("button[value=not_coming]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("您的预约已撤回")
    expect(page.locator("main")).to_contain_text("重新登记")


def test_another_time_by_keyboard_alone(phone_page: Page, portal_server: PortalServer) -> None:
    page, one = phone_page, confirmed(portal_server, 822)
    look_up(page, one)
    page.locator("main a[href*='reschedule']").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/look-up/reschedule/"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    before = page.locator("main .lead").inner_text()
    page.locator("input[name=starts_at]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("label:has(input[name=starts_at]:checked)").inner_text().strip()[:5]
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "submit":
            break
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(chosen)
    assert chosen not in before
    expect(page.locator("body")).to_contain_text("时间已更改")


@pytest.mark.one_engine
def test_another_time_and_an_answer_without_javascript_in_english(
    browser: Browser, portal_server: PortalServer
) -> None:
    one = confirmed(portal_server, 823, language="en", is_reminded=True)
    context = browser.new_context(
        java_script_enabled=False, base_url=portal_server.url, locale="en", viewport={"width": 390, "height": 844}
    )
    try:
        page = context.new_page()
        look_up(page, one, prefix="/en")
        page.locator("main a[href*='reschedule']").click()
        page.locator("input[name=starts_at]").last.check()
        page.locator("main form button.btn-primary").click()
        expect(page.locator("body")).to_contain_text("The time is changed")
        page.goto(f"/en{link_sent(portal_server, one.phone, 'r')}")
        expect(page.locator("main")).to_contain_text("Nothing to answer any more")
    finally:
        context.close()


def test_a_code_by_text_message_opens_what_a_lost_slip_cannot(phone_page: Page, portal_server: PortalServer) -> None:
    page, one = phone_page, confirmed(portal_server, 824)
    seen = len(portal_server.texts_to(mobile(824)))
    page.goto("/look-up/")
    page.locator("main a[href*='/look-up/code/']").click()
    page.locator("[name=number]").fill(one.number)
    page.locator("main form button.btn-primary").click()
    page.locator("[name=code]").fill(portal_server.code_sent_to(mobile(824), after=seen))
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text(one.number)
