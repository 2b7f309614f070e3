"""Bases for every staff list in Wagtail. Use them for all models that belong to a place, a unit or a person.

    class WindowViewSet(ScopedModelViewSet):
        model = Window
        actions = {"view": "places.view_centre", "add": "places.change_place", "change": "places.change_place"}
        form_class = WindowForm           # a ScopedForm
        def update(self, form, actor):    # default: form.save()
            return rename_window(window=form.instance, by=actor, at=now())

What they promise: index, export, edit, inspect, delete, copy, history, usage and choosers know only rows that
`visible_to` gives the user; a form cannot point at, or move anything to, somewhere else; every save is logged with
field names and masked values. A verb missing from `actions` is nobody's. Register an instance with Wagtail's
`register_admin_viewset` hook; the policy is registered when the instance is made.
"""

from typing import Any, ClassVar

from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry

from foundation.backoffice import views
from foundation.backoffice.policies import ScopedPolicy, register_scoped


class ScopedModelViewSet(ModelViewSet):
    actions: ClassVar[dict[str, str]] = {}
    policy_class: ClassVar[type[ScopedPolicy]] = ScopedPolicy
    form_class: ClassVar[Any] = None
    logs_itself: ClassVar[bool] = False  # True where the services record in `people.journal` themselves
    add_to_reference_index = False  # it would keep a second, unscoped trace of who belongs to what
    copy_view_enabled = False
    inspect_view_enabled = True

    index_view_class = views.ScopedIndexView
    add_view_class = views.ScopedCreateView
    edit_view_class = views.ScopedEditView
    delete_view_class = views.ScopedDeleteView
    inspect_view_class = views.ScopedInspectView
    copy_view_class = views.ScopedCopyView
    history_view_class = views.ScopedHistoryView
    usage_view_class = views.ScopedUsageView

    @property
    def inspect_view_fields(self) -> list[str]:
        """What a list exports or a form asks is what there is to see; Wagtail would show every column of the table."""
        exported = self.list_export if isinstance(self.list_export, list) else []
        return exported or list(getattr(self, "form_fields", []))

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        if not isinstance(policy_registry.get_by_type(self.model, fallback=False), ScopedPolicy):
            register_scoped(self.model, self.policy_class(self.model, **self.actions))

    def create(self, form: Any, actor: Any) -> Any:
        """Save a new object and return it. Override to call a service."""
        return form.save()

    def update(self, form: Any, actor: Any) -> Any:
        """Save a changed object and return it. Override to call a service."""
        return form.save()

    def get_form_class(self, for_update: bool = False) -> Any:
        return self.form_class or super().get_form_class(for_update)

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        saving = {"service": self.create, "logs_itself": self.logs_itself}
        return {**super().get_add_view_kwargs(**kwargs), **saving}

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        saving = {"service": self.update, "logs_itself": self.logs_itself}
        return {**super().get_edit_view_kwargs(**kwargs), **saving}


class ScopedChooserViewSet(ChooserViewSet):
    """A chooser that offers, and accepts, only what the user may see. Creates nothing."""

    choose_view_class = views.ScopedChooseView
    choose_results_view_class = views.ScopedChooseResultsView
    chosen_view_class = views.ScopedChosenView
    chosen_multiple_view_class = views.ScopedChosenMultipleView
