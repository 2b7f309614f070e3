"""The form base of scoped viewsets."""

from typing import Any

from django.forms import ModelChoiceField
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.permissions import policy_registry

from foundation.backoffice.policies import ScopedPolicy


class ScopedForm(WagtailAdminModelForm):
    """Every related object offered or sent must be one the user may see, whatever the page showed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, ModelChoiceField) and field.queryset is not None:
                policy = policy_registry.get_by_type(field.queryset.model, fallback=False)
                if isinstance(policy, ScopedPolicy):
                    field.queryset = policy.visible_rows(self.for_user) & field.queryset
