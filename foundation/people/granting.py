"""Giving and ending roles. A grant is never changed or deleted: it ends, and stays as history."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Q

from foundation.people import journal
from foundation.people.exceptions import AlreadyGranted, GrantRefused
from foundation.people.models import PlaceGrant, Post, Role, UnitGrant, User
from foundation.people.permissions import forget_grants, held_grants, place_and_unit_of, user_may
from foundation.places.models import Place, Unit

AnyGrant = PlaceGrant | UnitGrant


def role_permission(role: Role, model: type[Place] | type[Unit]) -> Permission:
    """guardian's permission row for a role on a place or unit: `role_<code>`."""
    content_type = ContentType.objects.get_for_model(model)
    permission, _ = Permission.objects.get_or_create(
        content_type=content_type, codename=f"role_{role.code}", defaults={"name": role.name[:255]}
    )
    return permission


def _check_granter(granted_by: User, user: User, role: Role, on: Place | Unit, at: datetime) -> None:
    """Nobody grants to themselves, outside their own place, or more than they hold; administrators grant any role."""
    if granted_by.pk == user.pk:
        raise GrantRefused("self")
    if user_may(granted_by, "people.grant_any_role", on, at=at):
        return
    if not user_may(granted_by, "people.grant_role", on, at=at):
        raise GrantRefused("outside")
    place, unit = place_and_unit_of(on)
    own = [held.actions for held in held_grants(granted_by, at=at) if held.covers(place, unit)]
    if not set(role.actions) <= set().union(*own):
        raise GrantRefused("more_than_held")


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: Role,
    on: Place | Unit,
    granted_by: User | None,
    at: datetime,
    valid_until: datetime | None = None,
    post: Post | None = None,
) -> AnyGrant:
    """The role on the place or unit and everything below. `granted_by` None is the installation itself.

    Raises GrantRefused and AlreadyGranted.
    """
    if valid_until is not None and valid_until <= at:
        raise GrantRefused("ends_before_start")
    if granted_by is not None:
        _check_granter(granted_by, user, role, on, at)
    User.objects.select_for_update().get(pk=user.pk)  # two grants with a last day overlap past any constraint otherwise
    model: Any = PlaceGrant if isinstance(on, Place) else UnitGrant
    overlapping = model.objects.filter(Q(valid_until=None) | Q(valid_until__gt=at), user=user, role=role)
    if overlapping.filter(content_object=on).exists():
        raise AlreadyGranted
    try:
        with transaction.atomic():
            grant: AnyGrant = model.objects.create(
                user=user, role=role, content_object=on, permission=role_permission(role, type(on)), post=post,
                granted_by=granted_by, valid_from=at, valid_until=valid_until,
            )  # fmt: skip
    except IntegrityError as error:  # somebody granted the same between our look and our insert
        raise AlreadyGranted from error
    if role.group_name:
        user.groups.add(Group.objects.get_or_create(name=role.group_name)[0])
    forget_grants(user)
    journal.record("people.grant_role", grant, actor=granted_by, at=at, data=_described(grant))
    return grant


@transaction.atomic
def revoke_grant(*, grant: AnyGrant, revoked_by: User | None, at: datetime) -> None:
    """End the grant now; one that ended earlier stays as it was. Raises GrantRefused outside one's own place."""
    on = grant.content_object
    may = ("people.grant_any_role", "people.grant_role")
    if revoked_by is not None and not any(user_may(revoked_by, action, on, at=at) for action in may):
        raise GrantRefused("outside")
    live = type(grant).objects.filter(Q(valid_until=None) | Q(valid_until__gt=at), pk=grant.pk)
    ends_at = max(at, grant.valid_from)
    if not live.update(valid_until=ends_at, revoked_by=revoked_by):
        return
    grant.valid_until, grant.revoked_by = ends_at, revoked_by
    _leave_group(grant, at)
    forget_grants(grant.user)
    journal.record("people.revoke_grant", grant, actor=revoked_by, at=at, data=_described(grant))


def _leave_group(grant: AnyGrant, at: datetime) -> None:
    """Out of the page editing group when no other valid grant needs it."""
    name = grant.role.group_name
    others = (
        model.objects.valid(at=at).filter(user=grant.user, role__group_name=name) for model in (PlaceGrant, UnitGrant)
    )
    if name and not any(rows.exists() for rows in others):
        grant.user.groups.remove(*Group.objects.filter(name=name))


def _described(grant: AnyGrant) -> dict[str, Any]:
    on = grant.content_object
    return {
        "role": grant.role.code,
        "on": f"{on._meta.model_name}:{on.code}",
        "account": grant.user_id,
        "valid_until": grant.valid_until.isoformat() if grant.valid_until else None,
    }
