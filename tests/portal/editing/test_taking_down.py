"""撤下: a published page goes at once, by the final reviewer alone, and comes back through the three reviews only."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils.timezone import now
from wagtail.models import Locale, Page, PageLogEntry, ReferenceIndex

from foundation.notifications.models import Message
from foundation.people.models import User
from portal.editing.permissions import user_can_take_down
from portal.editing.services import publish_due
from portal.editing.taking_down import NotPublished, take_down
from tests.people.factories import staff, superuser
from tests.portal.editing.editors import STEPS, approve, draft, home, is_live, press, reviewers
from tests.portal.page_kit import news, notice
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db
WHY = "日期写错了，重新核对"
PLACES = ("/feeds/notices/", "/feeds/notices/atom/", "/sitemap-pages.xml", "/search/?q=停车方案", "/notices/")


@pytest.fixture
def final() -> User:
    return staff("site_reviewer_3")


def down(page: Page, by: User, **facts: Any) -> list[Page]:
    return take_down(page=page, by=by, reason=WHY, at=now(), **facts)


def address(page: Page) -> str:
    return f"/cms/pages/{page.pk}/take-down/"


def in_english(page: Page, *, alias: bool) -> Page:
    """Published beside the Chinese page: in its words, or as a page of its own."""
    twin = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True, alias=alias)
    if not alias:
        twin.title = "Parking plan"
        twin.save_revision().publish()
    return twin


def test_readers_find_it_nowhere_any_more(final: User) -> None:
    page, reader = notice(), Client()
    assert all("/plan/" in reader.get(place).content.decode() for place in PLACES)
    assert reader.get("/notices/plan/").status_code == 200
    down(page, final)
    assert [place for place in PLACES if "/plan/" in reader.get(place).content.decode()] == []
    assert reader.get("/notices/plan/").status_code == 404


def test_the_text_stays_and_the_history_says_who_took_it_down_and_why(final: User) -> None:
    page = notice()
    assert [one.pk for one in down(page, final)] == [page.pk]
    assert page.get_latest_revision() is not None
    entry = PageLogEntry.objects.get(page=page.pk, action="portal_editing.take_down")
    assert (entry.user, entry.message) == (final, f"已撤下：{WHY}")
    shown = sign_in_staff(Client(), staff("editor")).get(f"/cms/pages/{page.pk}/history/").content.decode()
    assert WHY in shown


def test_its_writers_are_told_once_and_who_took_it_down_is_not(final: User) -> None:
    owner, last = staff("editor"), staff("editor")
    page = notice(owner=owner)
    page.save_revision(user=last)
    down(page, final)
    told = Message.objects.filter(template="portal_editing/taken_down")
    assert {message.person.user for message in told} == {owner, last}
    assert all(WHY in message.body for message in told)


def test_it_comes_back_through_all_three_reviews_only(final: User) -> None:
    editor = staff("editor")
    page = draft(by=editor)
    press(editor, page, "action-submit")
    for reviewer in reviewers():
        approve(reviewer, page)
    down(page, final)
    press(editor, page, "action-publish")
    press(editor, page, "action-submit", title="改过的题目")
    for reviewer in reviewers():
        assert not is_live(page)
        approve(reviewer, page)
    assert is_live(page)


def test_a_version_under_review_begins_anew(final: User) -> None:
    editor = staff("editor")
    page = draft(by=editor)
    page.get_latest_revision().publish()
    press(editor, page, "action-submit", title="改过的题目")
    first, second, _third = reviewers()
    approve(first, page)
    approve(second, page)
    down(page, final)
    assert Page.objects.get(pk=page.pk).current_workflow_state is None
    press(editor, page, "action-submit")
    assert Page.objects.get(pk=page.pk).current_workflow_task.name == "初审初校"


def test_no_schedule_brings_it_back(final: User) -> None:
    page = notice(expire_at=now() + timedelta(days=9))
    page.go_live_at = now() + timedelta(days=1)
    later = page.save_revision()
    later.publish()
    later.refresh_from_db()
    assert later.approved_go_live_at is not None
    down(Page.objects.get(pk=page.pk), final)
    later.refresh_from_db()
    gone = Page.objects.get(pk=page.pk)
    assert (later.approved_go_live_at, gone.go_live_at, gone.expire_at) == (None, None, None)
    publish_due(at=now() + timedelta(days=2))
    assert not is_live(page)


def test_an_untranslated_twin_goes_along(final: User) -> None:
    page = notice()
    twin = in_english(page, alias=True)
    assert is_live(twin)
    down(page, final)
    assert not is_live(twin)
    assert Client().get("/en/notices/plan/").status_code == 404


def test_a_translated_twin_goes_when_asked_for(final: User) -> None:
    page = notice()
    twin = in_english(page, alias=False)
    assert [one.pk for one in down(page, final, with_twin=True)] == [page.pk, twin.pk]
    assert not is_live(twin)
    assert PageLogEntry.objects.filter(page=twin.pk, action="portal_editing.take_down").exists()


def test_a_page_goes_down_once(final: User) -> None:
    page = notice()
    down(page, final)
    with pytest.raises(NotPublished):
        down(page, final)
    assert PageLogEntry.objects.filter(page=page.pk, action="portal_editing.take_down").count() == 1


WHO_MAY = {
    "editor": False,
    "site_reviewer_1": False,
    "site_reviewer_2": False,
    "site_reviewer_3": True,
    "auditor": False,
    "administrator": False,
}


@pytest.mark.parametrize("role", WHO_MAY)
def test_who_may_take_a_page_down(role: str) -> None:
    page, who = notice(), staff(role)
    assert user_can_take_down(who, page) is WHO_MAY[role]
    browser = sign_in_staff(Client(), who)
    assert browser.get(address(page)).status_code == (200 if WHO_MAY[role] else 404)
    assert browser.post(address(page), {"reason": WHY}).status_code == (302 if WHO_MAY[role] else 404)
    assert is_live(page) is not WHO_MAY[role]


@pytest.mark.parametrize("role", ["editor", *STEPS])
def test_who_sees_the_button(role: str) -> None:
    page, browser = notice(), sign_in_staff(Client(), staff(role))
    for place in (f"/cms/pages/{page.get_parent().pk}/", f"/cms/pages/{page.pk}/"):
        shown = browser.get(place).content.decode()
        assert (address(page) in shown) is WHO_MAY[role], place


def test_nobody_else_gets_past_the_service(final: User) -> None:
    page = notice()
    final.is_acting = False
    for who in (superuser(), staff("editor"), final):
        with pytest.raises(PermissionDenied):
            down(page, who)
    assert is_live(page)


def test_before_the_second_step_there_is_no_way_in(final: User) -> None:
    page, browser = notice(), Client()
    browser.force_login(final)
    assert browser.post(address(page), {"reason": WHY}).status_code in (302, 403)
    assert is_live(page)


def test_the_front_page_stays(final: User) -> None:
    assert sign_in_staff(Client(), final).post(address(home()), {"reason": WHY}).status_code == 404
    assert is_live(home())


def test_a_draft_has_no_button(final: User) -> None:
    page = draft()
    shown = sign_in_staff(Client(), final).get(f"/cms/pages/{home().pk}/").content.decode()
    assert page.title in shown
    assert address(page) not in shown


def test_the_page_to_confirm_names_the_page_its_twin_and_its_links(final: User) -> None:
    page = notice()
    twin = in_english(page, alias=False)
    body = f'<p><a linktype="page" id="{page.pk}">停车</a></p>'
    ReferenceIndex.create_or_update_for_object(news(body=[("text", body)]))  # a task of Wagtail's does it
    shown = sign_in_staff(Client(), final).get(address(page)).content.decode()
    for words in ("停车方案", "Parking plan", "有 1 处用到它"):
        assert words in shown
    assert 'name="with_twin"' in shown
    assert "checked" in shown.partition('name="with_twin"')[2].partition(">")[0]
    Page.objects.get(pk=twin.pk).unpublish()
    assert 'name="with_twin"' not in sign_in_staff(Client(), final).get(address(page)).content.decode()


@pytest.mark.parametrize("ticked", [True, False])
def test_the_twin_stays_when_it_is_not_ticked(final: User, ticked: bool) -> None:
    page = notice()
    twin = in_english(page, alias=False)
    data = {"reason": WHY} | ({"with_twin": "on"} if ticked else {})
    sign_in_staff(Client(), final).post(address(page), data)
    assert not is_live(page)
    assert is_live(twin) is not ticked


def test_a_reason_is_asked_for_and_a_long_one_is_kept(final: User) -> None:
    page, browser = notice(), sign_in_staff(Client(), final)
    for reason in ("", "  ", long := "错" * 501):
        answer = browser.post(address(page), {"reason": reason})
        assert answer.status_code == 200
        assert answer.context["form"].errors["reason"]
    assert long in answer.content.decode()
    assert is_live(page)
    assert browser.post(address(page), {"reason": "\r\n".join(["错" * 99] * 5)}).status_code == 302


def test_a_page_that_is_down_already_says_so(final: User) -> None:
    page, browser = notice(), sign_in_staff(Client(), staff("site_reviewer_3"))
    down(page, final)
    for answer in (browser.get(address(page), follow=True), browser.post(address(page), {"reason": WHY}, follow=True)):
        assert "不用再撤下" in answer.content.decode()
