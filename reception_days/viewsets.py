"""Set-up of reception days in the back office: the rules by which days are made, and where the law sends others."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup

from foundation.backoffice.policies import CityWidePolicy
from foundation.backoffice.viewsets import ScopedModelViewSet
from reception_days.exceptions import RulesInForce
from reception_days.models import LawfulDoor, ReceptionRules
from reception_days.services.rules import save_rules
from reception_days.setup_forms import RULE_FIELDS, LawfulDoorForm, RulesForm

RULES = "reception_days.change_rules"
ACTIONS = {"view": RULES, "add": RULES, "change": RULES}


class RulesPolicy(CityWidePolicy):
    """What is or was in force is read and no longer changed."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        assert isinstance(instance, ReceptionRules)
        is_history = instance.pk is not None and instance.valid_from <= localdate()
        if action != "view" and is_history:
            return False
        return super().user_has_permission_for_instance(user, action, instance)


class RulesViewSet(ScopedModelViewSet):
    model = ReceptionRules
    icon = "calendar"
    policy_class = RulesPolicy
    actions: ClassVar = ACTIONS
    form_class = RulesForm
    ordering = ["-valid_from"]
    list_display = ["valid_from", "basis", "opens_on_day", "seats", "seat_minutes", "answer_working_days"]
    list_export = RULE_FIELDS
    inspect_view_fields = RULE_FIELDS

    def create(self, form: Any, actor: Any) -> ReceptionRules:
        return self.update(form, actor)

    def update(self, form: Any, actor: Any) -> ReceptionRules:
        try:
            return save_rules(rules=form.instance, facts=form.cleaned_data, at=now())
        except RulesInForce as error:
            words = _("Rules begin after today. Those in force stay as they are; add new ones with a later date.")
            raise ValidationError({"valid_from": words}) from error


class LawfulDoorViewSet(ScopedModelViewSet):
    """Nothing is deleted: a door no longer used is switched off."""

    model = LawfulDoor
    icon = "redirect"
    policy_class = CityWidePolicy
    actions: ClassVar = ACTIONS
    form_class = LawfulDoorForm
    list_display = ["name", "basis", "phone", "is_active"]
    list_export = ["code", "name", "name_en", "basis", "words", "words_en", "phone", "is_active"]
    inspect_view_fields = list_export
    list_filter = ["is_active"]
    search_fields = ["name", "name_en", "basis", "words"]


class ReceptionGroup(ViewSetGroup):
    menu_label = gettext_lazy("Reception days")
    menu_icon = "calendar"
    menu_order = 320
    items = (RulesViewSet, LawfulDoorViewSet)
