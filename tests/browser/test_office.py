"""The office publishes a day, retires a taken seat and substitutes a leader; those who are hit choose."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.appointments import confirmed, link_sent, look_up
from tests.browser.staff_door import come_in
from tests.browser_server import PortalServer

pytestmark = pytest.mark.one_engine

WHY = "市长当天到省里开会，请您谅解。"


DRAFT = """
from django.utils.timezone import now
from reception_days.services import draft_coming_days
draft_coming_days(at=now())
"""


def test_the_office_adds_a_leader_to_a_draft_and_publishes_it(
    browser: Browser, page: Page, portal_server: PortalServer
) -> None:
    portal_server.run(DRAFT)  # the worker does so once a day; whoever comes second finds it done
    come_in(page, "reception_officer", "/desk/reception/")
    page.locator("main li, main article, main .panel").filter(has_text="草稿").locator("a").first.click()
    leaders = page.locator("main article.panel")
    expect(leaders.first).to_be_visible()
    before = leaders.count()
    page.locator("main a[href$='/sessions/']").click()
    page.locator("[name=post]").select_option(index=1)
    page.locator("[name=half_day]").select_option(index=1)
    page.locator("[name=room]").fill("第九接待室")
    page.locator("main form button.btn-primary").click()
    expect(leaders).to_have_count(before + 1)
    day, leader = page.url, leaders.filter(has_text="第九接待室").locator("h3").inner_text()
    on = page.locator("ol.crumbs [aria-current]").inner_text()
    page.locator("main a[href$='/publish/']").click()
    expect(page).to_have_url(re.compile("/publish/$"))
    reason = page.locator("textarea[name=words], input[type=text][name=words]")
    if reason.count():  # late in the month the day is published after its last date, which takes a reason
        reason.fill("日程刚刚确定。")
    page.locator("main form button.btn-primary").click()
    expect(page).to_have_url(day)
    expect(page.locator("main")).to_contain_text("已公布")
    anybody = browser.new_context(base_url=page.url.split("/desk/")[0], locale="zh-CN").new_page()
    try:
        anybody.goto(f"/reception/{on}/")
        expect(anybody.locator("main")).to_contain_text(leader)
    finally:
        anybody.context.close()


def test_a_retired_seat_moves_its_citizen_who_then_accepts_on_the_phone(
    browser: Browser, page: Page, portal_server: PortalServer
) -> None:
    one = confirmed(portal_server, 841)
    come_in(page, "reception_officer", "/desk/reception/")
    page.goto(f"/desk/reception/{one.day}/sessions/{one.session}/retire-seats/")
    page.locator(f"label:has-text('{one.time}')").first.click()
    page.locator("main form button.btn-primary").click()
    expect(page.locator("#hit + ul li")).to_have_count(1)
    expect(page.locator("#hit + ul")).to_contain_text(one.number)
    expect(page.locator("#hit + ul")).not_to_contain_text("苇小舟")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("[name=words]")).to_have_attribute("aria-invalid", "true")
    page.locator("[name=words]").fill(WHY)
    page.locator("main form button.btn-primary").click()
    expect(page.locator("body")).to_contain_text("已告知 1 人")
    phone = browser.new_context(
        base_url=portal_server.url, locale="zh-CN", viewport={"width": 390, "height": 844}
    ).new_page()
    try:
        phone.goto(link_sent(portal_server, one.phone, "l"))
        phone.locator("main a[href*='/look-up/choose/']").first.click()
        expect(phone.locator("main")).to_contain_text(WHY)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
        phone.locator("[name=choice][value=accept]").check()
        phone.locator("main form button.btn-primary").click()
        expect(phone.locator("body")).to_contain_text("您的选择已记下")
    finally:
        phone.context.close()


def test_a_substituted_leader_is_told_and_somebody_rather_comes_next_time(
    browser: Browser, page: Page, portal_server: PortalServer
) -> None:
    one = confirmed(portal_server, 842, language="en")
    come_in(page, "reception_officer", "/en/desk/reception/")
    page.goto(f"/en/desk/reception/{one.day}/sessions/{one.session}/substitute/")
    somebody = page.locator("[name=post] option").filter(has_not_text=re.compile("vacant|空缺")).last
    page.locator("[name=post]").select_option(somebody.get_attribute("value"))
    page.locator("main form button.btn-primary").click()
    expect(page.locator("#hit + ul")).to_contain_text(one.number)
    page.locator("[name=words]").fill(WHY)
    page.locator("main form button.btn-primary").click()
    expect(page.locator("body")).to_contain_text(re.compile(r"\d+ citizens? ha(s|ve) been told"))
    expect(page.locator(f"article[aria-labelledby=session-{one.session}]")).to_contain_text("Stands in for")
    citizen = browser.new_context(java_script_enabled=False, base_url=portal_server.url, locale="en").new_page()
    try:
        look_up(citizen, one, prefix="/en")
        citizen.locator("main a[href*='/look-up/choose/']").first.click()
        citizen.locator("[name=choice][value=next_time]").check()
        citizen.locator("main form button.btn-primary").click()
        expect(citizen.locator("body")).to_contain_text("Your choice is noted")
    finally:
        citizen.context.close()
