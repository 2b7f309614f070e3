"""The two doors: a citizen by phone code, staff by password and the authenticator's code."""

import re

import pytest
from playwright.sync_api import Page, expect

from portal.demo.accounts import CITIZENS, PASSWORD
from portal.demo.identities import mobile
from tests.browser.staff_door import sign_in
from tests.browser_server import PortalServer

pytestmark = pytest.mark.one_engine


def ask_for_code(page: Page, phone: str) -> None:
    page.locator("[name=phone]").fill(phone)
    page.locator("main form button.btn-primary").click()
    expect(page.locator("[name=code]")).to_be_visible()


def test_a_citizen_signs_in_sees_their_messages_and_signs_out(phone_page: Page, portal_server: PortalServer) -> None:
    phone = CITIZENS[0].phone
    seen = len(portal_server.texts_to(phone))
    phone_page.goto("/my/")
    expect(phone_page).to_have_url(re.compile("/sign-in/"))
    ask_for_code(phone_page, phone)
    phone_page.locator("[name=code]").fill(portal_server.code_sent_to(phone, after=seen))
    phone_page.locator("main form button.btn-primary").first.click()
    expect(phone_page).to_have_url(re.compile("/my/$"))
    expect(phone_page.locator("main")).to_contain_text(CITIZENS[0].name)
    phone_page.goto("/my/messages/")
    expect(phone_page.get_by_role("heading", level=1)).to_be_visible()
    phone_page.goto("/desk/reception/")
    expect(phone_page.locator("main")).to_contain_text("工作人员")
    phone_page.goto("/sign-out/")
    phone_page.locator("main form button").click()
    phone_page.goto("/my/")
    expect(phone_page).to_have_url(re.compile("/sign-in/"))


def test_a_wrong_code_is_explained_beside_the_field_and_the_right_one_still_works(
    page: Page, portal_server: PortalServer
) -> None:
    phone = mobile(801)
    page.goto("/sign-in/")
    ask_for_code(page, phone)
    right = portal_server.code_sent_to(phone)
    page.locator("[name=code]").fill(f"{(int(right) + 1) % 1_000_000:06d}")
    page.locator("main form button.btn-primary").first.click()
    expect(page.locator("[name=code]")).to_have_attribute("aria-invalid", "true")
    page.locator("[name=code]").fill(right)
    page.locator("main form button.btn-primary").first.click()
    expect(page).not_to_have_url(re.compile("/sign-in/"))


def test_staff_sign_in_with_password_and_authenticator(page: Page) -> None:
    sign_in(page, "reception_officer", "/desk/reception/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_password_alone_opens_no_desk(page: Page) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill("window_clerk")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button.btn-primary").click()
    expect(page.locator("[name=code]")).to_be_visible()
    page.goto("/desk/reception/")
    expect(page).to_have_url(re.compile("/accounts/"))
