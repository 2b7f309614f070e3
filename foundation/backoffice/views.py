"""Wagtail's generic views with the two things they lack: a check of the single object, and a log of what changed."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.db.models import BooleanField, QuerySet
from django.http import Http404, HttpResponse
from django.template.defaultfilters import yesno
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic import chooser, history, usage
from wagtail.permissions import policy_registry

from foundation.backoffice.journal import log_saved, snapshot
from foundation.backoffice.policies import ScopedPolicy
from foundation.backoffice.words import refusal_words
from foundation.people.exceptions import PeopleRefusal

NOTHING = "—"


class Scoped:
    """What every view of a scoped viewset asks."""

    model: Any
    request: Any

    @property
    def scoped_policy(self) -> ScopedPolicy:
        policy = policy_registry.get_by_type(self.model)
        if not isinstance(policy, ScopedPolicy):
            raise PermissionDenied(f"{self.model._meta.label} has no scoped policy")
        return policy

    def visible_rows(self) -> QuerySet[Any]:
        return self.scoped_policy.visible_rows(self.request.user)


class ScopedObject(Scoped):
    """Somebody else's object does not exist: 404, as for an unknown number."""

    verb = "view"

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_object(*args, **kwargs)  # type: ignore[misc]  # of the Wagtail view beside
        if not self.visible_rows().filter(pk=found.pk).exists():
            raise Http404
        if not self.scoped_policy.user_has_permission_for_instance(self.request.user, self.verb, found):
            raise PermissionDenied
        return found


class Saving(Scoped):
    """Saves through the viewset's service, refuses in words beside the form, and writes down what changed."""

    verb = "change"
    service: Any = None
    logs_itself = False
    form: Any
    produced_error_message: Any

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            if not self.scoped_policy.user_may_save(self.request.user, self.verb, form.instance):
                raise ValidationError(_("This lies outside of your own place or units."), "outside")
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # of the Wagtail view beside
        except (PeopleRefusal, ValidationError) as refusal:
            form.add_error(None, refusal if isinstance(refusal, ValidationError) else refusal_words(refusal))
            self.produced_error_message = _("Not saved. Please see below.")
            answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # as above
            return answer
        return response

    def save_instance(self) -> Any:
        before = snapshot(self.form.instance, self.form.changed_data)
        is_new = self.form.instance.pk is None
        saved = self.service(self.form, self.request.user)
        if not self.logs_itself:
            log_saved(saved, actor=self.request.user, before=before, fields=self.form.changed_data, is_new=is_new)
        return saved


class ScopedIndexView(Scoped, generic.IndexView):
    """Also answers the CSV and XLSX exports, which come from the same rows."""

    any_permission_required = ["view"]

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.visible_rows()

    def _get_custom_column(self, field_name: str, column_class: type[Column] = Column, **kwargs: Any) -> Column:
        """Yes or no in words, and the label of a choice: Wagtail's column would show what is stored."""
        try:
            field = self.model._meta.get_field(field_name)
        except FieldDoesNotExist:
            return super()._get_custom_column(field_name, column_class, **kwargs)
        if isinstance(field, BooleanField) and column_class is Column:
            column_class = BooleanColumn
        return super()._get_custom_column(field_name, column_class, **kwargs)


class ScopedCreateView(Saving, generic.CreateView):
    verb = "add"


class ScopedEditView(ScopedObject, Saving, generic.EditView):
    verb = "change"


class ScopedDeleteView(ScopedObject, generic.DeleteView):
    verb = "delete"


class ScopedInspectView(ScopedObject, generic.InspectView):
    any_permission_required = ["view"]

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return yesno(value)
        return NOTHING if value in (None, "") else value


class ScopedCopyView(ScopedObject, Saving, generic.CopyView):
    """Copies what one may see into where one may add."""

    verb = "add"

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        found = generic.CopyView.get_object(self, *args, **kwargs)
        if not self.visible_rows().filter(pk=found.pk).exists():
            raise Http404
        return found


class ScopedHistoryView(ScopedObject, history.HistoryView):
    any_permission_required = ["view"]


class ScopedUsageView(ScopedObject, usage.UsageView):
    permission_required = "view"


class ScopedChoice(Scoped):
    """Rows of a chooser, and what may come back from it."""

    model_class: Any

    @property
    def choosable(self) -> QuerySet[Any]:
        self.model = self.model_class
        return self.visible_rows()


class ScopedChooseView(ScopedChoice, chooser.ChooseView):
    def get_object_list(self) -> QuerySet[Any]:
        return self.choosable


class ScopedChooseResultsView(ScopedChoice, chooser.ChooseResultsView):
    def get_object_list(self) -> QuerySet[Any]:
        return self.choosable


class ScopedChosenView(ScopedChoice, chooser.ChosenView):
    def get_object(self, pk: Any) -> Any:
        found = self.choosable.filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


class ScopedChosenMultipleView(ScopedChoice, chooser.ChosenMultipleView):
    def get_objects(self, pks: Any) -> QuerySet[Any]:
        return self.choosable.filter(pk__in=pks)
