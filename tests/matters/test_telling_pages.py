"""The way through telling a matter, as a citizen without JavaScript walks it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from foundation.encryption.fields import decrypt
from foundation.notifications.models import Message
from foundation.people.models import Person
from matters.drafts import MatterDraft
from matters.models import Channel, Matter, MatterFile, Publication
from tests.matters.casework import answered, somebody
from tests.matters.factories import QUERY_CODE, PersonFactory, category
from tests.matters.walking import REQUEST, STORY, Teller
from tests.people.factories import PostFactory
from tests.reception_days.walking import number_and_code
from tests.sign_in import sign_in_citizen

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
    "18dd8db00000000049454e44ae426082"
)


def draft_of(teller):
    sealed = teller.client.session.get(MatterDraft.SESSION_KEY, "")
    return decrypt(sealed, context=MatterDraft.CONTEXT) if sealed else ""


def in_public(title, text, *, state="published"):
    """A published letter; whose matter it is does not matter here."""
    matter = answered(category=category("traffic"), consents_to_publication=True)
    agreed = {"agreed_at": matter.replied_at, "reviewed_by": somebody("reviewer"), "published_at": matter.replied_at}
    return Publication.objects.create(
        matter=matter, title=title, text=text, reply="路灯已经修好。", state=state, drafted_by=somebody("editor"),
        drafted_at=matter.replied_at, **agreed,
    )  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["Chinese", "English"])
def test_a_citizen_tells_a_matter_and_gets_number_code_and_date(prefix):
    teller = Teller(prefix=prefix)
    page = teller.send(teller.walk_to_check())
    number, _code = number_and_code(page)
    matter = Matter.objects.get(number=number)
    assert (matter.channel, matter.kind, matter.category.code) == (Channel.WEB, "help", "traffic")
    assert (matter.text, matter.request, matter.happened) == (STORY, REQUEST, "每天晚上")
    assert (matter.person.name, matter.place.name, matter.state) == ("王小明", "柳湾村", "registered")
    assert b"<svg" in page.content
    assert f"{matter.due_at.astimezone():%Y-%m-%d}".encode() in page.content
    assert ("working days" if prefix else "个工作日") in page.content.decode()
    assert Message.objects.filter(template="matters/registered", channel="sms").count() == 1
    assert draft_of(teller) == ""


def test_a_second_click_on_send_leads_to_the_same_receipt():
    teller = Teller()
    check = teller.walk_to_check()
    first, again = teller.send(check), teller.send(check)
    assert number_and_code(first) == number_and_code(again)
    assert Matter.objects.count() == 1


def test_what_another_tab_changed_is_checked_once_more():
    teller = Teller()
    check = teller.walk_to_check()
    teller.tell(request="请换成节能灯。")
    teller.send(check)
    assert not Matter.objects.exists()


def test_a_subject_of_another_door_shows_it_and_stores_nothing():
    page = Teller().post("", category="misconduct")
    assert "12388" in page.content.decode()
    assert not Matter.objects.exists()


def test_every_step_asks_for_the_one_before_it():
    teller = Teller()
    for step in ("kind", "details", "where", "who", "notice", "check"):
        assert teller.get(f"matters/new/{step}/").redirect_chain[-1][0] == "/matters/new/"


@pytest.mark.parametrize("path", ["", "kind/", "details/", "papers/", "where/", "who/"])
def test_the_emergency_notice_stands_on_every_page(path):
    teller = Teller()
    teller.walk_to_check()
    text = teller.get(f"matters/new/{path}").content.decode()
    assert all(number in text for number in ("110", "119", "120", "122"))


def test_danger_is_shown_the_numbers_first_and_may_go_on():
    teller = Teller()
    teller.about()
    page = teller.tell(text="楼上煤气泄漏，味道很大。")
    assert 'href="tel:119"' in page.content.decode()
    assert "煤气泄漏" not in draft_of(teller)
    page = teller.tell(text="楼上煤气泄漏，味道很大。", passed="emergency-fire")
    assert page.redirect_chain[-1][0].endswith("/papers/")


def test_a_judgment_is_shown_the_courts_way_first_and_may_go_on():
    teller = Teller()
    teller.about()
    page = teller.tell(text="法院判决不公，我要求改判。").content.decode()
    assert all(each in page for each in ("判决只能由法院改变", 'href="tel:12368"', "申请再审"))
    page = teller.tell(text="法院判决不公，我要求改判。", passed="court")
    assert page.redirect_chain[-1][0].endswith("/papers/")


def test_an_accusation_of_a_named_official_is_not_taken():
    teller = Teller()
    teller.about()
    page = teller.tell(text="张局长收受红包，给亲戚批项目。", passed="accusation")
    assert "12388" in page.content.decode()
    assert "红包" not in draft_of(teller)


def test_violence_is_not_shown_back():
    teller = Teller()
    teller.about("neighbours")
    teller.tell(text="老公打我，我很害怕。", passed="violence")
    assert "老公打我" not in teller.get("matters/new/details/").content.decode()
    teller.say_where()
    teller.say_who()
    teller.confirm_phone()
    check = teller.agree()
    assert "老公打我" not in check.content.decode()
    teller.send(check)
    assert Message.objects.filter(channel="sms").latest("pk").template == "matters/discreet"
    assert Matter.objects.get().text == "老公打我，我很害怕。"


def test_personal_numbers_are_shown_masked_and_covered_up_on_request():
    teller = Teller()
    teller.about()
    page = teller.tell(text="物业经理电话13912345678，身份证329981198507123015，让我交两次钱。")
    assert "139****5678" in page.content.decode()
    assert "13912345678" not in page.content.decode()
    assert teller.get("matters/new/where/").redirect_chain[-1][0].endswith("/personal/")
    teller.post("personal/", mask="1")
    teller.say_where()
    assert "139****5678" in draft_of(teller)
    assert "329981198507123015" not in draft_of(teller)


def test_who_needs_the_number_in_the_text_keeps_it():
    teller = Teller()
    teller.about()
    teller.tell(text="请打13912345678联系我母亲，她一个人在家。")
    page = teller.post("personal/", keep="1")
    assert page.redirect_chain[-1][0].endswith("/papers/")
    assert "13912345678" in draft_of(teller)


@pytest.mark.parametrize(
    ("subject", "kind", "complaint", "allowed"),
    [("housing", "consult", "", True), ("housing", "suggestion", "", True), ("traffic", "help", "", True),
     ("housing", "help", "", False), ("traffic", "complaint", "", False), ("traffic", "help", "service", False)],
)  # fmt: skip
def test_without_a_name_only_what_needs_none(subject, kind, complaint, allowed):
    teller = Teller()
    teller.about(subject, kind=kind, complaint=complaint)
    teller.tell()
    teller.say_where()
    teller.post("who/", anonymous="yes", name="")
    check = teller.agree()
    assert (check.redirect_chain[-1][0].endswith("/check/")) is allowed
    if allowed:
        teller.send(check)
        matter = Matter.objects.get()
        assert (matter.person, matter.name, matter.phone) == (None, "", "")
        assert not Message.objects.exists()


def test_a_complaint_about_an_official_names_the_post():
    post = PostFactory(name="住建局局长", kind="unit_head")
    teller = Teller()
    teller.about("housing", kind="complaint", complaint=str(post.pk))
    teller.tell()
    teller.say_where()
    teller.say_who()
    teller.confirm_phone()
    teller.send(teller.agree())
    assert (Matter.objects.get().about_post, Matter.objects.get().complaint_kind) == (post, "official")


def test_files_go_with_the_matter():
    teller = Teller()
    teller.walk_to_check()
    upload = SimpleUploadedFile("灯.png", PNG, content_type="image/png")
    assert (
        "灯" in teller.client.post("/matters/new/papers/", {"files": upload, "add": "1"}, follow=True).content.decode()
    )
    teller.send(teller.get("matters/new/check/"))
    assert MatterFile.objects.get().matter == Matter.objects.get()


def test_only_public_answers_are_offered():
    in_public("路灯坏了请修", "门口的路灯坏了，晚上看不清路。")
    in_public("路灯不亮三天", "小区路灯坏了两个星期，看不清路。", state="shown")
    teller = Teller()
    teller.about()
    teller.tell()
    page = teller.say_where()
    assert "路灯坏了请修" in page.content.decode()
    assert "路灯不亮三天" not in page.content.decode()
    assert teller.post("similar/").redirect_chain[-1][0].endswith("/who/")


def test_what_is_not_alike_is_not_offered():
    in_public("公园几点开门", "想带孩子去公园，请问开放时间。")
    teller = Teller()
    teller.about()
    teller.tell()
    assert teller.say_where().redirect_chain[-1][0].endswith("/who/")


def test_an_account_is_neither_asked_for_a_phone_nor_a_name_again():
    person = PersonFactory(name="李小红", phone="13900139000")
    teller = Teller()
    sign_in_citizen(teller.client, person)
    teller.about()
    teller.tell()
    teller.say_where()
    assert 'value="李小红"' in teller.get("matters/new/who/").content.decode()
    teller.say_who("李小红")
    teller.send(teller.agree(publication="on"))
    matter = Matter.objects.get()
    assert (matter.person, matter.consents_to_publication) == (person, True)
    assert Person.objects.count() == 1


def test_the_notice_is_read_before_anything_is_sent():
    teller = Teller()
    teller.about()
    teller.tell()
    teller.say_where()
    teller.say_who()
    teller.confirm_phone()
    page = teller.post("notice/")
    assert "id_notice_read" in page.content.decode()
    assert teller.get("matters/new/check/").redirect_chain[-1][0].endswith("/notice/")


def test_forgetting_leaves_nothing_in_the_browser():
    teller = Teller()
    teller.about()
    teller.tell()
    assert STORY in draft_of(teller)
    teller.post("forget/")
    assert STORY not in draft_of(teller)


def test_the_receipts_code_opens_the_thread_and_nothing_else_does(client):
    number, code = Teller().register()
    assert client.get("/look-up/matter/").url.endswith("/look-up/")
    client.post("/look-up/", {"number": number, "code": QUERY_CODE})
    assert client.get("/look-up/matter/").url.endswith("/look-up/")
    client.post("/look-up/", {"number": number, "code": code})
    assert STORY in client.get("/look-up/matter/").content.decode()
