"""What editors meet: kinds of page by name, previews of blocks, and refusals that say what to do."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.blocks import StreamBlock, StructBlockValidationError
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from portal.blocks import BodyBlocks, ButtonBlock, FrontPageBlocks
from portal.models import NewsPage, TextPage
from tests.people.factories import superuser
from tests.portal.page_kit import document, home, news, news_list, picture
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return sign_in_staff(Client(headers={"accept-language": "zh-hans"}), superuser())


def content_state(text: str, href: str = "") -> str:
    entities = {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": href}}} if href else {}
    ranges = [{"offset": 0, "length": len(text), "key": 0}] if href else []
    block = {"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": ranges}
    return json.dumps({"blocks": [block], "entityMap": entities})


def form(**facts: Any) -> dict[str, str]:
    given = {
        "title": "新闻", "slug": "opened", "date": "2026-11-03", "source": "", "intro": "", "picture": "",
        "body": streamfield([("text", content_state("一段文字"))]), "related": streamfield([]), "seo_title": "",
        "search_description": "", "reviewed_on": "", "go_live_at": "", "expire_at": "", "action-publish": "1",
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    return dict(nested_form_data(given | facts))


def add_news(client: Client, **facts: Any) -> Any:
    address = reverse("wagtailadmin_pages:add", args=("portal", "newspage", news_list().pk))
    return client.post(address, form(**facts))


def test_a_new_page_is_published_and_shows_in_the_other_language_too(editor: Client) -> None:
    assert add_news(editor).status_code == 302
    assert Client().get("/news/opened/").status_code == 200
    assert "This page is not translated yet" in Client().get("/en/news/opened/").content.decode()


def test_the_english_twin_is_translated_with_a_button_that_says_so(editor: Client) -> None:
    add_news(editor)
    twin = NewsPage.objects.get(locale__language_code="en")
    edit, convert = (reverse(f"wagtailadmin_pages:{name}", args=[twin.pk]) for name in ("edit", "convert_alias"))
    shown = editor.get(edit).content.decode()
    assert f'href="{convert}?next={edit}">翻译此页</a>' in shown
    assert "另一种语言（简体中文）" in shown
    assert editor.post(convert, {"next": edit}).url == edit
    assert 'name="title"' in editor.get(edit).content.decode()
    assert "This page is not translated yet" in Client().get("/en/news/opened/").content.decode()
    assert '/en/news/opened/" lang="zh-Hans">新闻</a>' in Client().get("/en/news/").content.decode()
    twin = NewsPage.objects.get(pk=twin.pk)
    twin.title = "News"
    twin.save_revision().publish()
    assert "This page is not translated yet" not in Client().get("/en/news/opened/").content.decode()


def test_an_address_that_is_taken_is_refused_kindly(editor: Client) -> None:
    news(slug="opened", title="第一条")
    answer = add_news(editor, title="第二条")
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "opened" in shown
    assert "已" in answer.context["form"].errors["slug"][0], "said in Chinese"
    assert "第二条" in shown, "what was typed is kept"
    assert NewsPage.objects.count() == 1


def test_pasted_scripts_and_odd_links_do_not_reach_the_page(editor: Client) -> None:
    evil = content_state("<script>alert(1)</script>", "javascript:alert(1)")
    assert add_news(editor, body=streamfield([("text", evil)])).status_code == 302
    shown = Client().get("/news/opened/").content.decode()
    assert "<script>alert" not in shown
    assert 'href="javascript:' not in shown
    assert "&lt;script&gt;" in shown


def test_a_picture_block_without_alternative_is_refused(editor: Client) -> None:
    block = ("picture", {"image": str(picture().pk), "alternative": "", "caption": ""})
    assert add_news(editor, body=streamfield([block])).status_code == 200
    assert not NewsPage.objects.exists()


def test_a_film_needs_a_film_and_captions() -> None:
    film = BodyBlocks().child_blocks["film"]
    wrong = {"title": "片", "film": document("a.txt"), "captions": document("b.srt"), "transcript": ""}
    with pytest.raises(StructBlockValidationError) as refusal:
        film.clean(film.to_python({}) | wrong)
    assert set(refusal.value.block_errors) == {"film", "captions"}
    right = wrong | {"film": document("a.mp4"), "captions": document("b.vtt")}
    assert film.clean(film.to_python({}) | right)


def test_a_button_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(StructBlockValidationError):
        ButtonBlock().clean({"label": "去", "destination": "", "page": None, "url": ""})


def test_the_kinds_of_page_have_chinese_names_and_say_what_they_are_for(editor: Client) -> None:
    shown = editor.get(reverse("wagtailadmin_pages:add_subpage", args=(home().pk,))).content.decode()
    for words in ("栏目", "文章", "常见问题", "组织架构页", "分组的问题和答案。"):
        assert words in shown
    assert "first day of the period" not in shown


@pytest.mark.parametrize("blocks", [FrontPageBlocks(), BodyBlocks()])
def test_blocks_say_what_they_are_for_and_can_be_previewed(blocks: StreamBlock, editor: Client) -> None:
    """What shows a file of the library has a preview once there is one."""
    without = {name for name, block in blocks.child_blocks.items() if not block.is_previewable}
    assert without <= {"picture", "film", "paper"}
    picture()
    for name in ("a.mp4", "b.vtt"):
        document(name)
    for name, block in blocks.child_blocks.items():
        assert block.get_description(), name
        assert block.is_previewable, name
        shown = editor.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
        assert shown.status_code == 200, name


def test_a_preview_of_a_block_wears_the_styles_of_the_site(editor: Client) -> None:
    block = home()._meta.get_field("body").stream_block.child_blocks["door"]
    answer = editor.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert answer.status_code == 200
    assert "css/pages.css" in answer.content.decode()
    assert block.meta.preview_value["heading"] in answer.content.decode()


def test_pages_stand_only_where_they_belong() -> None:
    front = home()
    kinds = {model.__name__ for model in front.allowed_subpage_models()}
    assert "NewsPage" not in kinds
    assert "PolicyDocumentPage" not in kinds
    assert {model.__name__ for model in news_list().allowed_subpage_models()} == {"NewsPage"}
    assert not NewsPage.allowed_subpage_models()
    assert TextPage in TextPage.allowed_subpage_models()
    assert front.__class__ not in {
        m for page in Page.objects.filter(depth=3).specific() for m in page.allowed_subpage_models()
    }
