from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class BackofficeConfig(AppConfig):
    name = "foundation.backoffice"
    label = "backoffice"
    verbose_name = _("Back office")

    def ready(self) -> None:
        from foundation.backoffice import journal  # noqa: F401  # connecting the receiver


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's users app with our list of staff accounts in place of its list of all users."""

    user_viewset = "foundation.backoffice.accounts.AccountViewSet"

    def ready(self) -> None:
        from django.contrib.auth.models import Group
        from wagtail.permissions import register_permission_policy

        from foundation.backoffice.accounts import ACTIONS
        from foundation.backoffice.people_policies import AccountPolicy, PlacePolicy, UnitPolicy
        from foundation.backoffice.policies import register_scoped
        from foundation.people.models import User
        from foundation.places.models import Place, Unit

        register_permission_policy(Group)
        register_scoped(User, AccountPolicy(User, **ACTIONS))
        places = {"add": "places.change_place", "change": "places.change_place"}
        register_scoped(Place, PlacePolicy(Place, **places))
        register_scoped(Unit, UnitPolicy(Unit, **places))
