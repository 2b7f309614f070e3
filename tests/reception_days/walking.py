"""A citizen's browser without JavaScript: follows the pages as they are."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from django.test import Client
from django.utils.timezone import localdate, now

from foundation.notifications.models import Message
from reception_days.models import HalfDay, LeaderSession, ReceptionDay, Seat
from reception_days.services.days import local_moment
from tests.matters.factories import village
from tests.reception_days.factories import ID_NUMBERS, LeaderSessionFactory, PostFactory, ReceptionDayFactory

STORY = "小区电梯坏了两个月没有人修，老人上下楼很困难。"


def open_day(*, leaders: int = 2, seats: int = 3, days_ahead: int = 10) -> ReceptionDay:
    """A day some days ahead, open for registration now, whatever the date of the test."""
    village()
    on = localdate() + timedelta(days=days_ahead)
    opens, closes = now() - timedelta(days=1), now() + timedelta(days=8)
    day = ReceptionDayFactory(date=on, opens_at=opens, closes_at=closes)
    nine = local_moment(on, datetime.min.time().replace(hour=9))
    for number in range(leaders):
        post = PostFactory(name=f"副市长{number}", name_en=f"Deputy Mayor {number}")
        session = LeaderSessionFactory(day=day, post=post, half_day=HalfDay.MORNING, starts_at=nine)
        LeaderSession.objects.filter(pk=session.pk).update(ends_at=nine + timedelta(hours=1))
        Seat.objects.bulk_create(
            Seat(session=session, starts_at=nine + index * timedelta(minutes=20), number=index + 1)
            for index in range(seats)
        )
    return day


def first_start(day: ReceptionDay) -> datetime:
    return Seat.objects.filter(session__day=day).earliest("starts_at").starts_at


def code_sent() -> str:
    found = re.search(r"(?<!\d)\d{6}(?!\d)", Message.objects.filter(channel="sms").latest("pk").body)
    assert found is not None
    return found.group()


class Citizen:
    """Walks from the first question to the receipt; every step can be given other answers."""

    def __init__(self, day: ReceptionDay, *, prefix: str = "", phone: str = "13800138000") -> None:
        self.client, self.day, self.prefix, self.phone = Client(), day, prefix, phone

    def get(self, path: str) -> Any:
        return self.client.get(self.prefix + path, follow=True)

    def post(self, path: str, **answers: Any) -> Any:
        return self.client.post(self.prefix + path, answers, follow=True)

    def about(self, category: str = "housing") -> Any:
        return self.post("/reception/register/about/", category=category)

    def wish(self, preferred: str = "") -> Any:
        return self.post("/reception/register/leader/", preferred=preferred)

    def choose(self, starts_at: datetime | None = None, preferred: str = "", **answers: Any) -> Any:
        """By whom, and when."""
        self.wish(preferred)
        chosen = (starts_at or first_start(self.day)).isoformat()
        return self.post("/reception/register/when/", starts_at=chosen, **answers)

    def confirm_phone(self) -> Any:
        self.post("/confirm-phone/", phone=self.phone, next=f"{self.prefix}/reception/register/notice/")
        return self.post("/confirm-phone/code/", code=code_sent())

    def agree(self, **answers: Any) -> Any:
        return self.post("/reception/register/notice/", **({"notice_read": "on"} | answers))

    def tell(self, **answers: Any) -> Any:
        """The notice, then the matter."""
        self.agree()
        told = {"text": STORY, "request": "请尽快修好电梯。"}
        told |= {"place": "柳湾村", "place_for": "柳湾村", "place_code": "329981100201"} | answers
        return self.post("/reception/register/details/", **told)

    def say_who(self, *, relation: str = "self", **answers: Any) -> Any:
        """For whom, the person, and who comes along."""
        self.post("/reception/register/whom/", relation=relation)
        along = ("representatives", "mandate_names", "access_needs", "access_note")
        visit = {"representatives": "1"} | {name: answers.pop(name) for name in along if name in answers}
        told = {"name": "王小明", "id_number": ID_NUMBERS[0]} | answers
        page = self.post("/reception/register/person/", **told)
        if not page.redirect_chain:
            return page
        return self.post("/reception/register/coming/", **visit)

    def send(self, page: Any = None, **answers: Any) -> Any:
        if page is None or not hidden_fields(page):  # a group is asked for its list first
            page = self.get("/reception/register/check/")
        return self.post("/reception/register/check/", **hidden_fields(page), send="1", **answers)

    def walk_to_check(self, **who: Any) -> Any:
        self.about()
        self.choose()
        self.confirm_phone()
        self.tell()
        return self.say_who(**who)

    def register(self, **who: Any) -> tuple[str, str]:
        """Number and query code, as the receipt shows them."""
        return number_and_code(self.send(self.walk_to_check(**who)))


def hidden_fields(page: Any) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(key|seen)" value="([^"]*)"', page.content.decode())
    return {name: unescape(value) for name, value in found}


def number_and_code(page: Any) -> tuple[str, str]:
    shown = re.findall(r'<dd class="number h3">([^<]+)</dd>', page.content.decode())
    assert len(shown) == 2, "this is not the receipt"
    return shown[0], shown[1]
