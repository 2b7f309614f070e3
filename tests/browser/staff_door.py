"""The staff's door in a browser: password, then the authenticator's code."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from portal.demo.accounts import PASSWORD, current_code

SESSION = "sessionid"
kept: dict[str, list[Any]] = {}  # of the one server that all journeys share


def come_in(page: Page, username: str, to: str) -> None:
    """Signed in since an earlier journey, as staff are for a day: the authenticator opens a door only every 30 s."""
    page.context.clear_cookies(name=SESSION)
    page.context.add_cookies(kept.get(username, []))
    page.goto(to)
    if "/accounts/login/" in page.url:
        sign_in(page, username, to)
        kept[username] = [each for each in page.context.cookies() if each["name"] == SESSION]


def sign_in(page: Page, username: str, to: str) -> None:
    """As a person does it: a code that ran out while it was typed, or was used before, is followed by the next one."""
    page.goto(to)
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button.btn-primary").click()
    if refused := not type_code(page, current_code()):
        page.locator("[name=code][aria-invalid=true]").wait_for()
        refused = not type_code(page, next_code(page))
    assert not refused, page.url
    expect(page).to_have_url(re.compile(f"{re.escape(to)}$"))
    page.wait_for_load_state("load")  # shortcuts are a script


def type_code(page: Page, code: str) -> bool:
    """True when the door opened."""
    page.locator("[name=code]").fill(code)
    with page.expect_navigation():
        page.locator("main form button.btn-primary").click()
    return "/accounts/2fa/" not in page.url


def next_code(page: Page) -> str:
    shown = current_code()
    while current_code() == shown:  # at most 30 s, the step of the authenticator
        page.wait_for_timeout(250)
    return current_code()
