"""The lists of the checker, the steps of the three reviews, and the errors that readers report."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import AbstractGroupApprovalTask, TaskState

from foundation.encryption.fields import EncryptedTextField
from foundation.people.identifiers import normalise_phone


class Severity(models.TextChoices):
    WARN = "warn", _("ask whether it is meant")
    BLOCK = "block", _("keep from being published")


class WatchedWord(models.Model):
    """A word that should not stand on the site as it is, and what to write instead."""

    text = models.CharField(_("word"), max_length=60, unique=True)
    suggestion = models.CharField(_("better"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    severity = models.CharField(_("what happens"), max_length=5, choices=Severity.choices, default=Severity.WARN)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("watched word")
        verbose_name_plural = _("watched words")
        ordering = ["text"]

    def __str__(self) -> str:
        return self.text


class PublicNumber(models.Model):
    """A mobile number that may stand on pages, such as the duty phone of an office."""

    number = models.CharField(pgettext_lazy("telephone", "number"), max_length=30, unique=True)
    owner = models.CharField(_("whose it is"), max_length=120)

    class Meta:
        verbose_name = _("public mobile number")
        verbose_name_plural = _("public mobile numbers")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        self.number = normalise_phone(self.number)
        if not self.number.isdigit():
            raise ValidationError({"number": _("Write the digits of one number.")})


class ReviewTask(AbstractGroupApprovalTask):
    """One of the three reviews (三审三校). Nobody reviews what they wrote, and nobody reviews twice."""

    class Meta:
        verbose_name = _("review by a group")
        verbose_name_plural = _("reviews by a group")

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return bool(self._user_in_groups(user))

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self._user_in_groups(user)

    def get_actions(self, obj: Any, user: Any) -> list[Any]:
        """Superusers have no say here unless they are reviewers like everybody else."""
        from portal.editing.reviews import why_not_review

        if not self._user_in_groups(user) or why_not_review(obj, user):
            return []
        actions: list[Any] = super().get_actions(obj, user)
        return actions

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet[TaskState]:
        if not self._user_in_groups(user):
            return TaskState.objects.none()
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return waiting.exclude(revision__user=user).exclude(workflow_state__requested_by=user)

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """The last word: whichever page, list or modal the click came from."""
        from portal.editing.reviews import check_approval

        if not self._user_in_groups(user):
            raise PermissionDenied
        if action_name == "approve":
            check_approval(task_state=task_state, user=user)
        super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        return str(_("One of the three reviews: by a group, never by the writer, never twice by the same person"))


class ReportState(models.TextChoices):
    OPEN = "open", _("open")
    FIXED = "fixed", _("mended")
    DECLINED = "declined", _("left as it is")


class ErrorReport(models.Model):
    """Something wrong on a page, as a reader told us. How to reach them is erased with the answer."""

    path = models.CharField(_("page"), max_length=200)
    what = models.TextField(_("what is wrong"), max_length=1000)
    contact = EncryptedTextField(_("how to reach the reader"), blank=True, default="")
    reported_at = models.DateTimeField(_("reported"))
    state = models.CharField(_("state"), max_length=8, choices=ReportState.choices, default=ReportState.OPEN)
    answer = models.TextField(_("what was done"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("reported error")
        verbose_name_plural = _("reported errors")
        ordering = ["-reported_at"]
        indexes = [models.Index(fields=["state", "-reported_at"], name="open_reports_first")]

    def __str__(self) -> str:
        return f"{self.path}: {self.what[:30]}"
