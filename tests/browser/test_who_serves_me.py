"""A villager finds who is in charge of their home, with nothing but a phone and a keyboard."""

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.one_engine


def tab_to(page: Page, goal: Locator, most: int = 60) -> None:
    """Presses the tab key until the goal has the focus, as somebody without a mouse does."""
    for _press in range(most):
        if goal.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the tab key does not reach it")


def test_a_road_leads_to_the_people_in_charge_by_keyboard_alone(phone_page: Page) -> None:
    phone_page.goto("/who-serves-me/")
    tab_to(phone_page, phone_page.locator("#place-q"))
    phone_page.keyboard.type("望棹路")
    phone_page.keyboard.press("Enter")
    first = phone_page.locator("section ol a").first
    expect(first).to_contain_text("望棹路")
    tab_to(phone_page, first)
    phone_page.keyboard.press("Enter")
    expect(phone_page.get_by_role("heading", name="三官一律")).to_be_visible()
    expect(phone_page.locator("a[href^='tel:']").first).to_be_visible()
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390


def test_from_town_to_grid_without_typing_in_english(phone_page: Page) -> None:
    phone_page.goto("/en/who-serves-me/")
    for heading in ("Villages and communities", "Grids"):
        phone_page.locator("main .list-group a").first.click()
        expect(phone_page.get_by_role("heading", name=heading)).to_be_visible()
    phone_page.locator("main .list-group a").first.click()
    expect(phone_page.get_by_text("Full-time grid worker").first).to_be_visible()


def test_nothing_found_names_the_hotline(phone_page: Page) -> None:
    phone_page.goto("/who-serves-me/?q=乌鲁木齐")
    expect(phone_page.locator("main a[href='tel:12345']")).to_be_visible()
    expect(phone_page.locator("#place-q")).to_have_value("乌鲁木齐")
