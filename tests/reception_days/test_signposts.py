"""What belongs to another door first is recognised; what only sounds like it may go on."""

import pytest

from foundation.requests.services import new_key
from matters.exceptions import AccusationNotTaken
from matters.services.accusations import refuse_accusation
from matters.signposts import Sign, accuses_somebody, look, marks
from reception_days.models import Booking
from reception_days.services import register_booking
from tests.reception_days.factories import AT, Matter, SeatFactory, application


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("楼上起火了，快来人", Sign.EMERGENCY),
        ("家里煤气泄漏没人管", Sign.EMERGENCY),
        ("我不想活了", Sign.EMERGENCY),
        ("There is a GAS LEAK in our house", Sign.EMERGENCY),
        ("老公打我，我不敢回家", Sign.VIOLENCE),
        ("长期遭受家 暴", Sign.VIOLENCE),
        ("长期遭受家\u200b暴", Sign.VIOLENCE),
        ("My husband hit me again", Sign.VIOLENCE),
        ("我丈夫喝酒后打我，孩子也怕他", Sign.VIOLENCE),
        ("老公喝醉了又把我打伤了", Sign.VIOLENCE),
        ("我经常被我儿子关在屋里打", Sign.VIOLENCE),
        ("他又打我了，我丈夫喝了酒就打人", Sign.VIOLENCE),
        ("他又打我了", Sign.VIOLENCE),
        ("她又动手打我，我只好回娘家", Sign.VIOLENCE),
        ("我丈夫喝了酒就打人", Sign.VIOLENCE),
        ("老公一喝多就在家动手打人", Sign.VIOLENCE),
        ("我爸脾气不好，天天打人", Sign.VIOLENCE),
        ("他一喝酒就打我和孩子", Sign.VIOLENCE),
        ("女婿常常打老人", Sign.VIOLENCE),
        ("他 又 打 我 了", Sign.VIOLENCE),
        ("My husband came home drunk and beat me", Sign.VIOLENCE),
        ("村里的征地款被贪污了", Sign.ACCUSATION),
        ("Somebody there took a bribe", Sign.ACCUSATION),
        ("法院判决不公，我要求改判", Sign.COURT),
        ("对判决不服，要求重新审理", Sign.COURT),
        ("The judgment is unfair", Sign.COURT),
    ],
)
def test_a_text_points_to_its_door(text, sign):
    found = look(text)
    assert found is not None
    assert (found.sign, found.is_closed) == (sign, False)


@pytest.mark.parametrize(
    "text",
    [
        "小区电梯坏了两个月没有人修，老人上下楼很困难。",
        "这是我父亲的救命钱，请尽快报销。",
        "请给楼道装燃气泄漏报警器。",
        "工地噪声大，晚上睡不着。",
        "我丈夫在工地上被打伤，老板不赔钱。",
        "请让我儿子打我电话。",
        "我打了12345",
        "他打电话给我",
        "他又打我电话催我交物业费。",
        "他又打我的手机，一天好几次。",
        "他又打电话给我，说要停水。",
        "我丈夫打了12345，没有人接。",
        "我丈夫打人民调解室的电话没人接。",
        "老公打人社局热线问社保。",
        "我丈夫看见保安在小区门口打人。",
        "我丈夫被人打了，派出所没有立案。",
        "我儿子在学校打人，老师让我们去一趟。",
        "我丈夫从来不打人，是邻居先动手。",
        "我父亲在工地打工，工资没有发。",
        "我爱人打不通窗口的电话。",
        "邻居家的儿子把我打伤了，派出所已经处理。",
        "My son wants to open a shop. The owner beat me down on the price.",
        "村里反腐倡廉宣传栏挡住了路。",
        "法院门口的路灯坏了，晚上看不清。",
        "怎样申请模拟法庭的旁听？",
        "The uploaded PDF is a corrupt file.",
        "The old pipes under the house leak.",
        "Suicidality training for teachers",
    ],
)
def test_an_ordinary_matter_is_not_sent_elsewhere(text):
    assert look(text) is None


@pytest.mark.parametrize(
    "text",
    ["张局长收受贿赂", "镇里的书记李强贪污修路款", "李书记多次索贿", "Director Zhang took a bribe from the builder"],
)
def test_an_accusation_of_a_named_official_cannot_be_gone_past(text):
    found = look(text, passed=marks())
    assert found is not None
    assert found.is_closed
    assert accuses_somebody(text)


@pytest.mark.parametrize(
    "text",
    [
        "由于局长腐败，事情办不成",
        "听说村里有人贪污，账目不公开",
        "物业公司贪污维修资金",
        "前任书记时期有腐败问题",
        "The judge accepted a bribe, people say",
    ],
)
def test_an_accusation_that_names_nobody_may_be_gone_past(text):
    assert look(text).is_closed is False
    assert look(text, passed=["accusation"]) is None


def test_a_known_officials_name_is_enough():
    text = "大家都知道欧阳建设收了好处，拿回扣，钱权交易"
    assert not look(text).is_closed
    assert look(text, names=["欧阳建设"]).is_closed


def test_a_form_that_names_the_leader_is_enough():
    assert look("他受贿", names_somebody=True).is_closed
    assert look("他态度很差", names_somebody=True) is None


def test_a_name_far_from_the_word_is_not_accused():
    text = "张局长接待了我。" + "后来又去了很多次，一直没有结果。" * 10 + "物业公司贪污。"
    assert look(text).is_closed is False


def test_danger_comes_before_everything_else():
    assert look("老公打我，还持刀威胁").sign is Sign.EMERGENCY
    assert look("老公打我，还持刀威胁", passed=["emergency-attack"]).sign is Sign.VIOLENCE


def test_request_and_story_are_read_together():
    assert look("请帮忙", "有人家暴").sign is Sign.VIOLENCE
    assert look("普通的事情", "普通的请求") is None


@pytest.mark.django_db
def test_no_door_can_register_an_accusation_of_a_named_official():
    seat = SeatFactory(held=True)
    told = application(text="张局长收受贿赂，请调查。")
    with pytest.raises(AccusationNotTaken):
        register_booking(key=new_key(), token=seat.hold_token, day=seat.session.day, application=told, at=AT)
    assert not Booking.objects.exists()
    assert not Matter.objects.exists()


@pytest.mark.django_db
def test_a_serving_leaders_name_is_known_without_the_office():
    seat = SeatFactory(held=True, session__post__holder="欧阳建设")
    told = application(text="大家都知道欧阳建设拿回扣。")
    with pytest.raises(AccusationNotTaken):
        register_booking(key=new_key(), token=seat.hold_token, day=seat.session.day, application=told, at=AT)


@pytest.mark.django_db
def test_who_serves_is_asked_only_where_misconduct_is_spoken_of(django_assert_num_queries):
    with django_assert_num_queries(0):
        refuse_accusation("电梯坏了两个月", "请修好", at=AT)


def test_another_kind_of_danger_asks_anew():
    gas = look("楼上煤气泄漏，没人管")
    assert look("楼上煤气泄漏，没人管，也闻到煤气", passed=[gas.mark]) is None
    despair = look("楼上煤气泄漏，没人管，我不想活了", passed=[gas.mark])
    assert (despair.sign, despair.kind) == (Sign.EMERGENCY, "despair")
    assert look("楼上煤气泄漏，没人管，我不想活了", passed=[gas.mark, despair.mark]) is None
