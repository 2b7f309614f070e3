"""Appointments for journeys that begin after registering: made by the real services, in the server's own database."""

import json
import re
import time
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from portal.demo.identities import id_number, mobile
from tests.browser_server import PortalServer

CONFIRMED = """
import json
from uuid import uuid4
from django.utils.timezone import localtime, now
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
if {is_reminded}:
    send_reminder(booking=booking, days_before=2, at=at)
seat = booking.seat
facts = [receipt.number, receipt.query_code, day.pk, seat.session_id, f"{{localtime(seat.starts_at):%H:%M}}"]
print("MADE " + json.dumps(facts))
"""


@dataclass(frozen=True)
class Appointment:
    """Somebody's confirmed appointment, and where they sit."""

    number: str
    code: str
    day: int
    session: int
    time: str
    phone: str


def confirmed(
    server: PortalServer, number: int, *, language: str = "zh-hans", is_reminded: bool = False
) -> Appointment:
    """Test person `number` has the first free seat of the next day; every journey has a person of its own."""
    phone = mobile(number)
    script = CONFIRMED.format(phone=phone, id_number=id_number(number), language=language, is_reminded=is_reminded)
    printed = server.run(script)
    made = re.search(r"MADE (.*)", printed)
    assert made, printed
    return Appointment(*json.loads(made.group(1)), phone=phone)


def link_sent(server: PortalServer, phone: str, kind: str) -> str:
    """The path of the newest link of that kind (`r` reminder, `l` appointment) in the texts sent to the phone."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if found := re.findall(rf"https?://\S*?(/{kind}/[\w-]+/)", " ".join(server.texts_to(phone))):
            return str(found[-1])
        time.sleep(0.2)
    raise AssertionError(f"No link /{kind}/ was sent")


def look_up(page: Page, one: Appointment, *, prefix: str = "") -> None:
    page.goto(f"{prefix}/look-up/")
    page.locator("[name=number]").fill(one.number)
    page.locator("[name=code]").fill(one.code)
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text(one.number)
