"""Who may do what, where. Asked in two ways: `rows.visible_to(user)` and `user.has_perm(action, object)`.

A grant is a role on a place or unit; it reaches everything below. Access to an object is the place range of its
`.place` or the unit range of its `.unit`, either is enough. A grant on the root of the places is a grant on everything,
rows without a place included. A superuser configures: it holds what the administrator role holds, everywhere, and
nothing more, so it is no way round to personal data. Grants count only while the account acts (`user.is_acting`).
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property, lru_cache
from importlib import import_module
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.utils.module_loading import module_has_submodule
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from foundation.people.visibility import Range, VisibleQuerySet, merge_ranges, nodes_at_or_below
from foundation.places.models import Place, Unit, path_range

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from foundation.people.models import User

__all__ = ["ACTIONS", "GrantBackend", "Held", "Scope", "VisibleQuerySet", "known_actions", "roles_of", "scope"]

ACTIONS = {
    "people.view_person": _("See people, masked"),
    "people.reveal": _("Reveal a personal field, with a purpose"),
    "people.change_person": _("Edit people"),
    "people.verify_identity": _("Confirm an identity from a card"),
    "people.view_post": _("See posts and who holds them"),
    "people.change_post": _("Set up posts and appoint people"),
    "people.view_grant": _("See who may do what"),
    "people.grant_role": _("Grant roles one holds oneself"),
    "people.grant_any_role": _("Grant any role"),
    "people.manage_roles": _("Edit what roles allow"),
    "people.manage_accounts": _("Set up staff accounts"),
    "people.view_log": _("Read the log of what staff did"),
    "wagtailadmin.access_admin": _("Open the back office"),
}
ADMINISTRATOR = "administrator"
CACHE_SECONDS = 60  # for accounts that outlive a request, such as a socket's: an ended grant stops counting soon
ROOT_PATH_LENGTH = Place.steplen


class Held(NamedTuple):
    """One role with everywhere it was validly granted, as far as questions about rights go."""

    kind: str  # "place" or "unit"
    role: str
    actions: frozenset[str]
    paths: tuple[str, ...]  # "" reaches everything

    def covers(self, place: Place | None, unit: Unit | None) -> bool:
        """Everything without a place is covered from the root of the places only."""
        if self.kind == "unit":
            return unit is not None and unit.path.startswith(self.paths)
        if place is None:
            return any(len(path) <= ROOT_PATH_LENGTH for path in self.paths)
        return bool(place.path.startswith(self.paths))


@dataclass(frozen=True)
class Scope:
    """Where a user may do one thing: at and below these paths. Falsy where nowhere."""

    place_paths: tuple[str, ...] = ()
    unit_paths: tuple[str, ...] = ()
    everything: bool = False

    def __bool__(self) -> bool:
        return self.everything or bool(self.place_paths) or bool(self.unit_paths)

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Keys of the places meant: asked for once a scope."""
        return nodes_at_or_below(Place, self.place_paths)

    @cached_property
    def units(self) -> tuple[int, ...]:
        return nodes_at_or_below(Unit, self.unit_paths)

    @property
    def place_ranges(self) -> tuple[Range, ...]:
        """The same as disjoint half-open ranges in order, for queries written by hand."""
        return merge_ranges(path_range(path) for path in self.place_paths)

    @property
    def unit_ranges(self) -> tuple[Range, ...]:
        return merge_ranges(path_range(path) for path in self.unit_paths)


@cache
def known_actions() -> dict[str, Any]:
    """Every action any app declares as ACTIONS in its permissions.py, with its label."""
    found: dict[str, Any] = {}
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "permissions"):
            found |= getattr(import_module(f"{config.name}.permissions"), "ACTIONS", {})
    return found


@dataclass
class Kept:
    """What is kept on the user object between questions."""

    held: tuple[Held, ...]
    loaded_at: float
    scopes: dict[str, Scope]


def held_grants(user: "User | AnonymousUser", *, at: datetime | None = None) -> tuple[Held, ...]:
    """All valid grants of the account, acting or not: one query, kept on the user object for a minute."""
    if not user.is_authenticated or not user.is_active or user.pk is None:
        return ()
    return _load_grants(user, at) if at is not None else _kept(user).held


def _kept(user: Any) -> Kept:
    kept: Kept | None = getattr(user, "_grants_kept", None)
    if kept is None or monotonic() - kept.loaded_at > CACHE_SECONDS:
        kept = user._grants_kept = Kept(_load_grants(user, now()), monotonic(), {})
    return kept


def forget_grants(user: "User") -> None:
    """After granting or revoking: the next question asks the database."""
    user.__dict__.pop("_grants_kept", None)


def _load_grants(user: Any, at: datetime) -> tuple[Held, ...]:
    rows = apps.get_model("people", "Role").grants_of(user.pk, at=at)
    roles = {role_id: (code, decode_actions(text)) for kind, role_id, code, text in rows if kind == "role"}
    paths: dict[tuple[str, int], list[str]] = defaultdict(list)
    for kind, role_id, path, _text in rows:
        if kind != "role":
            paths[kind, role_id].append(path)
    held = [Held(kind, *roles[role_id], tuple(found)) for (kind, role_id), found in paths.items()]
    if user.is_superuser:
        held += [Held("place", *role, ("",)) for role in roles.values() if role[0] == ADMINISTRATOR]
    return tuple(held)


@lru_cache(maxsize=256)
def decode_actions(actions: str) -> frozenset[str]:
    """From the column's text: the same few texts come back for everybody."""
    return frozenset(json.loads(actions))


def scope(user: "User | AnonymousUser", action: str, *, at: datetime | None = None) -> Scope:
    """Where the user may do this now."""
    if not getattr(user, "is_acting", False) or not held_grants(user, at=at):
        return Scope()
    if at is not None:
        return _scope_of(held_grants(user, at=at), action)
    scopes = _kept(user).scopes
    if action not in scopes:
        scopes[action] = _scope_of(held_grants(user), action)
    return scopes[action]


def reach(user: "User | AnonymousUser") -> Scope:
    """Where the user holds any role at all: places and units they may name in a form."""
    return _scope_of(held_grants(user), None) if getattr(user, "is_acting", False) else Scope()


def _scope_of(grants: Iterable[Held], action: str | None) -> Scope:
    allowing = [held for held in grants if action is None or action in held.actions]
    places = tuple(path for held in allowing if held.kind == "place" for path in held.paths)
    if any(len(path) <= ROOT_PATH_LENGTH for path in places):
        return Scope(everything=True)
    return Scope(places, tuple(path for held in allowing if held.kind == "unit" for path in held.paths))


def place_and_unit_of(obj: Any) -> tuple[Place | None, Unit | None]:
    """What an object belongs to: itself, or its `.place` and `.unit`. A unit also belongs to the place it serves."""
    if isinstance(obj, Place):
        return obj, None
    if isinstance(obj, Unit):
        return obj.place, obj
    return getattr(obj, "place", None), getattr(obj, "unit", None)


def _covering(user: "User | AnonymousUser", obj: Any, at: datetime | None) -> Iterable[Held]:
    if not getattr(user, "is_acting", False):
        return ()
    place, unit = place_and_unit_of(obj)
    return (held for held in held_grants(user, at=at) if held.covers(place, unit))


def user_may(user: "User | AnonymousUser", action: str, obj: Any = None, *, at: datetime | None = None) -> bool:
    """`user.has_perm` for an action; without an object: anywhere at all."""
    if obj is None:
        return bool(scope(user, action, at=at))
    return any(action in held.actions for held in _covering(user, obj, at))


def roles_of(user: "User | AnonymousUser", obj: Any, *, at: datetime | None = None) -> set[str]:
    """Codes of the roles the user acts under for a place, a unit, or an object with .place or .unit."""
    return {held.role for held in _covering(user, obj, at)}


def is_staff_member(user: "User | AnonymousUser") -> bool:
    """Has a valid grant (or configures as superuser), whether or not the second step is done."""
    return bool(held_grants(user))


class GrantBackend:
    """Answers `user.has_perm(action, object)` from the grants; all other questions are Django's own.

    Django's BaseBackend would need the account model before it exists: models import this module.
    """

    def authenticate(self, request: Any, **credentials: Any) -> None:
        return None

    def get_user(self, user_id: Any) -> None:
        return None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return user_may(user_obj, perm, obj)
