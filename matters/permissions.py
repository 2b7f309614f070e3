"""Who may do what with matters. Roles are given these actions in foundation.people.roles.

Which role may make which move stands in the procedure's table; these say where somebody acts at all.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from foundation.people.permissions import roles_of, scope

if TYPE_CHECKING:
    from foundation.moves.table import Move
    from foundation.people.models import User
    from foundation.places.models import Place
    from matters.models import Matter

ACTIONS = {
    "matters.view_matter": _("See matters"),
    "matters.take_in": _("Take matters in for somebody"),
    "matters.triage": _("Accept, dispatch, answer, decline and rule on returns"),
    "matters.handle": _("Handle matters of one's unit"),
    "matters.approve_reply": _("Approve answers of one's unit"),
    "matters.supervise": _("Urge, supervise and call units together"),
    "matters.call_back": _("Ask people what they think of the answer"),
    "matters.review": _("Review decisions"),
    "matters.publish": _("Prepare and review what is made public"),
    "matters.exclude": _("Ask for and approve exclusions from the rates"),
    "matters.import_matters": _("Take in files of other systems"),
    "matters.change_routing": _("Edit routing rules"),
    "matters.change_procedure": _("Publish versions of procedures"),
    "matters.change_category": _("Edit categories"),
}


def user_moves(user: "User", matter: "Matter") -> "list[Move]":
    """The buttons: what the user's roles where the matter is may do with it now."""
    return matter.table.allowed(matter.state, roles_of(user, matter))


def user_can_change_rules(user: "User", place: "Place | None") -> bool:
    """Make or end routing rules of this place. Without a place they count everywhere, which takes the right there."""
    if place is None:
        return scope(user, "matters.change_routing").everything
    return user.has_perm("matters.change_routing", place)
