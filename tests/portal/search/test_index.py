"""What gets into the index, and out of it, with the news from Wagtail; on both engines alike."""

from datetime import date

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils.timezone import localdate
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from portal.files import PortalDocument
from portal.models import HomePage
from portal.search.asking import read_question
from portal.search.engines import TEXT, Shelf, matching
from portal.search.models import Entry, Kind
from portal.search.services import rebuild
from tests.portal.page_kit import paper
from tests.portal.search.factories import home, text_page

pytestmark = pytest.mark.django_db


def found(text: str, language: str = "zh") -> list[str]:
    """Titles of what holds the words."""
    keys = matching(read_question(text).variants, TEXT, Shelf((language, Entry.ANY_LANGUAGE)), 50)
    titles = Entry.objects.in_bulk(keys)
    return [titles[key].title for key in keys]


def test_the_first_pages_are_found_right_after_the_migrations() -> None:
    assert Entry.objects.filter(page__isnull=False).count() >= HomePage.objects.count()
    assert "联系我们" in " ".join(found("联系"))


def test_a_page_is_found_by_its_text_as_soon_as_it_is_published() -> None:
    text_page("收费公示", "电梯维修资金怎么用")
    assert found("维修资金") == ["收费公示"]


def test_a_draft_is_not_found_and_neither_is_a_draft_of_a_public_page() -> None:
    page = text_page("收费公示", "电梯维修资金")
    page.body = "<p>未公开的稿子</p>"
    page.save_revision()
    draft = page.__class__(title="草稿页面", slug="draft", live=False)
    home().add_child(instance=draft)
    assert found("未公开") == []
    assert found("草稿页面") == []


def test_a_scheduled_page_is_not_found_before_its_time() -> None:
    from datetime import timedelta

    from django.utils.timezone import now

    page = text_page("将来的公告", "水库清淤")
    page.unpublish()
    page.go_live_at = now() + timedelta(days=1)
    page.save_revision().publish()
    assert found("水库清淤") == []


def test_an_unpublished_page_is_forgotten() -> None:
    page = text_page("收费公示", "电梯维修资金")
    page.unpublish()
    assert found("维修资金") == []


def test_deleting_a_section_forgets_every_page_below() -> None:
    section = text_page("栏目")
    text_page("收费公示", "电梯维修资金", parent=section)
    Page.objects.get(pk=section.pk).delete()
    assert found("维修资金") == []
    assert not Entry.objects.filter(title__in=["栏目", "收费公示"]).exists()


def test_what_is_rolled_back_was_never_in_the_index() -> None:
    with transaction.atomic():
        text_page("收费公示", "电梯维修资金")
        transaction.set_rollback(True)
    assert found("维修资金") == []


def test_a_restricted_section_is_forgotten_and_found_again_when_it_opens() -> None:
    section = text_page("栏目")
    text_page("收费公示", "电梯维修资金", parent=section)
    restriction = PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert found("维修资金") == []
    restriction.delete()
    assert found("维修资金") == ["收费公示"]


def test_a_page_moved_below_a_restriction_is_forgotten() -> None:
    closed = text_page("内部")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    page = text_page("收费公示", "电梯维修资金")
    page.move(Page.objects.get(pk=closed.pk), pos="last-child")
    assert found("维修资金") == []


def test_languages_are_apart() -> None:
    text_page("Fees", "lift repair fund", language="en")
    assert found("repair", "en") == ["Fees"]
    assert found("repair", "zh") == []


def linked_document(collection: Collection | None = None) -> tuple[PortalDocument, Page]:
    facts = {"collection": collection} if collection else {}
    document = PortalDocument(title="物业管理条例全文", **facts)
    document.file.save("rules.pdf", ContentFile(b"%PDF-1.4"), save=False)
    document.save()
    page = text_page("文件")
    page.body = f'<p><a linktype="document" id="{document.pk}">全文</a></p>'
    page.save_revision().publish()
    return document, page


def test_a_document_is_found_while_a_public_page_links_to_it() -> None:
    document, page = linked_document()
    assert found("条例全文") == ["物业管理条例全文"]
    document.title = "物业办法"
    document.save()
    assert found("物业办法") == ["物业办法"]
    page.unpublish()
    assert found("物业办法") == []


def test_of_a_document_the_title_is_read_and_the_name_of_its_file_is_not() -> None:
    linked_document()
    page = Client().get("/search/", {"q": "条例全文"}).content.decode()
    assert "/rules.pdf" in page
    assert ">rules<" not in page


def test_a_document_bears_the_day_of_its_paper_and_not_that_of_its_upload() -> None:
    document, _page = linked_document()
    assert Entry.objects.get(document=document).shown_on == localdate(document.created_at)
    rules = paper(file=document, issued_on=date(2024, 3, 5))
    assert Entry.objects.get(document=document).shown_on == date(2024, 3, 5)
    rules.issued_on = date(2024, 3, 6)
    rules.save_revision().publish()
    assert Entry.objects.get(document=document).shown_on == date(2024, 3, 6)


def test_an_english_reader_is_told_that_a_document_is_in_chinese() -> None:
    linked_document()
    shown = Client().get("/en/search/", {"q": "条例全文"}).content.decode()
    assert 'lang="zh-Hans">物业管理<mark>条例全文</mark></a>' in shown
    assert "in Chinese" in shown
    assert "in Chinese" not in Client().get("/search/", {"q": "条例全文"}).content.decode()


def test_a_document_nobody_links_to_is_not_found() -> None:
    document = PortalDocument(title="无人引用的文件")
    document.file.save("x.pdf", ContentFile(b"%PDF-1.4"))
    assert found("无人引用") == []


def test_a_document_of_a_closed_collection_is_not_found() -> None:
    collection = Collection.get_first_root_node().add_child(name="内部")
    linked_document(collection)
    restriction = CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    assert found("条例全文") == []
    restriction.delete()
    assert found("条例全文") == ["物业管理条例全文"]


def test_the_rebuild_may_run_twice_and_mends_what_is_wrong() -> None:
    page = text_page("收费公示", "电梯维修资金")
    rebuild()
    before = list(Entry.objects.order_by("pk").values_list("pk", "title", "text_words"))
    Entry.objects.filter(page=page).delete()
    Page.objects.filter(pk=text_page("多余").pk).update(live=False)
    call_command("rebuild_search")
    assert found("维修资金") == ["收费公示"]
    assert Entry.objects.count() == len(before)
    rebuild()
    assert Entry.objects.count() == len(before)


def test_the_kind_of_a_page_is_its_kind_of_entry() -> None:
    assert set(Entry.objects.values_list("kind", flat=True)) <= set(Kind.values)


def test_no_field_of_a_person_is_ever_read_for_the_index() -> None:
    """The index stands on two tables only: pages and documents of the site."""
    targets = {field.related_model for field in Entry._meta.fields if field.is_relation}
    assert targets == {Page, PortalDocument}
    assert ContentType.objects.filter(app_label="portal_search").count() == 4


def test_the_database_keeps_the_index_in_step_whoever_writes() -> None:
    page = text_page("收费公示", "电梯维修资金")
    Entry.objects.filter(page=page).update(text_words="另外 外的")
    assert found("维修资金") == []
    assert connection.vendor in {"sqlite", "postgresql"}
