"""The editors' lists in the back office."""

from typing import Any, ClassVar

from django import forms
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.viewsets.base import ViewSetGroup

from foundation.backoffice.viewsets import ScopedModelViewSet
from portal.editing.models import ErrorReport, PublicNumber, ReportState, WatchedWord
from portal.editing.services import answer_report

KEEP = dict.fromkeys(("view", "add", "change", "delete"), "portal_editing.change_words")


class WatchedWordViewSet(ScopedModelViewSet):
    model = WatchedWord
    icon = "warning"
    actions: ClassVar = KEEP
    list_display: ClassVar[list[Any]] = ["text", "suggestion", "severity", "is_active"]
    list_filter: ClassVar[list[str]] = ["severity", "is_active"]
    list_export: ClassVar[list[str]] = ["text", "suggestion", "reason", "severity", "is_active"]
    form_fields: ClassVar[list[str]] = ["text", "suggestion", "reason", "severity", "is_active"]
    search_fields: ClassVar[list[str]] = ["text", "suggestion"]


class PublicNumberViewSet(ScopedModelViewSet):
    model = PublicNumber
    icon = "mobile-alt"
    actions: ClassVar = KEEP
    list_display: ClassVar[list[Any]] = ["number", "owner"]
    form_fields: ClassVar[list[str]] = ["number", "owner"]
    search_fields: ClassVar[list[str]] = ["number", "owner"]


class AnswerForm(WagtailAdminModelForm):
    """What the reader wrote stays as it is; only the answer is ours."""

    class Meta:
        model = ErrorReport
        fields = ["state", "answer"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("state") != ReportState.OPEN and not given.get("answer"):
            self.add_error("answer", forms.ValidationError(_("Say in a sentence what was done, or why not.")))
        return given


class ErrorReportViewSet(ScopedModelViewSet):
    model = ErrorReport
    icon = "warning"
    actions: ClassVar = dict.fromkeys(("view", "change"), "portal_editing.answer_report")
    form_class = AnswerForm
    list_display: ClassVar[list[Any]] = ["what", "path", "state", "reported_at"]
    list_filter: ClassVar[list[str]] = ["state"]
    inspect_view_fields: ClassVar[list[str]] = [
        "path", "what", "contact", "reported_at", "state", "answer", "answered_at",
    ]  # fmt: skip
    search_fields: ClassVar[list[str]] = ["what", "path"]

    def update(self, form: Any, actor: Any) -> ErrorReport:
        given = form.cleaned_data
        return answer_report(report=form.instance, state=given["state"], answer=given["answer"], at=now())


class EditingGroup(ViewSetGroup):
    menu_label = pgettext_lazy("menu", "Editing")
    menu_icon = "edit"
    menu_order = 320
    items = (ErrorReportViewSet, WatchedWordViewSet, PublicNumberViewSet)
