"""Whose is it: rules are made and ended, never changed, so that they stay a history (services.routing)."""

from typing import Any, ClassVar

import django_filters
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils.functional import cached_property
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import Button

from foundation.backoffice.choosers import place_chooser, unit_chooser
from foundation.backoffice.forms import ScopedForm
from foundation.backoffice.policies import CityWidePolicy
from foundation.backoffice.views import ScopedCreateView, ScopedEditView, ScopedIndexView, ScopedInspectView
from foundation.backoffice.viewsets import ScopedModelViewSet
from foundation.places.models import Unit
from matters.exceptions import WrongUnit
from matters.models import Category, RoutingRule
from matters.services.routing import end_rule, make_rule
from matters.viewsets.categories import CategoryField

ROUTING = "matters.change_routing"
FIELDS = ["category", "place", "unit", "reason", "made_by", "began_at", "ended_at"]
IN_FORCE, ENDED = "in_force", "ended"
END_IT = pgettext_lazy("routing rule", "End it")


class RoutingPolicy(CityWidePolicy):
    """ "change" is ending it: once, and what has ended is read only."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        assert isinstance(instance, RoutingRule)
        if action == "change" and instance.ended_at is not None:
            return False
        return super().user_has_permission_for_instance(user, action, instance)


class NewRuleForm(ScopedForm):
    """About a kind of matter, a place, or both."""

    category = CategoryField(
        label=gettext_lazy("Category"),
        queryset=Category.objects.active().filter(redirect_kind="").order_by("path"),
        required=False,
        empty_label=gettext_lazy("— all kinds —"),
        help_text=gettext_lazy("Counts for the finer ones below it too, until they have a rule of their own."),
    )

    class Meta:
        model = RoutingRule
        fields = ["category", "place", "unit", "reason"]
        widgets: ClassVar = {"place": place_chooser.widget_class, "unit": unit_chooser.widget_class}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].help_text = _("Empty: the whole city.")
        self.fields["reason"].help_text = _("The ruling, document or list of duties it rests on.")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("category") and not given.get("place") and "place" not in self.errors:
            self.add_error("category", ValidationError(_("Choose a kind of matter, a place, or both."), "required"))
        if given.get("category") and given.get("place") and given["place"].is_root():
            given["place"] = None  # the same said twice: one rule for the whole city, not two
        unit = given.get("unit")
        if unit is not None and not unit.is_active:
            self.add_error("unit", ValidationError(_("This unit is closed. Choose another one."), "closed"))
        return given

    def validate_constraints(self) -> None:
        """A rule about the same ends when this one begins (`make_rule`), so that the table keeps its constraints."""


class EndRuleForm(ScopedForm):
    """Asks nothing: the button is enough."""

    class Meta:
        model = RoutingRule
        fields: ClassVar[list[str]] = []

    def validate_constraints(self) -> None:
        """Nothing is typed."""


class RoutingFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("In force or ended"),
        method="by_state",
        choices=[(IN_FORCE, pgettext_lazy("rules", "In force")), (ENDED, pgettext_lazy("rules", "Ended"))],
    )
    unit = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Unit"), queryset=Unit.objects.filter(routing__isnull=False).distinct().order_by("path")
    )
    category = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Category"),
        queryset=Category.objects.filter(routing__isnull=False).distinct().order_by("path"),
    )

    class Meta:
        model = RoutingRule
        fields: ClassVar[list[str]] = []

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.exclude(ended_at=None) if value == ENDED else rows.filter(ended_at=None)


def _day(moment: Any) -> str:
    return localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else "—"


def _place(rule: RoutingRule) -> str:
    return rule.place.display_name if rule.place else _("the whole city")


def _kind(rule: RoutingRule) -> str:
    return rule.category.display_name if rule.category else _("all kinds")


class RoutingIndexView(ScopedIndexView):
    """Those in force first, the newest on top."""

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("category", accessor=_kind),
            Column("place", label=_("Place"), accessor=_place),
            Column("unit", label=_("Unit"), accessor=lambda row: row.unit.display_name),
            Column("reason", label=_("Reason or ruling")),
            Column("began_at", label=_("Since"), accessor=lambda row: _day(row.began_at), sort_key="began_at"),
            Column("ended_at", label=_("Until"), accessor=lambda row: _day(row.ended_at), sort_key="ended_at"),
        ]  # fmt: skip

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("category", "place", "unit", "made_by")

    def get_edit_url(self, instance: RoutingRule) -> Any:
        return super().get_edit_url(instance) if instance.ended_at is None else None

    def get_list_more_buttons(self, instance: RoutingRule) -> list[Any]:
        kept = [button for button in super().get_list_more_buttons(instance) if button.icon_name != "edit"]
        if url := self.get_edit_url(instance):
            kept.insert(0, MenuItem(END_IT, url=url, icon_name="cross", priority=10))
        return kept


class RoutingAddView(ScopedCreateView):
    def get_success_buttons(self) -> list[Any]:
        return []


class RoutingInspectView(ScopedInspectView):
    def get_edit_url(self) -> Any:
        return super().get_edit_url() if self.object.ended_at is None else None

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        url = self.get_edit_url()
        return [Button(END_IT, url=url, icon_name="cross", priority=10)] if url else []


class RoutingEndView(ScopedEditView):
    """Shows the rule and one button."""

    page_title = END_IT
    submit_button_label = END_IT
    submit_button_active_label = gettext_lazy("Ending…")
    success_message = gettext_lazy("The rule has ended. It stays in the history.")

    def get_success_buttons(self) -> list[Any]:
        return []


class RoutingRuleViewSet(ScopedModelViewSet):
    model = RoutingRule
    icon = "redirect"
    menu_label = gettext_lazy("Routing rules")
    policy_class = RoutingPolicy
    actions: ClassVar = {"view": ROUTING, "add": ROUTING, "change": ROUTING}
    logs_itself = True
    index_view_class = RoutingIndexView
    inspect_view_class = RoutingInspectView
    add_view_class = RoutingAddView
    edit_view_class = RoutingEndView
    edit_template_name = "matters/cms/end_rule.html"
    filterset_class = RoutingFilterSet
    list_export = FIELDS
    inspect_view_fields = FIELDS
    search_fields = ["category__name", "category__name_en", "place__name", "unit__name", "unit__short_name", "reason"]

    def get_form_class(self, for_update: bool = False) -> Any:
        return EndRuleForm if for_update else NewRuleForm

    def create(self, form: Any, actor: Any) -> RoutingRule:
        given = {name: form.cleaned_data[name] for name in ("category", "place", "unit", "reason")}
        try:
            with transaction.atomic():
                return make_rule(**given, actor=actor, at=now())
        except WrongUnit as error:
            raise ValidationError({"unit": _("This unit is closed. Choose another one.")}) from error
        except IntegrityError as error:
            words = _("Somebody else has just made a rule about the same. Look at the list, then decide again.")
            raise ValidationError({"category": words}) from error

    def update(self, form: Any, actor: Any) -> RoutingRule:
        end_rule(rule=form.instance, actor=actor, at=now())
        form.instance.refresh_from_db()
        return form.instance
