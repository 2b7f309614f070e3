"""Wagtail's permission questions, answered from grants (`foundation.people.permissions`) and from nothing else."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from foundation.people.permissions import scope


class ScopedPolicy(BasePermissionPolicy):
    """Maps Wagtail's view, add, change, delete to actions; a verb without an action is nobody's.

    Which objects: those `visible_to(user, action)` finds, so lists and single objects never disagree. A model whose
    QuerySet has no `visible_to` has no place: its rows are everybody's who holds the action anywhere.
    """

    def __init__(self, model: type[Model], **actions: str) -> None:
        super().__init__(model)
        self.actions = actions

    def rows(self, user: Any, action: str) -> QuerySet[Any]:
        rows: Any = self.model._default_manager.all()
        if not action or not scope(user, action):
            return rows.none()
        return rows.visible_to(user, action) if hasattr(rows, "visible_to") else rows

    def visible_rows(self, user: Any) -> QuerySet[Any]:
        return self.rows(user, self.actions.get("view", ""))

    def user_has_permission(self, user: Any, action: str) -> bool:
        name = self.actions.get(action, "")
        return bool(name) and bool(scope(user, name))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        if instance.pk is None:
            return self.user_may_save(user, action, instance)
        rows = self.visible_rows(user) if action == "view" else self.rows(user, self.actions.get(action, ""))
        return bool(rows.filter(pk=instance.pk).exists())

    def user_may_save(self, user: Any, action: str, instance: Model) -> bool:
        """Whether the instance, as it is about to be saved, lies where the user may do this."""
        name = self.actions.get(action, "")
        if not name or not scope(user, name):
            return False
        is_placed = hasattr(self.model._default_manager.all(), "visible_to")
        return bool(user.has_perm(name, instance)) if is_placed else True

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        found = self.model._default_manager.none()
        for action in actions:
            found = found | self.rows(user, self.actions.get(action, ""))
        return found

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        """Nobody is listed by what they may do: such a list would name people without a question to answer."""
        from foundation.people.models import User

        return User.objects.none()


class CityWidePolicy(ScopedPolicy):
    """For set-up that counts everywhere: changing it takes the right everywhere, looking at it the right anywhere."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        allowed = scope(user, self.actions.get(action, ""))
        return bool(allowed) if action == "view" else allowed.everything

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        is_allowed = super().user_has_permission_for_instance(user, action, instance)
        return is_allowed and self.user_has_permission(user, action)

    def user_may_save(self, user: Any, action: str, instance: Model) -> bool:
        return self.user_has_permission(user, action) and super().user_may_save(user, action, instance)


def register_scoped(model: type[Model], policy: ScopedPolicy) -> None:
    """Make the policy Wagtail's only one for exactly this model. Call it before Wagtail asks: from AppConfig.ready."""
    register_permission_policy(model, policy, exact_class=True)
