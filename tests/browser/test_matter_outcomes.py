"""How a matter ends in a browser: what a reception day began is judged by who came, and an answer is read by all."""

import re

from playwright.sync_api import Page, expect

from portal.demo.identities import mobile
from tests.browser.appointments import confirmed
from tests.browser.casework import Cast, choose, reply, send, send_checked
from tests.browser_server import PortalServer

ANSWERED = """
from django.utils.timezone import now
from foundation.people.models import User
from foundation.people.persons import person_for_contact
from foundation.places.models import Place, Unit
from matters.checklist import POINTS
from matters.models import Category
from matters.services import register_matter
from matters.services.handling import approve_reply, sign, submit_reply
from matters.services.triage import dispatch
at = now()
person = person_for_contact(name="苇望月", phone="{phone}", phone_verified_at=at)
made = register_matter(
    person=person, text="苇望月反映：滨河步道的栏杆断了三处，电话{phone}。", request="请修好栏杆。",
    category=Category.objects.get(code="traffic"), place=Place.objects.filter(level="village").first(), channel="web",
    consents_to_publication=True, at=at,
)
desk, officer, lead = User.objects.order_by("pk")[:3]
unit = Unit.objects.filter(is_active=True).order_by("pk").first()
dispatch(matter=made.matter, unit=unit, actor=desk, roles={{"dispatcher"}}, at=at)
sign(matter=made.matter, actor=officer, roles={{"unit_officer"}}, at=at)
submit_reply(
    matter=made.matter, text="栏杆已经焊好并重新刷漆。", basis="《城市道路管理条例》", contact="值班室",
    checked=list(POINTS), claims_solved=True, actor=officer, roles={{"unit_officer"}}, at=at,
)
approve_reply(matter=made.matter, actor=lead, roles={{"unit_lead"}}, at=at)
print("MADE", made.matter.number, made.query_code)
"""
TITLE = "滨河步道栏杆损坏何时修复"


def test_what_a_reception_day_began_is_handled_answered_and_judged_under_one_number(
    page: Page, portal_server: PortalServer
) -> None:
    one, cast = confirmed(portal_server, 861), Cast(page)
    cast.as_("dispatcher", f"/desk/matters/{one.number}/dispatch/")
    choose(page, "unit", "住房和城乡建设局")
    send(page)
    cast.as_("unit_officer", f"/desk/matters/{one.number}/")
    expect(page.locator("main")).to_contain_text("小区水泵停转三个星期了。")
    page.goto(f"/desk/matters/{one.number}/sign/")
    send(page)
    page.goto(f"/desk/matters/{one.number}/submit_reply/")
    reply(page, "水泵已经更换，二十四小时供水。", basis="《信访工作条例》")
    send_checked(page)
    cast.as_("unit_lead", f"/desk/matters/{one.number}/approve_reply/")
    send(page)
    cast.as_citizen(one.number, one.code)
    expect(page.locator("main")).to_contain_text(one.time)
    expect(page.locator("main")).to_contain_text("水泵已经更换，二十四小时供水。")
    page.locator("main a[href$='/verdict/']").click()
    page.check("[name=was_contacted][value=yes]")
    page.check("[name=solved][value=yes]")
    page.check("[name=satisfaction][value='5']")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text("已办结")


def test_an_answer_is_public_once_who_asked_and_a_second_person_agree(page: Page, portal_server: PortalServer) -> None:
    printed = portal_server.run(ANSWERED.format(phone=mobile(862)))
    number, code = printed.rpartition("MADE ")[2].split()
    cast = Cast(page)
    cast.as_("dispatcher", f"/desk/letters/{number}/draft/")
    expect(page.locator("[name=text]")).not_to_have_value(re.compile(mobile(862)))
    page.fill("[name=title]", TITLE)
    page.fill("[name=text]", "滨河步道的栏杆断了三处。")
    page.check("[name=checked]")
    send(page)
    cast.as_citizen(number, code)
    page.locator("main a[href$='/publication/']").click()
    expect(page.locator("main")).to_contain_text(TITLE)
    page.locator("button[name=agree]").click()
    expect(page.locator(".messages")).to_be_visible()
    cast.as_("supervisor", f"/desk/letters/{number}/")
    send(page)
    page.context.clear_cookies()
    page.goto("/letters/?q=栏杆")
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator("main")).to_contain_text("栏杆已经焊好并重新刷漆。")
    expect(page.locator("main")).not_to_contain_text("苇望月")
    expect(page.locator("main")).not_to_contain_text(number)
    cast.as_citizen(number, code)
    page.goto("/look-up/matter/publication/")
    page.locator("button[name=withdraw]").click()
    expect(page.locator(".messages")).to_be_visible()
    page.goto("/letters/?q=栏杆")
    expect(page.get_by_role("link", name=TITLE)).to_have_count(0)
