"""News of the reviews, each handed to one service."""

from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected

from portal.editing import reviews
from portal.editing.models import ReviewTask


def _step_begins(instance: TaskState, **_news: object) -> None:
    if isinstance(instance.task.specific, ReviewTask):
        reviews.tell_next_reviewers(task_state=instance)


def _sent_back(instance: WorkflowState, **_news: object) -> None:
    reviews.tell_writer(workflow_state=instance, template="portal_editing/review_sent_back")


def _passed(instance: WorkflowState, **_news: object) -> None:
    reviews.tell_writer(workflow_state=instance, template="portal_editing/review_passed")


def connect() -> None:
    task_submitted.connect(_step_begins, dispatch_uid="portal_editing.step_begins")
    workflow_rejected.connect(_sent_back, dispatch_uid="portal_editing.sent_back")
    workflow_approved.connect(_passed, dispatch_uid="portal_editing.passed")
