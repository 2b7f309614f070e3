"""三审三校: three people, one after another, none of them the writer."""

import pytest
from django.test import Client
from wagtail.models import Page, TaskState, Workflow

from foundation.notifications.models import Message
from foundation.people.models import Role, User
from foundation.people.services import grant_role
from portal.editing.models import ReviewTask, WatchedWord
from tests.people.factories import city, staff, superuser
from tests.portal.editing.editors import approve, draft, is_live, press, reviewers
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return staff("editor")


def handed_in(editor: User) -> Page:
    page = draft(by=editor)
    assert press(editor, page, "action-submit").status_code == 302
    return page


def step(page: Page) -> str:
    task = Page.objects.get(pk=page.pk).current_workflow_task
    return task.name if task else ""


def also(user: User, role: str) -> User:
    from django.utils.timezone import now

    grant_role(user=user, role=Role.objects.get(code=role), on=city(), granted_by=None, at=now())
    return user


def test_every_page_goes_through_three_steps() -> None:
    workflow = Workflow.objects.get(name="三审三校")
    assert [task.name for task in workflow.tasks] == ["初审初校", "复审复校", "终审终校"]
    assert draft().get_workflow() == workflow


def test_three_reviewers_publish_a_page_and_nobody_earlier(editor: User) -> None:
    page = handed_in(editor)
    for reviewer, name in zip(reviewers(), ("初审初校", "复审复校", "终审终校"), strict=True):
        assert step(page) == name
        assert not is_live(page)
        approve(reviewer, page)
    assert is_live(page)


def test_an_editor_may_not_publish(editor: User) -> None:
    page = draft(by=editor)
    press(editor, page, "action-publish")
    assert not is_live(page)


def test_the_writer_does_not_review_even_with_the_role(editor: User) -> None:
    also(editor, "site_reviewer_1")
    page = handed_in(editor)
    approve(editor, page)
    assert step(page) == "初审初校"
    waiting = ReviewTask.objects.get(name="初审初校").get_task_states_user_can_moderate(editor)
    assert not waiting.exists()


def test_whoever_wrote_an_earlier_version_does_not_review_either(editor: User) -> None:
    other = also(staff("editor"), "site_reviewer_1")
    page = draft(by=other)
    press(editor, page, "action-submit", title="改过的题目")
    approve(other, page)
    assert step(page) == "初审初校"


def test_nobody_reviews_in_two_steps(editor: User) -> None:
    both = also(staff("site_reviewer_1"), "site_reviewer_2")
    page = handed_in(editor)
    approve(both, page)
    assert step(page) == "复审复校"
    approve(both, page)
    assert step(page) == "复审复校"


def test_a_reviewer_of_another_step_or_a_superuser_has_no_say(editor: User) -> None:
    page = handed_in(editor)
    for who in (staff("site_reviewer_2"), staff("site_reviewer_3"), superuser()):
        approve(who, page)
        assert step(page) == "初审初校"


def test_a_text_changed_under_review_is_reviewed_from_the_beginning(editor: User) -> None:
    first, second, _third = reviewers()
    page = handed_in(editor)
    approve(first, page)
    press(second, page, "", title="复审时改的题目")
    approve(second, page)
    assert step(page) == "复审复校", "who changed it does not approve it"
    approve(staff("site_reviewer_2"), page)
    assert step(page) == "初审初校", "the first reviewer has not seen this version"


def test_a_text_is_sent_back_with_a_comment_and_handed_in_again(editor: User) -> None:
    page = handed_in(editor)
    approve(staff("site_reviewer_1"), page, "reject", "数字请核对")
    state = TaskState.objects.get(status=TaskState.STATUS_REJECTED)
    assert state.comment == "数字请核对"
    message = Message.objects.get(template="portal_editing/review_sent_back")
    assert "数字请核对" in message.body
    assert press(editor, page, "action-submit", title="核对过的题目").status_code == 302
    assert step(page) == "初审初校"


def test_the_next_reviewers_are_told_and_only_they(editor: User) -> None:
    first, second, _third = reviewers()
    page = handed_in(editor)
    wanted = Message.objects.filter(template="portal_editing/review_wanted")
    assert [message.person_id for message in wanted.all()] == [first.person.pk]
    approve(first, page)
    assert {message.person_id for message in wanted.all()} == {first.person.pk, second.person.pk}


def test_the_writer_is_told_that_it_passed(editor: User) -> None:
    page = handed_in(editor)
    for reviewer in reviewers():
        approve(reviewer, page)
    assert Message.objects.get(template="portal_editing/review_passed").person_id == editor.person.pk


def test_the_final_click_is_checked_once_more(editor: User) -> None:
    """The list may have grown since the text was handed in."""
    page = handed_in(editor)
    first, second, third = reviewers()
    approve(first, page)
    approve(second, page)
    WatchedWord.objects.create(text="检修", severity="block")
    approve(third, page)
    assert not is_live(page)
    assert step(page) == "终审终校"


def test_a_reviewer_approves_in_the_editor_too(editor: User) -> None:
    page = handed_in(editor)
    press(staff("site_reviewer_1"), page, "action-workflow-action", **{"workflow-action-name": "approve"})
    assert step(page) == "复审复校"


def test_a_reviewer_reads_the_history_and_compares_versions(editor: User) -> None:
    page = handed_in(editor)
    press(editor, page, "", title="第二版")
    reviewer = sign_in_staff(Client(), staff("site_reviewer_1"))
    old, new = page.revisions.order_by("pk").values_list("pk", flat=True)[:2]
    assert reviewer.get(f"/cms/pages/{page.pk}/history/").status_code == 200
    assert reviewer.get(f"/cms/pages/{page.pk}/revisions/compare/{old}...{new}/").status_code == 200


def test_what_waits_is_on_the_reviewers_front_page(editor: User) -> None:
    page = handed_in(editor)
    shown = sign_in_staff(Client(), staff("site_reviewer_1")).get("/cms/").content.decode()
    assert page.title in shown
