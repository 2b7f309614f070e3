"""Who types for somebody who speaks: in which role, and by which door the matter then came in (DESIGN §3.12)."""

from typing import TYPE_CHECKING

from foundation.people.permissions import held_grants, scope
from foundation.places.models import Place, Unit
from matters.exceptions import NoClerkRole
from matters.models import Channel

if TYPE_CHECKING:
    from foundation.people.models import User

# Who holds several acts in the first of them.
CHANNELS = {
    "window_clerk": Channel.WINDOW,
    "reception_officer": Channel.WINDOW,
    "hotline_operator": Channel.PHONE,
    "village_cadre": Channel.GRID,
    "grid_worker": Channel.GRID,
}
PAPER = ("window_clerk", "reception_officer")  # letters are opened and typed where people come to the window
OUTDOORS = ("grid_worker", "village_cadre")


def clerk_role(user: "User", action: str) -> str:
    """The role in which this user takes something down for others. Raises NoClerkRole."""
    held = {each.role for each in held_grants(user) if action in each.actions}
    for role in CHANNELS:
        if role in held:
            return role
    raise NoClerkRole


def channels_of(role: str) -> list[Channel]:
    """The doors this role takes matters in by, the usual one first."""
    return [CHANNELS[role], *([Channel.LETTER] if role in PAPER else [])]


def own_place(user: "User", action: str) -> Place | None:
    """Where the user acts, the smallest place first: what a form starts from. None for the whole city."""
    allowed = scope(user, action)
    paths = list(allowed.place_paths)
    if allowed.unit_paths:
        units = Unit.objects.filter(pk__in=allowed.units).select_related("place")
        paths += [unit.place.path for unit in units]
    if allowed.everything or not paths:
        return None
    return Place.objects.current().filter(path__in=paths).order_by("-depth", "path").first()
