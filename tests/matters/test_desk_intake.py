"""A clerk's one screen and a grid worker's short one, as a browser without JavaScript meets them."""

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from foundation.notifications.models import Message
from foundation.people.models import User
from matters.models import ExternalNumber, HotlineNumber, Matter, MatterState, Outcome
from matters.services.linking import requester_key_of
from tests.matters.casework import staff
from tests.matters.factories import MatterFactory, category, city, village
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db

NEW, GRID = "/desk/matters/new/", "/desk/matters/grid/"
SLIP, MINE = f"{NEW}slip/", f"{NEW}mine/"
STORY = "井水从八月起发黄，烧开了还有沉淀，全村老人都不敢喝。"
SPOKEN = {
    "category": "housing", "kind": "help", "urgency": "ordinary", "text": STORY, "request": "请派人来检测水质。",
    "name": "王大爷", "phone": "0513-83310000", "consent": "spoken",
}  # fmt: skip
FOUND = {"text": "路边堆着建筑垃圾，挡住了盲道。", "category": "housing", "urgency": "ordinary", "done": "no"}
PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00\x0cIDATx"
    b"\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82"
)


class Clerk:
    """One form, and what is typed into it."""

    def __init__(self, role: str = "window_clerk", on: Any = None, page: str = NEW) -> None:
        self.user: User = staff(role, on or (village() if role in ("village_cadre", "grid_worker") else None))
        self.client, self.page = sign_in_staff(Client(), self.user), page
        self.form = self.client.get(page).content.decode()
        [self.key] = re.findall(r'name="key" value="([0-9a-f]{32})"', self.form)
        self.ordinary = SPOKEN if page == NEW else FOUND | {"place": village().name}
        if page == NEW:
            [channel] = re.findall(r'name="channel" value="([a-z_]+)"[^>]*(?:checked|type="hidden")?', self.form)[:1]
            self.ordinary = self.ordinary | {"channel": channel}

    def post(self, **typed: Any) -> Any:
        return self.client.post(self.page, {"key": self.key, "send": "1"} | self.ordinary | typed, follow=True)


def text_of(page: Any) -> str:
    return unescape(page.content.decode())


def only_matter() -> Matter:
    return Matter.objects.get()


def test_an_old_man_at_the_window_goes_home_with_number_and_code():
    clerk = Clerk()
    page = clerk.post()
    matter = only_matter()
    assert page.redirect_chain[-1][0] == SLIP
    assert matter.number in text_of(page)
    assert "打电话" in text_of(page)
    assert "王大爷" not in text_of(page)
    assert (matter.channel, matter.place, matter.events.get().actor) == ("window", city(), clerk.user)
    assert matter.requester_key == requester_key_of(phone="0513-83310000")
    assert not Message.objects.filter(channel__in=["call", "sms"]).exists(), "he has just been told"


def test_a_second_click_leads_to_the_same_slip_and_a_changed_form_to_the_list():
    clerk = Clerk()
    clerk.post()
    assert clerk.post().redirect_chain[-1][0] == SLIP
    clerk.client.session.flush()
    again = sign_in_staff(Client(), clerk.user)
    page = again.post(NEW, {"key": clerk.key, "send": "1"} | clerk.ordinary | {"text": STORY + "改了"}, follow=True)
    assert page.redirect_chain[-1][0] == MINE
    assert only_matter().number in text_of(page)


def test_nothing_typed_is_lost_when_something_is_missing():
    page = Clerk().post(consent="", name="")
    assert STORY in text_of(page)
    assert "0513-83310000" in text_of(page)
    assert not Matter.objects.exists()


@pytest.mark.parametrize(
    ("role", "channel", "procedure"),
    [
        ("window_clerk", "window", "hotline"),
        ("hotline_operator", "phone", "hotline"),
        ("village_cadre", "grid", "hotline"),
    ],
)
def test_the_door_follows_from_the_role(role, channel, procedure):
    Clerk(role).post()
    matter = only_matter()
    assert (matter.channel, matter.version.procedure.code) == (channel, procedure)
    assert matter.place == (village() if role == "village_cadre" else city())


def test_a_letter_is_a_petition_and_may_be_long():
    Clerk().post(channel="letter", text="信" * 20_000)
    matter = only_matter()
    assert (matter.channel, matter.version.procedure.code, len(matter.text)) == ("letter", "petition", 20_000)
    assert "20000" in text_of(Clerk().post(text="信" * 20_001))


def test_a_question_may_be_anonymous_and_a_complaint_may_not():
    nobody = {"name": "", "phone": ""}
    assert "需要留下姓名和电话" in text_of(Clerk().post(**nobody, is_complaint="on"))
    page = Clerk().post(**nobody, kind="consult")
    assert only_matter().is_anonymous
    assert "未留姓名" in text_of(page)


def test_an_old_hotline_number_says_what_it_is_about():
    HotlineNumber.objects.all().delete()
    HotlineNumber.objects.create(number="12319", name="城建热线", category=category("environment"))
    operator = Clerk("hotline_operator")
    assert "12319" in operator.form
    operator.post(category="unsure", old_number="12319")
    assert only_matter().category == category("environment")
    assert "12319" not in Clerk("window_clerk").form


def test_what_is_pending_already_is_not_taken_twice():
    known = MatterFactory(place=village())
    ExternalNumber.objects.create(matter=known, system="hotline", number="WG2026-7", added_at=known.registered_at)
    page = Clerk().post(system="hotline", system_number="WG2026-7")
    assert known.number in text_of(page)
    assert STORY in text_of(page)
    assert Matter.objects.count() == 1
    assert known.number not in text_of(Clerk("village_cadre", city()).post(system="hotline", system_number="WG2026-7"))


def test_an_answer_at_once_is_judged_like_any_other():
    Clerk("hotline_operator").post(answer="请带身份证到便民服务中心二楼办理。", kind="consult")
    matter = only_matter()
    assert matter.state == MatterState.REPLIED
    assert matter.replies.get().text.startswith("请带身份证")
    assert 'name="answer"' not in Clerk("village_cadre").form


def test_a_text_that_belongs_to_another_door_is_led_there_first():
    clerk = Clerk()
    page = clerk.post(text="我丈夫喝酒后打我，孩子也怕他。")
    assert "12338" in text_of(page)
    assert not Matter.objects.exists()
    clerk.post(text="我丈夫喝酒后打我，孩子也怕他。", passed="violence")
    assert Matter.objects.count() == 1
    page = Clerk().post(text="我要举报张局长收了开发商十万块钱，受贿。")
    assert "12388" in text_of(page)
    assert Matter.objects.count() == 1


def test_what_i_took_down_is_mine_alone():
    clerk, other = Clerk(), Clerk()
    clerk.post()
    assert only_matter().number in text_of(clerk.client.get(MINE))
    assert only_matter().number not in text_of(other.client.get(MINE))
    assert other.client.get(SLIP).status_code == 302


def test_the_slip_of_what_a_worker_saw_speaks_to_the_worker_and_asks_for_no_verdict():
    page = text_of(Clerk("grid_worker", page=GRID).post())
    assert only_matter().number in page
    assert "情况已记录" in page
    assert "您未留姓名" not in page
    assert "办没办好" not in page


def test_a_grid_worker_reports_with_a_photo_where_their_grid_is():
    worker = Clerk("grid_worker", page=GRID)
    assert village().name in worker.form
    photo = SimpleUploadedFile("盲道.png", PIXEL, content_type="image/png")
    worker.post(files=photo)
    matter = only_matter()
    assert (matter.state, matter.place, matter.is_anonymous) == (MatterState.REGISTERED, village(), True)
    assert (matter.version.procedure.code, matter.files.count()) == ("grid_event", 1)


def test_what_is_settled_on_the_spot_says_how():
    worker = Clerk("grid_worker", page=GRID)
    assert "怎样解决" in text_of(worker.post(done="yes"))
    worker.post(done="yes", settled="已联系施工方当场清走。")
    matter = only_matter()
    assert (matter.state, matter.outcome) == (MatterState.CLOSED, Outcome.ON_THE_SPOT)
    assert matter.events.get().words == "已联系施工方当场清走。"
    assert matter.due_at is None


def test_a_report_that_comes_twice_over_a_bad_line_is_one():
    worker = Clerk("grid_worker", page=GRID)
    worker.post()
    worker.client.session["matter_slip"] = ""
    sign_in_staff(Client(), worker.user).post(GRID, {"key": worker.key, "send": "1"} | worker.ordinary)
    assert Matter.objects.count() == 1


def test_who_asked_the_grid_worker_is_told_how_their_data_are_used():
    worker = Clerk("grid_worker", page=GRID)
    assert "征得同意" in text_of(worker.post(name="李阿姨", phone="13800138000"))
    worker.post(name="李阿姨", phone="13800138000", consent="on")
    assert only_matter().person is not None


@pytest.mark.parametrize("role", ["dispatcher", "unit_officer", "callback_agent", "supervisor", "administrator"])
def test_who_takes_nothing_in_is_told_so(role):
    client = sign_in_staff(Client(), staff(role))
    assert {client.get(page).status_code for page in (NEW, SLIP, MINE, GRID)} == {403}


@pytest.mark.parametrize(("button", "shown_as"), [("mask", "139****5678"), ("keep", "13912345678")])
@pytest.mark.parametrize(("role", "page"), [("window_clerk", NEW), ("hotline_operator", NEW), ("grid_worker", GRID)])
def test_numbers_in_what_is_taken_down_are_covered_up_or_kept_knowingly(role, page, button, shown_as):
    clerk, text = Clerk(role, page=page), "他的电话是13912345678，打不通。"
    shown = clerk.post(text=text)
    assert "139****5678" in text_of(shown)
    assert text in text_of(shown), "nothing typed is lost"
    assert not Matter.objects.exists()
    assert clerk.post(text=text, **{"send": "", button: "1"}).redirect_chain[-1][0] == SLIP
    assert only_matter().text == f"他的电话是{shown_as}，打不通。"


def test_numbers_in_how_it_was_settled_are_asked_about_too():
    worker = Clerk("grid_worker", page=GRID)
    told = {"done": "yes", "settled": "已请13912345678清走。"}
    assert "139****5678" in text_of(worker.post(**told))
    worker.post(**told, mask="1")
    assert only_matter().events.get().words == "已请139****5678清走。"
