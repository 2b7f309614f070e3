"""People of casework at one browser: who is signed in, and what several journeys do the same way."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.staff_door import come_in


class Cast:
    """Several people at one browser, each with cookies of their own."""

    def __init__(self, page: Page) -> None:
        self.page, self.now = page, ""
        self.kept: dict[str, Any] = {}

    def as_(self, role: str, to: str) -> None:
        if self._enters(role):
            self.page.goto(to)
        else:
            come_in(self.page, role, to)

    def as_citizen(self, number: str, code: str) -> None:
        """Without an account: number and query code, once."""
        if self._enters("citizen"):
            self.page.goto("/look-up/matter/")
            return
        self.page.goto("/look-up/")
        self.page.fill("[name=number]", number)
        self.page.fill("[name=code]", code)
        self.page.locator("main form button.btn-primary").click()
        expect(self.page.locator("main")).to_contain_text(number)

    def _enters(self, role: str) -> bool:
        """True for who has been here before."""
        context = self.page.context
        self.kept[self.now] = context.cookies()
        context.clear_cookies()
        self.now = role
        if role not in self.kept:
            return False
        context.add_cookies(self.kept[role])
        return True


def choose(page: Page, name: str, unit: str) -> None:
    page.select_option(f"[name={name}]", label=page.locator(f"[name={name}] option", has_text=unit).inner_text())


def send(page: Page) -> None:
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".messages")).to_be_visible()


def reply(page: Page, text: str, *, basis: str) -> None:
    """Filled in, not yet checked point by point."""
    page.fill("[name=text]", text)
    page.check("[name=decision][value=supported]")
    page.fill("[name=basis]", basis)
    page.fill("[name=contact]", "值班室 0500-83000000")


def send_checked(page: Page) -> None:
    for box in page.locator("[name=checked]").all():
        box.check()
    send(page)
