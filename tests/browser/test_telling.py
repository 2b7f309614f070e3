"""From "I have something to say" to "it is settled, says the citizen", on a phone and by keyboard."""

import re

from playwright.sync_api import Page, expect

from portal.demo.identities import mobile
from tests.browser.appointments import link_sent
from tests.browser.test_registering import confirm_phone, fits, press_on, tab_to, type_in
from tests.browser_server import PortalServer

STORY = "小区门口的路灯坏了两个星期，晚上看不清路。"

# What staff do meanwhile, by the services their desks call.
ACCEPT = """
from django.utils.timezone import now
from foundation.people.models import User
from foundation.places.models import Unit
from matters.models import Matter
from matters.services.handling import sign
from matters.services.triage import dispatch
matter, desk = Matter.objects.get(number="{number}"), User.objects.order_by("pk").first()
unit = Unit.objects.filter(is_active=True).order_by("pk").first()
dispatch(matter=matter, unit=unit, actor=desk, roles={{"dispatcher"}}, at=now())
sign(matter=matter, actor=desk, roles={{"unit_officer"}}, at=now())
"""
ANSWER = """
from django.utils.timezone import now
from foundation.people.models import User
from matters.checklist import POINTS
from matters.models import Matter
from matters.services.handling import approve_reply, submit_reply
matter = Matter.objects.get(number="{number}")
officer, lead = User.objects.order_by("pk")[:2]
submit_reply(
    matter=matter, text="{text}", basis="《城市道路管理条例》", contact="李科长", checked=list(POINTS),
    claims_solved=True, actor=officer, roles={{"unit_officer"}}, at=now(),
)
approve_reply(matter=matter, actor=lead, roles={{"unit_lead"}}, at=now())
"""


def choose(page: Page, name: str, value: str) -> None:
    """A radio button by the keyboard: into the group, then along it."""
    wanted = page.locator(f"[name={name}][value='{value}']")
    first = page.locator(f"[name={name}]:checked, [name={name}]").first
    tab_to(page, first)
    page.keyboard.press("Space")
    for _ in range(12):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the keyboard does not reach {name}={value}")


def told(page: Page, server: PortalServer, phone: str) -> tuple[str, str]:
    """Number and query code; every step by the keyboard alone."""
    page.goto("/matters/new/")
    choose(page, "category", "traffic")
    press_on(page)
    choose(page, "kind", "help")
    press_on(page)
    type_in(page, "text", STORY)
    type_in(page, "request", "请修好路灯。")
    press_on(page)
    press_on(page)  # no papers
    type_in(page, "happened", "每天晚上")
    press_on(page)
    choose(page, "anonymous", "no")
    type_in(page, "name", "苇小舟")
    press_on(page)
    confirm_phone(page, server, phone)
    tab_to(page, page.locator("[name=notice_read]"))
    page.keyboard.press("Space")
    press_on(page)
    expect(page.locator("main")).to_contain_text(STORY)
    tab_to(page, page.locator("button[name=send]"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/receipt/"))
    assert fits(page)
    numbers = page.locator("dl.facts dd.number")
    return numbers.nth(0).inner_text(), numbers.nth(1).inner_text()


def judge(page: Page, *, solved: str, satisfaction: str, reason: str = "") -> None:
    choose(page, "was_contacted", "yes")
    choose(page, "solved", solved)
    choose(page, "satisfaction", satisfaction)
    if reason:
        type_in(page, "reason", reason)
    press_on(page)


def test_a_citizen_tells_rates_low_sees_it_reworked_and_rates_it_solved(
    phone_page: Page, portal_server: PortalServer
) -> None:
    page, phone = phone_page, mobile(821)
    number, code = told(page, portal_server, phone)
    portal_server.run(ACCEPT.format(number=number))
    portal_server.run(ANSWER.format(number=number, text="已经派人查看。"))
    page.context.clear_cookies()
    page.goto("/look-up/")
    type_in(page, "number", number)
    type_in(page, "code", code)
    press_on(page)
    expect(page.locator("main")).to_contain_text("已经派人查看。")
    tab_to(page, page.locator("main a[href$='/verdict/']"))
    page.keyboard.press("Enter")
    judge(page, solved="no", satisfaction="2", reason="灯还是不亮。")
    expect(page.locator("main")).to_contain_text("办理中")
    expect(page.locator("main")).to_contain_text("灯还是不亮。")
    assert fits(page)
    portal_server.run(ANSWER.format(number=number, text="灯泡已经更换。"))
    page.context.clear_cookies()
    link_sent(portal_server, phone, "v")
    page.goto("/look-up/")
    type_in(page, "number", number)
    type_in(page, "code", code)
    press_on(page)
    tab_to(page, page.locator("main a[href$='/verdict/']"))
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("灯泡已经更换。")
    judge(page, solved="yes", satisfaction="5")
    expect(page.locator("main")).to_contain_text("已办结")
