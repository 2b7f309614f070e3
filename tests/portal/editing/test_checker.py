"""The checker at every door that publishes: hand in, publish, approve, publish on time."""

import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now
from wagtail.models import Page

from foundation.notifications.models import Message
from portal.editing.checking import blocking, check_page, check_values, warnings
from portal.editing.models import PublicNumber, WatchedWord
from portal.editing.services import publish_due
from portal.models import HomePage, TextPage
from tests.people.factories import staff, superuser
from tests.portal.editing.editors import draft, is_live, press
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db
ID = "329981198507123015"


def test_a_draft_may_say_anything() -> None:
    editor = staff("editor")
    page = draft(by=editor)
    response = press(editor, page, "", html=f"<p>{ID}</p>")
    assert response.status_code == 302
    assert ID in Page.objects.get(pk=page.pk).get_latest_revision().content["body"]


@pytest.mark.parametrize("button", ["action-submit", "action-publish"])
def test_an_id_number_does_not_get_out(button: str) -> None:
    editor = superuser() if button == "action-publish" else staff("editor")
    page = draft(by=editor)
    response = press(editor, page, button, html=f"<p>当事人{ID}</p>")
    shown = response.content.decode()
    assert response.status_code == 200
    assert "3299**********3015" in shown
    assert not is_live(page)
    assert Page.objects.get(pk=page.pk).current_workflow_state is None


def test_the_finding_stands_beside_its_field_and_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    editor = staff("editor")
    response = press(editor, draft(by=editor), "action-submit", search_description=f"咨询{ID}")
    errors = response.context["form"].errors
    assert list(errors) == ["search_description"]
    assert ID not in str(errors) + caplog.text


def test_a_word_to_warn_of_goes_out_only_when_confirmed() -> None:
    editor = staff("editor")
    page = draft(by=editor)
    first = press(editor, page, "action-submit", html="<p>请帐号登录</p>")
    shown = first.content.decode()
    assert "“帐号”" in shown
    assert "账号" in shown
    mark = shown.partition('name="confirmed_words" value="')[2].partition('"')[0]
    assert mark
    assert (
        press(editor, page, "action-submit", html="<p>请帐号登录，截止目前</p>", confirmed_words=mark).status_code
        == 200
    )
    second = press(editor, page, "action-submit", html="<p>请帐号登录</p>", confirmed_words=mark)
    assert second.status_code == 302
    assert Page.objects.get(pk=page.pk).current_workflow_state is not None


def test_a_blocked_word_cannot_be_confirmed() -> None:
    WatchedWord.objects.create(text="甲乙丙丁", severity="block")
    editor = staff("editor")
    response = press(editor, draft(by=editor), "action-submit", title="甲乙丙丁")
    assert "confirmed_words" not in response.content.decode()
    assert "title" in response.context["form"].errors


def test_a_word_that_is_out_of_use_is_not_looked_for() -> None:
    WatchedWord.objects.update(is_active=False)
    assert check_values(TextPage, {"title": "帐号"}) == []


def test_the_longest_word_counts() -> None:
    WatchedWord.objects.create(text="甲乙", severity="warn")
    WatchedWord.objects.create(text="甲乙丙", severity="block")
    findings = check_values(TextPage, {"title": "甲乙丙"})
    assert len(findings) == 1
    assert blocking(findings)
    assert warnings(findings) == []


def test_a_listed_public_number_passes() -> None:
    PublicNumber.objects.create(number="13800138000", owner="值班室")
    assert check_values(TextPage, {"title": "值班 138 0013 8000"}) == []
    assert check_values(TextPage, {"title": "值班 13900139000"})


def test_blocks_are_looked_through_and_named() -> None:
    page = HomePage.objects.first()
    assert page is not None
    block = page.body.stream_block.child_blocks["text"]
    page.body.append(("text", block.to_python(f"<p>{ID}</p>")))
    [finding] = blocking(check_page(page) if not page.pk else check_values(HomePage, {"body": page.body}))
    assert finding.block == len(page.body) - 1
    assert str(len(page.body)) in finding.label


def test_rich_text_is_read_without_its_marks() -> None:
    body = f"<p>{ID[:9]}<b>{ID[9:]}</b></p>"
    assert blocking(check_values(TextPage, {"body": body}))


def due(page: TextPage) -> None:
    page.go_live_at = now() + timedelta(minutes=5)
    page.save_revision(user=page.get_latest_revision().user).publish()
    assert not is_live(page)


def test_a_page_is_published_and_taken_down_on_time() -> None:
    page = draft()
    page.expire_at = now() + timedelta(hours=1)
    due(page)
    page.revisions.update(approved_go_live_at=now() - timedelta(seconds=1))
    revision = page.get_latest_revision()
    revision.content["go_live_at"] = (now() - timedelta(seconds=1)).isoformat()
    revision.save()
    publish_due(at=now())
    assert is_live(page)
    Page.objects.filter(pk=page.pk).update(expire_at=now() - timedelta(seconds=1))
    publish_due(at=now())
    assert not is_live(page)


def test_on_time_the_checker_looks_once_more() -> None:
    """The list may have grown since the page was approved."""
    editor = staff("editor")
    page = draft(by=editor)
    due(page)
    page.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=now() - timedelta(seconds=1))
    WatchedWord.objects.create(text="检修", severity="block")
    assert publish_due(at=now()) == 1
    assert not is_live(page)
    assert publish_due(at=now()) == 0
    assert Message.objects.get(template="portal_editing/held_back").person_id == editor.person.pk


def test_the_task_is_a_job_of_every_minute() -> None:
    from foundation.schedule import registry

    registry.discover()
    assert registry.JOBS["portal.editing.tasks.publish_scheduled_pages"].every == timedelta(minutes=1)


def test_many_pages_at_once_are_checked_too() -> None:
    admin = sign_in_staff(Client(), superuser())
    page = draft(title=f"当事人{ID}")
    admin.post(f"/cms/bulk/wagtailcore/page/publish/?id={page.pk}", {"include_descendants": ""})
    assert not is_live(page)
