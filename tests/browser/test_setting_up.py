"""Casework is set up in the back office: whose a matter is, which old hotline ends, how a procedure goes from a day."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Locator, Page, expect

from tests.browser.staff_door import come_in
from tests.browser_server import PortalServer

pytestmark = pytest.mark.one_engine

REASON = "三定方案第七条，浏览器旅程"
MEANWHILE = """
from matters.models import ProcedureVersion
print("VERSIONS", ProcedureVersion.objects.filter(procedure__code="dispute").count())
"""


def press(page: Page, button: Locator) -> None:
    with page.expect_navigation():
        button.click()


def send(page: Page) -> None:
    press(page, page.locator("main form footer button[type=submit], main form button.action-save").first)


def row(page: Page, words: str) -> Locator:
    return page.locator("main table tbody tr").filter(has_text=words)


def test_a_rule_is_made_with_the_chooser_of_units_and_ended(page: Page) -> None:
    come_in(page, "administrator", "/cms/routingrule/new/")
    page.locator("select[name=category]").select_option(index=1)
    page.locator("[data-chooser-action-choose]").nth(1).click()
    dialog = page.locator(".modal-dialog, [role=dialog]").last
    chosen = dialog.locator("tbody td a, tbody th a").first
    unit = chosen.inner_text()
    chosen.click()
    expect(page.locator("[name=unit]")).not_to_have_value("")
    page.locator("[name=reason]").fill(REASON)
    send(page)
    expect(row(page, REASON)).to_contain_text(unit)
    press(page, row(page, REASON).locator("a").first)
    expect(page.locator("main")).to_contain_text(REASON)
    send(page)
    expect(page.locator("body")).to_contain_text("规则已停用")
    page.goto("/cms/routingrule/?state=in_force")
    expect(row(page, REASON)).to_have_count(0)
    page.goto("/cms/routingrule/?state=ended")
    expect(row(page, REASON)).to_have_count(1)


def test_a_hotline_that_ends_is_no_longer_offered_to_operators(page: Page) -> None:
    come_in(page, "hotline_operator", "/desk/matters/new/")
    offered = page.locator("#old-hotlines option")
    before, number = offered.count(), offered.last.get_attribute("value")
    come_in(page, "administrator", f"/cms/hotlinenumber/?q={number}")
    press(page, page.locator("main table tbody a").first)
    page.locator("[name=ended_on]").fill(localdate().isoformat())
    page.keyboard.press("Escape")
    send(page)
    come_in(page, "hotline_operator", "/desk/matters/new/")
    expect(offered).to_have_count(before - 1)
    assert number not in [each.get_attribute("value") for each in offered.all()]


def test_a_version_is_published_from_the_one_in_force_and_withdrawn_before_it_begins(
    page: Page, portal_server: PortalServer
) -> None:
    day = (localdate() + timedelta(days=40)).isoformat()
    come_in(page, "administrator", "/cms/procedureversion/")
    press(page, row(page, "矛盾纠纷").locator("a").first)
    page.locator("header").get_by_role("button", name="动作").click()
    press(page, page.get_by_role("link", name="以此为基础新建版本"))
    page.locator("[name=valid_from]").fill(day)
    page.keyboard.press("Escape")
    send(page)
    expect(row(page, day)).to_contain_text("待生效")
    assert "VERSIONS 2" in portal_server.run(MEANWHILE)
    page.goto(row(page, day).locator("a[href*='/procedureversion/edit/']").first.get_attribute("href") or "")
    page.locator("[name=words]").fill("期限写错了。")
    send(page)
    expect(row(page, day)).to_contain_text("已撤回")
    expect(row(page, day).locator("a[href*='/procedureversion/edit/']")).to_have_count(0)
    press(page, row(page, day).locator("a").first)
    expect(page).to_have_url(re.compile("/procedureversion/inspect/"))
    expect(page.locator("main")).to_contain_text("期限写错了。")
