"""Who may do what with matters. Roles are given these actions in foundation.people.roles."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "matters.view_matter": _("See matters"),
    "matters.close_matter": _("Close matters"),
    "matters.change_category": _("Edit categories"),
}
