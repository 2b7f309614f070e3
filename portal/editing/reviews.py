"""The three reviews: who may not review what, and what happens when a text is handed on."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from wagtail.models import Page, Revision, TaskState, WorkflowState

from foundation.notifications.models import Channel
from foundation.notifications.services import send
from foundation.people.models import Person, User
from portal.editing.checking import Finding, blocking, check_page


class Refusal:
    """Why somebody may not review a text."""

    OWN_TEXT, REVIEWED_BEFORE = "own_text", "reviewed_before"


class TextBlocked(PermissionDenied):
    """The checker found what must not be published."""

    def __init__(self, findings: list[Finding]):
        super().__init__("; ".join(f"{one.label}: {one.sentence}" for one in findings))
        self.findings = findings


def why_not_review(page: Page, user: Any) -> str:
    """ "" when the user may review the page as it stands now."""
    if has_written(page, user):
        return Refusal.OWN_TEXT
    state = page.current_workflow_state
    return Refusal.REVIEWED_BEFORE if state and has_approved(state, page, user) else ""


def has_written(page: Page, user: Any) -> bool:
    """Whether anything that would go out now is theirs: any version since the published one, or the asking itself."""
    versions = page.revisions.filter(user=user)
    if page.live_revision_id:
        versions = versions.filter(pk__gt=page.live_revision_id)
    state = page.current_workflow_state
    return bool(versions.exists() or (state and state.requested_by_id == user.pk))


def has_approved(state: WorkflowState, page: Page, user: Any) -> bool:
    """In an earlier step, of the very version that is under review."""
    approved = TaskState.objects.filter(workflow_state=state, status=TaskState.STATUS_APPROVED, finished_by=user)
    return bool(approved.filter(revision=page.get_latest_revision()).exists())


def check_approval(*, task_state: TaskState, user: Any) -> None:
    """Raises PermissionDenied: on one's own text, twice, or of a text that the checker holds back."""
    page = task_state.workflow_state.content_object
    if why_not_review(page, user):
        raise PermissionDenied
    latest: Revision = page.get_latest_revision()
    if findings := blocking(check_page(latest.as_object())):
        raise TextBlocked(findings)


def reviewers_of(task_state: TaskState) -> QuerySet[User]:
    """Everybody of the groups of this step who may review this text."""
    page = task_state.workflow_state.content_object
    members = User.objects.filter(groups__in=task_state.task.specific.groups.all(), is_active=True).distinct()
    barred = [member.pk for member in members if why_not_review(page, member)]
    return members.exclude(pk__in=barred)


def tell_next_reviewers(*, task_state: TaskState) -> int:
    """A message in the portal; Wagtail itself writes the e-mails."""
    return _tell(reviewers_of(task_state), "portal_editing/review_wanted", _facts(task_state))


def tell_writer(*, workflow_state: WorkflowState, template: str) -> int:
    if workflow_state.requested_by is None:
        return 0
    facts = _facts(workflow_state.current_task_state)
    return _tell([workflow_state.requested_by], template, facts)


def _facts(task_state: TaskState) -> dict[str, Any]:
    page = task_state.workflow_state.content_object
    return {"title": page.get_admin_display_title(), "step": task_state.task.name, "comment": task_state.comment}


def _tell(users: Iterable[Any], template: str, facts: dict[str, Any]) -> int:
    persons = Person.objects.filter(user__in=list(users), merged_into=None)
    return len([send(template, person, Channel.IN_APP, facts) for person in persons])
