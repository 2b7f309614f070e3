"""A clerk registers an elder by keyboard alone while a neighbour speaks for them, and the call is made afterwards."""

import re

import pytest
from playwright.sync_api import Page, expect

from portal.demo.identities import id_number, landline, mobile
from tests.browser.staff_door import come_in

STORY = "井水从八月起发黄，烧开了还有沉淀，全村老人都不敢喝。"
WORDS = {
    "": {"slip": "领导接访日：您的登记", "by_call": "我们会打电话告诉您"},
    "/en": {
        "slip": "Leadership reception day: your registration",
        "by_call": "We call you by",
        "neighbour": "neighbour",
    },
}


def focused(page: Page, name: str) -> None:
    """Where the keyboard is."""
    expect(page.locator(f"[name={name}]:focus")).to_have_count(1)


def jump(page: Page, key: str) -> None:
    page.keyboard.press(f"Alt+{key}")


def type_in(page: Page, text: str) -> None:
    """As an input method does: at once, for a script that needs one."""
    page.keyboard.insert_text(text)


def choose_time(page: Page) -> None:
    jump(page, "1")
    focused(page, "day")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("[data-held] .notice-success")).to_be_visible()


def tell_the_matter(page: Page) -> None:
    jump(page, "2")
    focused(page, "category")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    type_in(page, STORY)
    page.keyboard.press("Tab")
    focused(page, "request")
    type_in(page, "请派人来检测水质。")


def say_who(page: Page, number: int) -> None:
    """The card reader types name and number and ends each with Enter."""
    jump(page, "3")
    focused(page, "name")
    type_in(page, "苇望月")
    page.keyboard.press("Enter")
    focused(page, "id_number")
    page.keyboard.type(id_number(number))
    page.keyboard.press("Enter")
    focused(page, "phone")
    page.keyboard.type(landline(number))
    page.keyboard.press("Tab")
    for _ in range(2):  # the person who comes, a relative, a neighbour
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    focused(page, "proxy_name")
    type_in(page, "禾知秋")
    page.keyboard.press("Tab")
    page.keyboard.type(mobile(number))


def ask_needs_and_consent(page: Page) -> None:
    jump(page, "4")
    focused(page, "mandate_names")
    for _ in range(2):  # past the scan of the list
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("[name=access_needs][value=wheelchair]")).to_be_checked()
    jump(page, "5")
    focused(page, "consent")
    page.keyboard.press("Space")


@pytest.mark.parametrize(
    ("prefix", "clerk", "number"),
    [("", "window_clerk", 831), pytest.param("/en", "hotline_operator", 832, marks=pytest.mark.one_engine)],
)
def test_an_elder_with_a_landline_gets_a_seat_by_keyboard_alone(
    page: Page, prefix: str, clerk: str, number: int
) -> None:
    words = WORDS[prefix]
    come_in(page, clerk, f"{prefix}/desk/reception/voice/")
    choose_time(page)
    tell_the_matter(page)
    say_who(page, number)
    ask_needs_and_consent(page)
    jump(page, "s")
    expect(page.get_by_role("heading", level=1)).to_have_text(words["slip"])
    expect(page.locator("main")).to_contain_text(words["by_call"])
    expect(page.locator("main")).not_to_contain_text("苇望月")
    page.emulate_media(media="print")
    expect(page.locator("[data-print]")).to_be_hidden()
    expect(page.locator("dl.facts dd.number").first).to_be_visible()
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.one_engine
def test_a_mistake_is_summed_up_with_focus_and_nothing_typed_is_lost(page: Page) -> None:
    come_in(page, "reception_officer", "/desk/reception/voice/")
    tell_the_matter(page)
    jump(page, "s")
    expect(page.locator("#error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    focused(page, "starts_at")
    expect(page.locator("[name=text]")).to_have_value(STORY)


def test_the_call_that_an_elder_is_owed_is_made_at_the_calls_desk(page: Page) -> None:
    """The demo city has people with landlines who wait for an answer."""
    come_in(page, "callback_agent", "/desk/calls/")
    expect(page.locator("main tbody tr").first).to_contain_text("*")
    page.locator("main tbody form button").first.click()
    expect(page.locator("dl.facts dd.number")).to_have_text(re.compile(r"^0500-?\d+$"))
    page.locator("button[value=reached]").click()
    expect(page).to_have_url(re.compile("/desk/calls/$"))
