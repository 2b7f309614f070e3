"""Answered letters: the desk that prepares them and the list that everybody reads."""

import pytest
from django.test import Client

from matters.exceptions import NotPublishable
from matters.models import Category, LetterWords, Matter, Publication
from matters.public_letters import Narrowed, letters
from matters.services.publishing import agree_to_publication, draft_publication, keep_private, publish, why_not
from tests.matters.casework import LATER, answered, somebody, staff
from tests.matters.factories import category, city
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db
TYPED = {"title": "电梯多次停运何时修好", "text": "三号楼电梯一个月停了四次。", "reply": "已经修好。", "checked": "on"}


def consenting(**facts) -> Matter:
    return answered(consents_to_publication=True, **facts)


def letter(*, title="电梯多次停运何时修好", text="电梯一个月停了四次。", at=None, **facts) -> Publication:
    at = at or LATER(50)
    drafted = draft_publication(
        matter=consenting(**facts), title=title, text=text, reply="已经修好。", actor=somebody("writer"), at=at
    )
    agree_to_publication(publication=drafted, at=at)
    publish(publication=drafted, actor=somebody("second"), at=at)
    return drafted


def at_desk(role: str) -> Client:
    return sign_in_staff(Client(), staff(role))


def text_of(answer) -> str:
    return answer.content.decode()


def test_drafted_by_the_dispatcher_agreed_and_let_out_by_the_supervisor():
    matter = consenting(text="我是王小明，电话13800138000。电梯坏了。", name="王小明")
    dispatcher, supervisor = at_desk("dispatcher"), at_desk("supervisor")
    assert matter.number in text_of(dispatcher.get("/desk/letters/"))
    page = text_of(dispatcher.get(f"/desk/letters/{matter.number}/draft/"))
    prefilled = page[page.index("<textarea") : page.index("</textarea>")]
    assert "13800138000" not in prefilled
    assert "王小明" not in prefilled
    dispatcher.post(f"/desk/letters/{matter.number}/draft/", TYPED)
    drafted = Publication.objects.get()
    assert matter.number in text_of(supervisor.get("/desk/letters/?tab=waiting"))
    seen = {"seen": drafted.drafted_at.isoformat()}
    supervisor.post(f"/desk/letters/{matter.number}/", seen)
    assert not Publication.objects.public().exists()
    agree_to_publication(publication=drafted, at=LATER(60))
    dispatcher.post(f"/desk/letters/{matter.number}/", seen)
    assert not Publication.objects.public().exists()
    supervisor.post(f"/desk/letters/{matter.number}/", {"seen": "2020-01-01"})
    assert not Publication.objects.public().exists()
    supervisor.post(f"/desk/letters/{matter.number}/", seen)
    assert Publication.objects.public().get().reviewed_by_id
    for prefix in ("", "/en"):
        public = text_of(Client().get(f"{prefix}/letters/{drafted.pk}/"))
        assert TYPED["title"] in public
        assert TYPED["text"] in public
        assert matter.number not in public
        assert "王小明" not in public


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"text": "请打13800138000找我。"}, "138****8000"),
        ({"title": "电梯"}, "4"),
        ({"title": "小区电梯坏了"}, "自己的"),
        ({"checked": ""}, "再读"),
    ],
    ids=["phone", "short title", "own first line", "unread"],
)
def test_what_is_refused_is_said_and_stays_typed(typed, message):
    matter = consenting(text="小区电梯坏了\n一个月停了四次。")
    page = text_of(at_desk("dispatcher").post(f"/desk/letters/{matter.number}/draft/", TYPED | typed))
    assert not Publication.objects.exists()
    assert message in page
    assert TYPED["reply"] in page


@pytest.mark.parametrize(
    "facts",
    [
        {"category": "family-dispute"},
        {"category": "medical-service"},
        {"text": "老公打我，请帮帮我。"},
        {"text": "有人收受贿赂，请查一查。"},
    ],
    ids=["family", "below health", "violence", "accusation"],
)
def test_never_family_health_violence_or_accusations(facts):
    if "category" in facts:
        facts = {"category": category(facts["category"])}
    matter = consenting(**facts)
    assert why_not(matter)
    with pytest.raises(NotPublishable):
        draft_publication(
            matter=matter, title="一件不公开的事", text="内容。", reply="答复。", actor=somebody("writer"), at=LATER(50)
        )


def test_the_desk_offers_nothing_of_a_delicate_category():
    matter = consenting(category=category("family-dispute"))
    assert matter not in Matter.objects.publishable()
    Category.objects.filter(code="family-dispute").update(is_never_public=False)
    assert matter in Matter.objects.publishable()


def test_the_office_takes_a_letter_down_with_a_reason():
    found, supervisor = letter(), at_desk("supervisor")
    address = f"/desk/letters/{found.matter.number}/private/"
    supervisor.post(address, {"reason": "wrong"})
    assert Client().get(f"/letters/{found.pk}/").status_code == 200
    supervisor.post(address, {"reason": "wrong", "words": "楼号写错了"})
    assert Client().get(f"/letters/{found.pk}/").status_code == 404
    assert not LetterWords.objects.exists()
    found.refresh_from_db()
    assert (found.reason, found.words) == ("wrong", "楼号写错了")
    assert Matter.objects.get().consents_to_publication


def test_one_that_was_never_drafted_leaves_the_queue():
    matter = consenting()
    keep_private(matter=matter, reason="internal", words="正在研究", actor=somebody("writer"), at=LATER(50))
    assert matter.number not in text_of(at_desk("dispatcher").get("/desk/letters/"))
    assert matter.number in text_of(at_desk("dispatcher").get("/desk/letters/?tab=ended"))


def test_the_list_is_narrowed_and_searched():
    housing = letter(category=category("property-service"))
    noise = letter(title="夜间施工噪声扰民", text="工地夜里施工。", category=category("noise"), at=LATER(51))
    assert list(letters(Narrowed(text="电梯 停运"))) == [housing]
    assert list(letters(Narrowed(text="施工"))) == [noise]
    assert list(letters(Narrowed(text="修好", category=category("housing").pk))) == [housing]
    assert list(letters(Narrowed(category=category("environment").pk))) == [noise]
    assert not letters(Narrowed(year=2020)).exists()
    assert letters(Narrowed(text="修好", year=2026)).count() == 2
    page = text_of(Client().get("/letters/?q=施工&category=environment&year=2026"))
    assert noise.title in page
    assert housing.title not in page
    for odd in ("?q=%22%27%29*--", "?category=x&year=y&unit=z", "?after=made-up", "?q=" + "长" * 500):
        assert Client().get(f"/letters/{odd}").status_code == 200


def test_a_place_is_named_no_finer_than_its_town():
    from tests.matters.factories import village

    assert letter(place=village()).place.level == "town"
    assert letter(place=city(), at=LATER(51)).place.level == "city"


def test_the_list_is_kept_ready_made_but_no_search_is():
    letter()
    assert getattr(Client().get("/letters/"), "is_public_page", False)
    assert getattr(Client().get("/letters/?category=housing"), "is_public_page", False)
    assert not getattr(Client().get("/letters/?q=电梯"), "is_public_page", False)
    assert not getattr(Client().get("/letters/?category=made-up"), "is_public_page", False)


def test_the_lists_ask_no_more_for_more_letters(django_assert_max_num_queries):
    client = at_desk("supervisor")
    for hour in range(3):
        letter(at=LATER(50 + hour))
    client.get("/desk/letters/?tab=published")
    for address in ("/desk/letters/", "/desk/letters/?tab=published"):
        with django_assert_max_num_queries(20):
            client.get(address)
    Client().get("/letters/")
    with django_assert_max_num_queries(14):
        Client().get("/letters/?q=修好")


def test_letters_stand_in_the_site_map():
    found = letter()
    assert f"/letters/{found.pk}/" in text_of(Client().get("/sitemap-letters.xml"))
    assert "/letters/" in text_of(Client().get("/sitemap-services.xml"))
