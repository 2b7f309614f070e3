"""Whoever looks at a number in full says what for, and the person it belongs to can read it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.appointments import confirmed
from tests.browser.staff_door import come_in
from tests.browser_server import PortalServer

pytestmark = pytest.mark.one_engine


def test_a_look_at_a_phone_is_told_to_whom_it_belongs(page: Page, portal_server: PortalServer) -> None:
    one = confirmed(portal_server, 871)
    come_in(page, "reception_officer", f"/desk/reception/bookings/{one.number}/")
    expect(page.locator("main")).not_to_contain_text(one.phone)
    page.locator("main a[href*='/reveal/']").click()
    page.check("[name=field][value=phone]")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("[name=purpose]")).to_have_attribute("aria-invalid", "true")
    page.fill("[name=purpose]", "来电核对到场时间")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main .notice-success")).to_contain_text(one.phone)

    page.context.clear_cookies()
    seen = len(portal_server.texts_to(one.phone))
    page.goto("/my/")
    page.fill("[name=phone]", one.phone)
    page.locator("main form button.btn-primary").click()
    page.fill("[name=code]", portal_server.code_sent_to(one.phone, after=seen))
    page.locator("main form button.btn-primary").first.click()
    expect(page).to_have_url(re.compile("/my/$"))
    page.locator("main a[href='/my/looked-at/']").click()
    looks = page.locator("main li.card")
    expect(looks).to_have_count(1)
    expect(looks).to_contain_text("来电核对到场时间")
    expect(looks).to_contain_text("电话")
