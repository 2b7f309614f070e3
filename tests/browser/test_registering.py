"""The main job: register for the reception day, look it up, and withdraw, on a phone."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from portal.demo.identities import id_number, mobile
from tests.browser_server import PortalServer

MATTER = "小区水泵从上月起夜里停转，六楼以上没有水，物业说等配件，已经等了三个星期。"


def go_on(page: Page) -> None:
    page.locator("main form .actions button.btn-primary").click()


def confirm_phone(page: Page, server: PortalServer, phone: str) -> None:
    page.locator("[name=phone]").fill(phone)
    page.locator("main form button.btn-primary").click()
    page.locator("[name=code]").fill(server.code_sent_to(phone))
    page.locator("main form button.btn-primary").first.click()


def up_to_the_time(page: Page, prefix: str = "") -> None:
    """From the list of days to the step that asks when."""
    page.goto(f"{prefix}/reception/")
    page.locator("main section a").first.click()
    page.locator("main a[href*='/register/']").first.click()
    page.locator("input[name=category][value=utilities]").check()
    go_on(page)
    go_on(page)  # the office decides who hears it
    expect(page.locator("input[name=starts_at]").first).to_be_visible()


def up_to_the_matter(page: Page, server: PortalServer, phone: str, prefix: str = "") -> None:
    up_to_the_time(page, prefix)
    page.locator("input[name=starts_at]:enabled").last.check()
    go_on(page)
    confirm_phone(page, server, phone)
    page.locator("[name=notice_read]").check()
    go_on(page)
    expect(page.locator("[name=text]")).to_be_visible()


def tell(page: Page, text: str = MATTER) -> None:
    page.locator("[name=text]").fill(text)
    page.locator("[name=request]").fill("请尽快修好水泵。")
    go_on(page)


def up_to_the_person(page: Page, server: PortalServer, phone: str, prefix: str = "") -> None:
    """From the list of days to the step that asks who comes."""
    up_to_the_matter(page, server, phone, prefix)
    tell(page)
    go_on(page)  # no papers
    page.locator("[name=relation][value=self]").check()
    go_on(page)
    expect(page.locator("[name=id_number]")).to_be_visible()


def register(page: Page, server: PortalServer, *, phone: str, number: int, prefix: str = "") -> tuple[str, str]:
    """Walks all steps and returns the number and the query code from the receipt."""
    up_to_the_person(page, server, phone, prefix)
    page.locator("[name=name]").fill("苇小舟")
    page.locator("[name=id_number]").fill(id_number(number))
    go_on(page)
    go_on(page)  # comes alone
    expect(page.locator("main")).to_contain_text(MATTER)
    page.locator("button[name=send]").click()
    expect(page).to_have_url(re.compile("/receipt/"))
    numbers = page.locator("dl.facts dd.number")
    return numbers.nth(0).inner_text(), numbers.nth(1).inner_text()


def fits(page: Page) -> bool:
    """Nothing is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_citizen_registers_looks_it_up_and_withdraws(phone_page: Page, portal_server: PortalServer) -> None:
    page, phone = phone_page, mobile(811)
    number, code = register(page, portal_server, phone=phone, number=811)
    assert re.fullmatch(r"\d{8}-\w{6}-\w", number)
    assert fits(page)
    expect(page.locator(".qr-code svg")).to_be_visible()
    with page.expect_download() as saved:
        page.locator("a[href$='appointment.ics']").click()
    assert "BEGIN:VEVENT" in saved.value.path().read_text(encoding="utf-8")
    page.context.clear_cookies()
    page.goto("/look-up/")
    page.locator("[name=number]").fill(number.lower())
    page.locator("[name=code]").fill(code)
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text(number)
    page.locator("main a[href*='withdraw']").click()
    page.locator("main form button.btn-danger").click()
    expect(page.locator("main")).to_contain_text("已撤回")
    portal_server.wait_for_text(phone, number)


def tab_to(page: Page, wanted: Locator) -> None:
    """Only by the keyboard, as far as it takes."""
    for _ in range(80):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")


def press_on(page: Page) -> None:
    tab_to(page, page.locator("main form .actions button.btn-primary"))
    before = page.url
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(before)


def type_in(page: Page, name: str, text: str) -> None:
    tab_to(page, page.locator(f"[name={name}]").first)
    page.keyboard.type(text)


@pytest.mark.one_engine
def test_a_citizen_registers_by_keyboard_alone(phone_page: Page, portal_server: PortalServer) -> None:
    page, phone = phone_page, mobile(814)
    page.goto("/reception/register/about/")
    tab_to(page, page.locator("[name=category]").first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    press_on(page)
    press_on(page)  # by whom: the office decides, chosen beforehand
    tab_to(page, page.locator("[name=starts_at]:checked"))
    page.keyboard.press("ArrowDown")
    press_on(page)
    type_in(page, "phone", phone)
    page.keyboard.press("Enter")
    expect(page.locator("[name=code]")).to_be_visible()
    type_in(page, "code", portal_server.code_sent_to(phone))
    page.keyboard.press("Enter")
    expect(page.locator("[name=notice_read]")).to_be_visible()
    tab_to(page, page.locator("[name=notice_read]"))
    page.keyboard.press("Space")
    press_on(page)
    type_in(page, "text", MATTER)
    type_in(page, "request", "请尽快修好水泵。")
    press_on(page)
    press_on(page)
    tab_to(page, page.locator("[name=relation]").first)
    page.keyboard.press("Space")
    press_on(page)
    type_in(page, "name", "苇小舟")
    type_in(page, "id_number", id_number(814))
    press_on(page)
    press_on(page)
    tab_to(page, page.locator("button[name=send]"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/receipt/"))


@pytest.mark.one_engine
def test_the_countdown_says_how_long_the_time_is_kept_and_one_click_gives_more(
    phone_page: Page, portal_server: PortalServer
) -> None:
    page = phone_page
    page.clock.install()
    up_to_the_matter(page, portal_server, mobile(815))
    left, said = page.locator("[data-left]"), page.locator("[data-said]")
    expect(left).to_contain_text(re.compile(r"1[345]"))
    expect(said).to_have_text("")
    page.clock.run_for("10:30")
    expect(said).to_contain_text("分钟")
    page.locator("[name=text]").fill("写到一半的话")
    page.locator("[name=extend]").click()
    expect(page.locator("[name=extend]")).to_have_count(0)
    expect(page.locator("[name=text]")).to_have_value("写到一半的话")


def test_a_place_taken_by_somebody_else_is_seen_without_a_reload(
    browser: Browser, phone_page: Page, portal_server: PortalServer
) -> None:
    up_to_the_time(phone_page)
    time = phone_page.locator("[data-free]:not([data-count='0'])").last.get_attribute("data-free")
    count = phone_page.locator(f"[data-free='{time}']")
    before = int(count.get_attribute("data-count") or 0)
    phone_page.wait_for_timeout(1500)  # until the live connection stands
    other = browser.new_context(base_url=portal_server.url, locale="zh-CN")
    try:
        page = other.new_page()
        up_to_the_time(page)
        page.locator(f"label:has([data-free='{time}']) input").check()
        go_on(page)
        expect(page.locator("[name=phone]")).to_be_visible()
    finally:
        other.close()
    expect(count).to_have_attribute("data-count", str(before - 1))


@pytest.mark.one_engine
def test_danger_is_answered_with_numbers_to_call(phone_page: Page, portal_server: PortalServer) -> None:
    page = phone_page
    up_to_the_matter(page, portal_server, mobile(816))
    tell(page, "楼上煤气泄漏，味道很大，物业不管。")
    expect(page.locator("main a[href='tel:119']")).to_be_visible()
    assert fits(page)
    go = page.locator("main form:has([name=passed]) button.btn-primary")
    go.click()
    expect(page).to_have_url(re.compile("/papers/"))


@pytest.mark.one_engine
def test_an_id_number_with_a_wrong_check_digit_is_explained_and_nothing_typed_is_lost(
    page: Page, portal_server: PortalServer
) -> None:
    up_to_the_person(page, portal_server, mobile(812))
    right = id_number(812)
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    page.locator("[name=name]").fill("苇小舟")
    page.locator("[name=id_number]").fill(wrong)
    go_on(page)
    expect(page.locator("[name=id_number]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=id_number]")).to_have_value(wrong)
    expect(page.locator("[name=name]")).to_have_value("苇小舟")


@pytest.mark.one_engine
def test_the_same_way_without_javascript(browser: Browser, portal_server: PortalServer) -> None:
    context = browser.new_context(
        java_script_enabled=False, base_url=portal_server.url, locale="zh-CN", viewport={"width": 390, "height": 844}
    )
    try:
        number, code = register(context.new_page(), portal_server, phone=mobile(813), number=813)
        assert number
        assert code
    finally:
        context.close()


@pytest.mark.one_engine
def test_the_same_way_in_english(phone_page: Page, portal_server: PortalServer) -> None:
    number, _code = register(phone_page, portal_server, phone=mobile(817), number=817, prefix="/en")
    expect(phone_page.locator("main")).to_contain_text("Registered, under review")
    portal_server.wait_for_text(mobile(817), number, "Registered")


@pytest.mark.one_engine
@pytest.mark.parametrize("step", ["about", "leader", "when"])
def test_large_print_fits_a_phone(phone_page: Page, step: str) -> None:
    page = phone_page
    page.goto("/display/?size=large&next=/reception/")
    up_to_the_time(page)
    page.goto(f"/reception/register/{step}/")
    assert page.locator("html").get_attribute("data-size")
    assert fits(page)
