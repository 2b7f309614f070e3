"""Casework in a browser: a clerk by keyboard alone, a unit that returns a matter, a grid worker on a bad line."""

import re

import pytest
from playwright.sync_api import Page, expect

from portal.demo.identities import landline
from tests.browser.casework import Cast, choose, reply, send, send_checked
from tests.browser.staff_door import come_in

STORY = "小区北门的电动伸缩门坏了半个月，夜里谁都能进来。"
# Not the browser's own offline mode: what it fails to load stands on its console, which has to be quiet.
NO_LINE = "() => { window.line = window.fetch; window.fetch = () => Promise.reject(new TypeError('no line')); }"
NUMBER = re.compile(r"\d{8}-[0-9A-Z]{6}-[0-9A-Z]")


def jump(page: Page, key: str) -> None:
    page.keyboard.press(f"Alt+{key}")


def focused(page: Page, name: str) -> None:
    expect(page.locator(f"[name={name}]:focus")).to_have_count(1)


def go_to(page: Page, name: str) -> None:
    """By Tab; a list of suggestions may take the first one."""
    for _ in range(4):
        if page.locator(f"[name={name}]:focus").count():
            return
        page.keyboard.press("Tab")
    focused(page, name)


def taken_down(page: Page, n: int) -> str:
    """By keyboard alone; the number on the slip."""
    jump(page, "1")
    expect(page.locator("[name=category]:focus, [name=old_number]:focus")).to_have_count(1)  # by who takes it down
    go_to(page, "category")
    page.keyboard.type("住")
    go_to(page, "kind")
    for _ in range(2):  # urgency, text
        page.keyboard.press("Tab")
    focused(page, "text")
    page.keyboard.insert_text(STORY)
    page.keyboard.press("Tab")
    focused(page, "request")
    page.keyboard.insert_text("请修好大门。")
    jump(page, "2")
    focused(page, "name")
    page.keyboard.insert_text("苇望月")
    page.keyboard.press("Enter")
    focused(page, "phone")
    page.keyboard.type(landline(n))
    jump(page, "4")
    focused(page, "consent")
    page.keyboard.press("Space")
    jump(page, "s")
    expect(page.get_by_role("heading", level=1)).to_have_text("您反映的事项")
    return page.locator("dl.facts dd.number").first.inner_text()


def test_a_caller_is_taken_down_by_keyboard_alone_and_hears_number_and_code(page: Page) -> None:
    come_in(page, "hotline_operator", "/desk/matters/new/")
    number = taken_down(page, 841)
    assert NUMBER.fullmatch(number)
    expect(page.locator("main")).not_to_contain_text("苇望月")
    expect(page.locator("main")).to_contain_text("打电话告知您")
    page.emulate_media(media="print")
    expect(page.locator("[data-print]")).to_be_hidden()
    assert page.pdf().startswith(b"%PDF")


def test_a_unit_returns_a_matter_which_is_ruled_made_a_rule_handled_and_approved(page: Page) -> None:
    cast = Cast(page)
    cast.as_("window_clerk", "/desk/matters/new/")
    number = taken_down(page, 842)
    cast.as_("dispatcher", f"/desk/matters/{number}/dispatch/")
    choose(page, "unit", "住房和城乡建设局")
    send(page)
    cast.as_("unit_officer", f"/desk/matters/{number}/ask_return/")
    page.fill("[name=basis]", "三定规定")
    page.fill("[name=reason]", "小区大门由社区物业管理委员会负责。")
    choose(page, "suggested_unit", "城市管理局")
    send(page)
    cast.as_("dispatcher", f"/desk/matters/{number}/refuse_return/")
    expect(page.locator("main")).to_contain_text("小区大门由社区物业管理委员会负责。")
    page.fill("[name=words]", "物业管理由住建部门指导监督。")
    send(page)
    page.locator("button[value=here]").click()
    expect(page.locator(".messages")).to_contain_text("已转为规则")
    cast.as_("unit_officer", f"/desk/matters/{number}/submit_reply/")
    reply(page, "伸缩门电机已更换，十一月三十日恢复使用。", basis="《物业管理条例》")
    send_without_checklist(page)
    send_checked(page)
    cast.as_("unit_lead", f"/desk/matters/{number}/approve_reply/")
    expect(page.locator("main")).to_contain_text("伸缩门电机已更换")
    send(page)
    expect(page.locator("main")).to_contain_text("已答复，待评价")


def send_without_checklist(page: Page) -> None:
    """Refused, and nothing typed is lost."""
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#error-summary")).to_contain_text("逐项核对")
    expect(page.locator("[name=text]")).to_have_value("伸缩门电机已更换，十一月三十日恢复使用。")


def test_a_grid_worker_without_a_line_keeps_the_report_and_it_is_sent_once(phone_page: Page) -> None:
    page = phone_page
    come_in(page, "grid_worker", "/desk/matters/grid/")
    page.fill("[name=text]", "人行道窨井盖松动，老人差点绊倒。")
    page.evaluate(NO_LINE)
    page.locator("button[name=send]").click()
    expect(page.locator("[data-kept]")).to_contain_text("没有网络")
    page.reload()
    expect(page.locator("[data-kept]")).to_contain_text("已恢复")
    expect(page.locator("[name=text]")).to_have_value("人行道窨井盖松动，老人差点绊倒。")
    page.evaluate(NO_LINE)
    page.locator("button[name=send]").click()
    expect(page.locator("[data-kept]")).to_contain_text("没有网络")
    page.evaluate("() => { window.fetch = window.line; window.dispatchEvent(new Event('online')); }")
    expect(page.get_by_role("heading", level=1)).to_have_text("您反映的事项")
    page.goto("/desk/matters/grid/")
    expect(page.locator("[name=text]")).to_have_value("")
    expect(page.locator("[data-kept]")).to_be_hidden()


@pytest.mark.one_engine
def test_a_report_that_only_led_to_the_sign_in_is_still_there_afterwards(phone_page: Page) -> None:
    page = phone_page
    come_in(page, "grid_worker", "/desk/matters/grid/")
    page.fill("[name=text]", "河道护栏断了一截。")
    page.evaluate("() => { window.fetch = async () => ({ redirected: true, url: `${location.origin}/look-up/` }); }")
    page.locator("button[name=send]").click()
    page.wait_for_url("**/look-up/")
    page.goto("/desk/matters/grid/")
    expect(page.locator("[name=text]")).to_have_value("河道护栏断了一截。")
    page.locator("button[name=send]").click()
    expect(page.locator("main")).to_contain_text("情况已记录")
    page.goto("/desk/matters/grid/")
    expect(page.locator("[name=text]")).to_have_value("")


@pytest.mark.one_engine
def test_a_long_list_is_short_rows_on_a_phone(phone_page: Page) -> None:
    come_in(phone_page, "dispatcher", "/desk/matters/")
    rows = phone_page.locator("table.matters tbody tr")
    heights = rows.evaluate_all("rows => rows.map((row) => row.getBoundingClientRect().height)")
    assert len(heights) > 20
    assert sum(heights) / len(heights) < 200, "about five lines each, not one line a column"
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390
    first = rows.first.locator("a.number")
    assert (first.bounding_box() or {"height": 0})["height"] >= 32


@pytest.mark.one_engine
def test_numbers_a_grid_worker_typed_are_asked_about_and_the_decision_survives_a_bad_line(phone_page: Page) -> None:
    page = phone_page
    come_in(page, "grid_worker", "/desk/matters/grid/")
    page.fill("[name=text]", "路边倒了一棵树，目击者13912345678。")
    page.select_option("[name=category]", index=1)
    page.locator("main button[name=send]").click()
    expect(page.locator("#numbers")).to_be_focused()
    expect(page.locator("#numbers")).to_contain_text("139****5678")
    page.evaluate(NO_LINE)
    page.locator("#numbers button[name=mask]").click()
    expect(page.locator("[data-kept]")).to_be_visible()
    page.evaluate("() => { window.fetch = window.line; window.dispatchEvent(new Event('online')); }")
    expect(page.locator("dl.facts dd.number").first).to_have_text(NUMBER)
