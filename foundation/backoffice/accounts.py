"""Staff accounts in Wagtail's user list, which would show every citizen's otherwise."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn

from foundation.backoffice import people_forms as forms
from foundation.backoffice.people_policies import AccountPolicy
from foundation.backoffice.views import ScopedIndexView
from foundation.backoffice.viewsets import ScopedModelViewSet
from foundation.people import second_step
from foundation.people.models import User
from foundation.people.services import change_staff_account, set_up_staff_account

ACTIONS = {"view": "people.manage_accounts", "add": "people.manage_accounts", "change": "people.manage_accounts"}


class AccountIndexView(ScopedIndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("username"),
            Column("person", label=_("Official"), accessor=lambda user: getattr(user, "person", None) or "—"),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last sign-in"), sort_key="last_login"),
        ]

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("person")


class AccountViewSet(ScopedModelViewSet):
    """Takes the place of Wagtail's own user viewset: no groups, no superuser flag, no deleting, no citizens."""

    model = User
    icon = "key"
    policy_class = AccountPolicy
    actions: ClassVar = ACTIONS
    menu_name = "users"
    menu_label = _("Staff accounts")
    menu_order = 600
    add_to_settings_menu = True
    logs_itself = True
    index_view_class = AccountIndexView
    ordering = "username"
    search_fields = ["username"]
    list_export = ["username", "is_active", "last_login"]
    inspect_view_fields = ["username", "person", "is_active", "last_login", "date_joined"]

    def get_form_class(self, for_update: bool = False) -> Any:
        return forms.AccountEditForm if for_update else forms.AccountForm

    def create(self, form: Any, actor: Any) -> User:
        given = form.cleaned_data
        return set_up_staff_account(
            username=given["username"], password=given["password"], person=given["person"], set_up_by=actor, at=now()
        )

    def update(self, form: Any, actor: Any) -> User:
        given, user = form.cleaned_data, User.objects.get(pk=form.instance.pk)
        if given["reset_second_step"]:
            second_step.reset(user, reset_by=actor, at=now())
        return change_staff_account(
            user=user, username=given["username"], is_active=given["is_active"], password=given["new_password"],
            changed_by=actor, at=now(),
        )  # fmt: skip
