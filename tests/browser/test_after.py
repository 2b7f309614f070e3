"""After registering: another time by keyboard and without JavaScript, a reminder answered by link, both languages."""

import json
import re
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

from portal.demo.identities import id_number, mobile
from tests.browser_server import PortalServer

# Through the real services: the way through registering has its own journeys.
CONFIRMED = """
import json
from uuid import uuid4
from django.utils.timezone import now
from foundation.people.models import User
from foundation.places.models import Place
from reception_days.drafts import next_open_day
from reception_days.listing import free_times
from reception_days.models import Booking
from reception_days.services import Application, confirm_booking, hold_a_time, register_booking
from reception_days.services.reminders import send_reminder
at, token = now(), uuid4()
day = next_open_day(at=at)
start = next(iter(free_times(day, at=at)))
hold_a_time(day=day, starts_at=start, token=token, at=at)
told = Application(
    name="苇小舟", phone="{phone}", id_number="{id_number}", text="小区水泵停转三个星期了。", request="请修好水泵。",
    category=None, place=Place.objects.filter(level="village").first(), starts_at=start,
    consents_to_handling=True, phone_was_proved=True, language="{language}",
)
receipt = register_booking(key=uuid4().hex, token=token, day=day, application=told, at=at)
booking = Booking.objects.get(number=receipt.number)
officer = User.objects.filter(is_active=True).first()
confirm_booking(booking=booking, actor=officer, roles={{"reception_officer"}}, at=at)
booking = Booking.objects.select_related("day__centre", "seat", "matter__person").get(pk=booking.pk)
send_reminder(booking=booking, days_before=2, at=at)
print("MADE " + json.dumps([receipt.number, receipt.query_code]))
"""


@dataclass
class Confirmed:
    """Somebody's confirmed appointment, and the address in the reminder they got by text message."""

    number: str
    code: str
    link: str


def confirmed(server: PortalServer, number: int, *, language: str = "zh-hans") -> Confirmed:
    phone = mobile(number)
    script = CONFIRMED.format(phone=phone, id_number=id_number(number), language=language)
    printed = server.manage("shell", "-c", script)
    made = json.loads(re.search(r"MADE (.*)", printed).group(1))  # type: ignore[union-attr]  # it has just printed it
    return Confirmed(*made, link_sent_to(server, phone))


def link_sent_to(server: PortalServer, phone: str) -> str:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if found := re.search(r"https?://\S*(/r/[\w-]+/)", " ".join(server.texts_to(phone))):
            return found.group(1)
        time.sleep(0.2)
    raise AssertionError("No reminder was sent")


def look_up(page: Page, one: Confirmed, *, prefix: str = "") -> None:
    page.goto(f"{prefix}/look-up/")
    page.locator("[name=number]").fill(one.number)
    page.locator("[name=code]").fill(one.code)
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text(one.number)


def test_a_reminder_is_answered_by_its_link_on_a_phone(phone_page: Page, portal_server: PortalServer) -> None:
    page, one = phone_page, confirmed(portal_server, 821)
    page.goto(one.link)
    expect(page.get_by_role("heading", level=1)).to_have_text("您来吗？")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("button[value=coming]").click()
    expect(page.locator("main")).to_contain_text("我们等您来")
    page.locator("button[value=not_coming]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("您的预约已撤回")
    expect(page.locator("main")).to_contain_text("重新登记")


def test_another_time_by_keyboard_alone(phone_page: Page, portal_server: PortalServer) -> None:
    page, one = phone_page, confirmed(portal_server, 822)
    look_up(page, one)
    page.locator("main a[href*='reschedule']").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/look-up/reschedule/"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    before = page.locator("main .lead").inner_text()
    page.locator("input[name=starts_at]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("label:has(input[name=starts_at]:checked)").inner_text().strip()[:5]
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "submit":
            break
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(chosen)
    assert chosen not in before
    expect(page.locator("body")).to_contain_text("时间已更改")


def test_another_time_and_an_answer_without_javascript_in_english(
    browser: Browser, portal_server: PortalServer
) -> None:
    one = confirmed(portal_server, 823, language="en")
    context = browser.new_context(
        java_script_enabled=False, base_url=portal_server.url, locale="en", viewport={"width": 390, "height": 844}
    )
    try:
        page = context.new_page()
        look_up(page, one, prefix="/en")
        page.locator("main a[href*='reschedule']").click()
        page.locator("input[name=starts_at]").last.check()
        page.locator("main form button.btn-primary").click()
        expect(page.locator("body")).to_contain_text("The time is changed")
        page.goto(f"/en{one.link}")
        expect(page.locator("main")).to_contain_text("Nothing to answer any more")
    finally:
        context.close()


def test_a_code_by_text_message_opens_what_a_lost_slip_cannot(phone_page: Page, portal_server: PortalServer) -> None:
    page, one = phone_page, confirmed(portal_server, 824)
    seen = len(portal_server.texts_to(mobile(824)))
    page.goto("/look-up/")
    page.locator("main a[href*='/look-up/code/']").click()
    page.locator("[name=number]").fill(one.number)
    page.locator("main form button.btn-primary").click()
    page.locator("[name=code]").fill(portal_server.code_sent_to(mobile(824), after=seen))
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text(one.number)
