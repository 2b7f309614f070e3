"""Publishing on time, and the errors that readers report."""

from datetime import datetime

from django.core.management import call_command
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from foundation.notifications.models import Channel
from foundation.notifications.services import send
from foundation.people.models import Person
from portal.editing.checking import Finding, blocking, check_page
from portal.editing.models import ErrorReport, ReportState


def publish_due(*, at: datetime) -> int:
    """Publishes and takes down what is due; holds back what the checker would not let out. Returns how many held."""
    held = sum(_hold_back_if_blocked(revision) for revision in _due(at))
    call_command("publish_scheduled")
    return held


def _due(at: datetime) -> list[Revision]:
    return [one for one in Revision.objects.filter(approved_go_live_at__lt=at) if _is_page(one)]


def _is_page(revision: Revision) -> bool:
    model = revision.content_type.model_class()
    return model is not None and issubclass(model, Page)


@transaction.atomic
def _hold_back_if_blocked(revision: Revision) -> bool:
    page = revision.as_object()
    findings = blocking(check_page(page))
    if not findings:
        return False
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    sentences = [f"{one.label}: {one.sentence}" for one in findings]
    log(page, "portal_editing.held_back", revision=revision, data={"findings": sentences})
    _tell_writer(revision, page, findings)
    return True


def _tell_writer(revision: Revision, page: Page, findings: list[Finding]) -> None:
    facts = {"title": page.get_admin_display_title(), "findings": findings}
    for person in Person.objects.filter(user=revision.user_id, merged_into=None) if revision.user_id else ():
        send("portal_editing/held_back", person, Channel.IN_APP, facts)


@transaction.atomic
def report_error(*, path: str, what: str, contact: str, at: datetime) -> ErrorReport:
    return ErrorReport.objects.create(path=path, what=what, contact=contact, reported_at=at)


@transaction.atomic
def answer_report(*, report: ErrorReport, state: str, answer: str, at: datetime) -> ErrorReport:
    """Open again, or closed with an answer. How to reach the reader goes with the closing."""
    known = ErrorReport.objects.select_for_update().get(pk=report.pk)
    known.state, known.answer = state, answer
    if state == ReportState.OPEN:
        known.answered_at = None
    else:
        known.answered_at, known.contact = known.answered_at or at, ""
    known.save()
    return known
