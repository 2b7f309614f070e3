"""Where the rooms of people, places and accounts differ from the plain rule."""

from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.timezone import now

from foundation.backoffice.policies import ScopedPolicy
from foundation.people.accounts import staff_accounts
from foundation.people.models import Person, PlaceGrant, Post, Tenure, UnitGrant, User
from foundation.people.permissions import Scope, held_grants, reach, scope
from foundation.people.visibility import OneOf
from foundation.places.models import Place, Unit

FOR_OFFICIALS = {"people.view_person": "people.view_post", "people.change_person": "people.change_post"}


class PersonPolicy(ScopedPolicy):
    """Officials' names and posts are public: whoever sets up posts sees all of them, and changes their own place's."""

    def rows(self, user: Any, action: str) -> QuerySet[Any]:
        rows = Person.objects.visible_to(user, action)
        if scope(user, FOR_OFFICIALS.get(action, "")):
            rows = rows | (officials_within_reach(user) if action == "people.change_person" else officials())
        return rows.filter(merged_into=None)

    def user_has_permission(self, user: Any, action: str) -> bool:
        name = self.actions.get(action, "")
        return super().user_has_permission(user, action) or bool(scope(user, FOR_OFFICIALS.get(name, "")))

    def user_may_save(self, user: Any, action: str, instance: Model) -> bool:
        """Making somebody an official makes their name public: that takes the right to set up posts."""
        assert isinstance(instance, Person)
        was_official = officials().filter(pk=instance.pk).exists()
        may_set_up_posts = bool(scope(user, "people.change_post"))
        if instance.is_official != was_official and not may_set_up_posts:
            return False
        return (instance.is_official and may_set_up_posts) or super().user_may_save(user, action, instance)


def officials() -> QuerySet[Person]:
    return Person.objects.filter(is_official=True)


def officials_within_reach(user: Any) -> QuerySet[Person]:
    """Those with no place, post or account outside of the user's own: a phone on file can be a second step."""
    allowed = scope(user, "people.change_post")
    own_posts = Post.objects.visible_to(user, "people.change_post")
    elsewhere = Tenure.objects.exclude(post__in=own_posts).values("person_id")
    accounts = manageable_accounts(user)
    return (
        officials()
        .filter(Q(place=None) | Q(place__in=places_in(allowed)), Q(user=None) | Q(user__in=accounts))
        .exclude(pk__in=elsewhere)
    )


class RolePolicy(ScopedPolicy):
    """Roles count everywhere, so changing one takes the right everywhere; and nobody changes a role they hold."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        allowed = scope(user, self.actions.get(action, ""))
        return bool(allowed) if action == "view" else allowed.everything

    def rows(self, user: Any, action: str) -> QuerySet[Any]:
        rows = super().rows(user, action)
        if action != self.actions["change"]:
            return rows
        held = {grant.role for grant in held_grants(user)}
        return rows.exclude(code__in=held) if scope(user, action).everything else rows.none()


class GrantPolicy(ScopedPolicy):
    """Who may grant any role, or only what they hold themselves; the service decides which of the two."""

    either = ("people.grant_any_role", "people.grant_role")

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "view":
            return super().user_has_permission(user, action)
        return action in self.actions and any(scope(user, name) for name in self.either)

    def rows(self, user: Any, action: str) -> QuerySet[Any]:
        if action not in self.either:
            return super().rows(user, action)
        return super().rows(user, self.either[0]) | super().rows(user, self.either[1])

    def user_may_save(self, user: Any, action: str, instance: Model) -> bool:
        return any(user.has_perm(name, instance) for name in self.either)


class AccountPolicy(ScopedPolicy):
    """Accounts of staff only: a citizen's account is nobody's business here.

    Who may reset a password could become that account, so only accounts that reach no further than oneself are there:
    all their valid grants lie in one's own places and units, and only superusers see superusers.
    """

    def rows(self, user: Any, action: str) -> QuerySet[Any]:
        return manageable_accounts(user) if action == "people.manage_accounts" else User.objects.none()


def manageable_accounts(user: Any) -> QuerySet[User]:
    allowed, rows = scope(user, "people.manage_accounts"), staff_accounts()
    if not allowed:
        return rows.none()
    if not user.is_superuser:
        rows = rows.filter(is_superuser=False)
    if allowed.everything:
        return rows
    elsewhere = PlaceGrant.objects.valid(at=now()).exclude(content_object__in=places_in(allowed))
    elsewhere_units = UnitGrant.objects.valid(at=now()).exclude(content_object__in=units_in(allowed))
    return rows.exclude(pk__in=elsewhere.values("user_id")).exclude(pk__in=elsewhere_units.values("user_id"))


def places_in(allowed: Scope) -> QuerySet[Place]:
    """Places at and below those of the scope."""
    if allowed.everything:
        return Place.objects.all()
    return Place.objects.filter(OneOf("pk", allowed.places))


def units_in(allowed: Scope) -> QuerySet[Unit]:
    """Units at and below those of the scope, and those that serve its places."""
    if allowed.everything:
        return Unit.objects.all()
    below = Q(OneOf("pk", allowed.units))
    return Unit.objects.filter(below | Q(OneOf("place", allowed.places)))


class PlacePolicy(ScopedPolicy):
    """Places at and below any the user holds a role on: what a form of theirs may point at. Names are public."""

    def visible_rows(self, user: Any) -> QuerySet[Any]:
        return places_in(reach(user))

    def rows(self, user: Any, action: str) -> QuerySet[Any]:
        return places_in(scope(user, action))

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(reach(user)) if action == "view" else super().user_has_permission(user, action)

    def user_may_save(self, user: Any, action: str, instance: Model) -> bool:
        name = self.actions.get(action, "")
        return bool(name) and bool(user.has_perm(name, instance))


class UnitPolicy(PlacePolicy):
    def visible_rows(self, user: Any) -> QuerySet[Any]:
        return units_in(reach(user))

    def rows(self, user: Any, action: str) -> QuerySet[Any]:
        return units_in(scope(user, action))
