"""What goes wrong with pictures, pasted text and addresses: refused kindly, or made harmless."""

import json
import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.blocks import StreamValue
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from portal.models import NewsPage, PortalDocument, PortalImage, SectionPage, TextPage
from tests.people.factories import superuser
from tests.portal.page_kit import add, home, news, news_list
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db

WORD = (
    '<p class="MsoNormal" style="margin:2em"><span style="font-family:宋体">第一条<o:p></o:p></span></p>'
    "<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]--><style>p.MsoNormal{color:red}</style>"
    '<script>alert(1)</script><p onclick="x()">第<b>二</b>条<img src=x onerror=alert(1)></p>'
    '<p><a href="javascript:alert(1)">链</a><a href="data:text/html,x">接</a></p><iframe src="//evil.example"></iframe>'
)
BAD = ("<script", "alert(1)</", "onclick", "onerror", "javascript:", "data:text", "Mso", "<style", "<o:p", "<iframe")


@pytest.fixture
def editor() -> Client:
    return sign_in_staff(Client(headers={"accept-language": "zh-hans"}), superuser())


# --- Pictures ---------------------------------------------------------------------------------------


def jpeg(size: tuple[int, int] = (600, 400)) -> bytes:
    written = BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(written, "JPEG")
    return written.getvalue()


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of some hundred bytes that says it holds 3.6 thousand million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


def many_frames() -> bytes:
    """A GIF whose frames are small each and too much together."""
    frames = [Image.new("RGB", (2600, 2600), (number * 30, 0, 0)).convert("P") for number in range(7)]
    written = BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    return written.getvalue()


def add_picture(client: Client, name: str, content: bytes) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(
        "/cms/images/add/",
        {"title": "门口", "file": file, "collection": "1", "alternative_text": "门口的坡道", "credit": ""},
    )


def test_a_sound_picture_is_taken(editor: Client) -> None:
    assert add_picture(editor, "door.jpg", jpeg()).status_code == 302
    assert PortalImage.objects.get().width == 600


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.jpg", jpeg()[:-4000]),
        ("words.png", b"not a picture"),
        ("empty.png", b""),
        ("bomb.png", bomb()),
        ("large.png", bomb(7000, 6000)),
        ("frames.gif", many_frames()),
        ("photo.png", jpeg()),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("page.html", b"<script>alert(1)</script>"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_broken_or_huge_picture_is_refused_beside_its_field(editor: Client, name: str, content: bytes) -> None:
    answer = add_picture(editor, name, content)
    assert answer.status_code == 200
    [error] = answer.context["form"].errors["file"]
    assert any("\u4e00" <= character <= "\u9fff" for character in error), error
    assert not PortalImage.objects.exists()


def test_several_pictures_at_once_are_looked_at_as_well(editor: Client) -> None:
    file = SimpleUploadedFile("cut.jpg", jpeg()[:-4000])
    answer = editor.post("/cms/images/multiple/add/", {"files[]": file}, headers={"x-requested-with": "XMLHttpRequest"})
    assert not json.loads(answer.content)["success"]
    assert not PortalImage.objects.exists()


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(jpeg()[:3000]), lambda path: path.unlink()])
def test_a_page_goes_on_when_its_picture_is_damaged_on_the_disk(damage: Any, tmp_path: Any, settings: Any) -> None:
    picture = PortalImage(title="门", alternative_text="门口的坡道")
    picture.file.save("door.jpg", SimpleUploadedFile("door.jpg", jpeg()))
    block = ("picture", {"image": picture, "alternative": "门口的坡道", "caption": ""})
    page = news(picture=picture, body=[block])
    damage(settings.MEDIA_ROOT / picture.file.name)
    shown = Client().get(page.url)
    assert shown.status_code == 200
    assert "门口的坡道" in shown.content.decode()
    assert "img/shared.png" in shown.content.decode()


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "run.exe", "script.js"])
def test_a_document_a_browser_would_run_is_refused(editor: Client, name: str) -> None:
    file = SimpleUploadedFile(name, b"<script>alert(1)</script>")
    answer = editor.post("/cms/documents/add/", {"title": "文件", "file": file, "collection": "1"})
    assert answer.status_code == 200
    assert not PortalDocument.objects.exists()


# --- Text -------------------------------------------------------------------------------------------


def add_news(client: Client, body: str, **facts: str) -> Any:
    given = {
        "title": "新闻", "slug": "opened", "date": "2026-11-03", "source": "", "intro": "", "picture": "",
        "body": streamfield([("text", body)]), "related": streamfield([]), "seo_title": "", "search_description": "",
        "reviewed_on": "", "go_live_at": "", "expire_at": "", "action-publish": "1", "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    return client.post(f"/cms/pages/add/portal/newspage/{news_list().pk}/", nested_form_data(given | facts))


def content_state(*pieces: dict[str, Any], entities: dict[str, Any] | None = None) -> str:
    blank = {"key": "a", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [blank | piece for piece in pieces], "entityMap": entities or {}})


def prose(path: str) -> str:
    return Client().get(path).content.decode().partition('<div class="prose">')[2].partition("</article>")[0]


def test_a_title_without_a_slug_gives_one_and_never_the_same_twice(editor: Client) -> None:
    for _ in range(2):
        assert add_news(editor, WORD, title="水管 抢修", slug="").status_code == 302
    assert {*news_list().get_children().filter(title="水管 抢修").values_list("slug", flat=True)} == {
        "水管-抢修", "水管-抢修-2",
    }  # fmt: skip


def test_html_posted_in_place_of_the_editors_own_format_is_cleaned(editor: Client) -> None:
    assert add_news(editor, WORD).status_code == 302
    shown = prose("/news/opened/")
    for bad in BAD:
        assert bad not in shown, bad
    for good in ("第一条", "<b>二</b>", "链"):
        assert good in shown


def test_marks_the_editor_does_not_offer_do_not_get_in_through_its_own_format(editor: Client) -> None:
    evil = content_state(
        {"text": "大标题", "type": "header-one"},
        {"text": "<img src=x onerror=alert(1)>"},
        {"text": "链接", "entityRanges": [{"offset": 0, "length": 2, "key": 0}]},
        {"text": "嵌入", "type": "atomic", "entityRanges": [{"offset": 0, "length": 1, "key": 1}]},
        {"text": "样式", "inlineStyleRanges": [{"offset": 0, "length": 2, "style": "onclick=x"}]},
        entities={
            "0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "java\tscript:alert(1)"}},
            "1": {"type": "EMBED", "mutability": "IMMUTABLE", "data": {"url": "https://evil.example/"}},
        },
    )
    assert add_news(editor, evil).status_code == 302
    shown = prose("/news/opened/")
    for bad in ("<img", "script:", "<iframe", "evil.example", "onclick"):
        assert bad not in shown, bad
    assert "&lt;img" in shown


@pytest.mark.parametrize("odd", ["[]", "5", "null", '{"blocks": 5}', '{"blocks": [{}]}', "{", ""])
def test_a_format_nobody_sends_is_no_server_error(editor: Client, odd: str) -> None:
    assert add_news(editor, odd).status_code in {200, 302}


def test_a_null_character_is_refused_and_not_stored(editor: Client) -> None:
    assert add_news(editor, content_state({"text": "字\x00符"})).status_code == 200
    assert add_news(editor, content_state({"text": "字"}), title="题\x00").status_code == 200
    assert not NewsPage.objects.exists()


def test_blocks_written_by_an_import_are_cleaned_however_deep() -> None:
    from portal.models import FaqPage

    group = {"heading": "组", "questions": [{"question": "问", "answer": WORD}]}
    faq = add(home(), FaqPage(title="问答", slug="faq", groups=[("group", group)]))
    table = {"columns": [{"type": "words", "heading": "列"}], "rows": [{"values": [WORD]}], "caption": ""}
    raw = [
        {"type": "text", "value": WORD},
        {"type": "table", "value": {"caption": "表", "table": table, "first_column_names_rows": False}},
    ]
    body = StreamValue(NewsPage._meta.get_field("body").stream_block, raw, is_lazy=True)
    for page in (faq, news(body=body)):
        stored = page.groups if page is faq else page.body
        shown = Client().get(page.url).content.decode()
        words = str(stored.raw_data) + shown.replace('<script type="application/ld+json">', "").replace(
            "<script src", ""
        )
        for bad in BAD:
            assert bad not in words, (page, bad)
        assert "第一条" in words


# --- Addresses --------------------------------------------------------------------------------------


def linked(page: Page) -> TextPage:
    body = f'<p><a linktype="page" id="{page.pk}">看这里</a></p>'
    return add(home(), TextPage(title="指路", slug="pointer", body=body))


def test_links_follow_a_page_that_moves_and_the_old_address_leads_there(
    django_capture_on_commit_callbacks: Any,
) -> None:
    page = add(home(), TextPage(title="老地方", slug="old", body="文"))
    child = add(page, TextPage(title="下一层", slug="below", body="文"))
    linked(child)
    section = add(home(), SectionPage(title="栏目", slug="part"))
    with django_capture_on_commit_callbacks(execute=True):
        page.move(section, pos="last-child")
    assert 'href="/part/old/below/"' in Client().get("/pointer/").content.decode()
    assert Client().get("/old/below/")["Location"] == "/part/old/below/"
    assert Client().get("/part/old/below/").status_code == 200
    shown = Client().get("/sitemap-pages.xml").content.decode()
    assert "/part/old/below/</loc>" in shown
    assert "/old/</loc>" in shown.replace("/part/old/", "/old/")
    assert f"<loc>{'http://localhost:8000'}/old/" not in shown


def test_a_deleted_page_leads_to_the_list_it_stood_in_and_links_to_it_are_words(
    django_capture_on_commit_callbacks: Any,
) -> None:
    page = news(slug="gone", title="撤下的消息")
    with django_capture_on_commit_callbacks(execute=True):
        page.slug = "renamed"
        page.save_revision().publish()
    linked(page)
    NewsPage.objects.get(pk=page.pk).delete()
    shown = Client().get("/pointer/").content.decode()
    assert "看这里" in shown
    assert "/news/renamed/" not in shown
    for address in ("/news/renamed/", "/news/gone/"):
        answer = Client().get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/news/")
    for listing in ("/feeds/news/", "/feeds/news/atom/", "/sitemap-pages.xml", "/search/?q=撤下的消息"):
        assert "renamed" not in Client().get(listing).content.decode(), listing


def test_a_deleted_section_leads_to_what_is_left_above_it() -> None:
    section = add(home(), SectionPage(title="栏目", slug="part"))
    inner = add(section, SectionPage(title="里面", slug="inner"))
    add(inner, TextPage(title="最里面", slug="innermost", body="文"))
    Page.objects.get(pk=section.pk).delete()
    answer = Client().get("/part/inner/innermost/", follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == "/"


def test_a_new_page_takes_the_address_of_a_deleted_one() -> None:
    news(slug="again").delete()
    news(slug="again", title="新的一条")
    assert "新的一条" in Client().get("/news/again/").content.decode()


def test_a_draft_or_a_closed_page_leaves_no_trace() -> None:
    draft = TextPage(title="草稿", slug="draft", body="文", live=False)
    home().add_child(instance=draft)
    draft.delete()
    closed = news(slug="inside")
    closed.view_restrictions.create(restriction_type="login")
    NewsPage.objects.get(pk=closed.pk).delete()
    assert not Redirect.objects.exists()
    assert Client().get("/draft/").status_code == 404


def test_a_page_deleted_in_the_back_office_goes_in_both_languages(editor: Client) -> None:
    page = news(slug="both")
    from wagtail.models import Locale

    page.copy_for_translation(Locale.objects.get(language_code="en"), alias=True)
    assert editor.post(f"/cms/pages/{page.pk}/delete/").status_code == 302
    assert not NewsPage.objects.exists()
    assert Client().get("/news/both/")["Location"] == "/news/"
    assert Client().get("/en/news/both/")["Location"] == "/en/news/"


def test_an_editor_is_told_where_a_page_is_linked_before_it_goes(editor: Client) -> None:
    page = news(slug="linked-to")
    linked(page)
    shown = editor.get(f"/cms/pages/{page.pk}/delete/").content.decode()
    assert f"/cms/pages/{page.pk}/usage/" in shown
