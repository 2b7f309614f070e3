"""Whose rows are whose: everything that belongs to a place follows the place."""

from operator import attrgetter
from typing import Any, ClassVar

from django.db.models import Model, QuerySet

from foundation.backoffice.policies import ScopedPolicy
from foundation.people.permissions import scope
from foundation.people.visibility import OneOf


class InPlacePolicy(ScopedPolicy):
    """For models below `people`, whose QuerySets therefore know no `visible_to`."""

    place_lookup: ClassVar[str] = "place"

    def rows(self, user: Any, action: str) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.all()
        allowed = scope(user, action) if action else None
        if not allowed:
            return rows.none()
        if allowed.everything:
            return rows
        return rows.filter(OneOf(self.place_lookup, allowed.places))

    def user_may_save(self, user: Any, action: str, instance: Model) -> bool:
        name = self.actions.get(action, "")
        place = attrgetter(self.place_lookup.replace("__", "."))(instance)
        return bool(name) and bool(user.has_perm(name, place))
