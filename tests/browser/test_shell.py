"""The frame around every page: two languages, large print, dark, and it fits a phone."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.one_engine

PUBLIC_PAGES = [
    "/",
    "/who-serves-me/",
    "/reception/",
    "/reception/register/about/",
    "/look-up/",
    "/sign-in/",
    "/centres/",
    "/figures/",
    "/figures/received/",
    "/figures/compare/",
    "/figures/towns/",
    "/figures/hall/",
    "/figures/data/",
    "/figures/data/check/",
]


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_a_page_fits_a_phone_in_both_languages_and_in_large_print(phone_page: Page, path: str) -> None:
    for language, prefix in (("zh-Hans", ""), ("en", "/en")):
        for size in ("standard", "large"):
            phone_page.goto(f"/display/?size={size}")
            phone_page.goto(f"{prefix}{path}")
            expect(phone_page.locator("html")).to_have_attribute("lang", language)
            expect(phone_page.locator("h1")).to_have_count(1)
            assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390, (language, size)


def test_the_language_switch_stays_on_the_page(page: Page) -> None:
    page.goto("/who-serves-me/")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url("/en/who-serves-me/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who serves me")
    page.get_by_role("link", name="中文").click()
    expect(page).to_have_url("/who-serves-me/")
    expect(page.get_by_role("heading", level=1)).to_have_text("找谁服务我")


def text_size(page: Page) -> float:
    return float(page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p, main a')).fontSize)"))


def test_large_print_is_one_click_stays_and_goes_back(page: Page) -> None:
    page.goto("/")
    standard = text_size(page)
    page.get_by_role("banner").get_by_role("link", name="长者版").click()
    expect(page).to_have_url("/")
    assert text_size(page) >= standard * 1.2
    page.goto("/who-serves-me/")
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    page.get_by_role("link", name="标准").click()
    expect(page.locator("html")).not_to_have_attribute("data-size", "large")


def test_the_first_tab_leads_past_the_header(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_site_can_be_installed_and_says_so_when_there_is_no_connection(page: Page) -> None:
    """Chromium's own judgement; tests run in a private window, which nothing can be installed from."""
    page.goto("/")
    page.wait_for_function("navigator.serviceWorker.ready.then((ready) => Boolean(ready.active))")
    found = page.context.new_cdp_session(page).send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [error["errorId"] for error in found] == ["in-incognito"]
    page.context.set_offline(True)
    page.goto("/who-serves-me/")
    expect(page.get_by_role("heading", level=1)).to_have_text("现在没有网络")
    assert page.evaluate("getComputedStyle(document.querySelector('.btn')).borderRadius") != "0px", (
        "its styles are kept"
    )
    page.context.set_offline(False)
    page.goto("/who-serves-me/")
    expect(page.get_by_role("heading", level=1)).to_have_text("找谁服务我")
