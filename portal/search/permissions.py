"""Who may do what with the search. Roles are given these actions in foundation.people.roles."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "portal_search.change_lists": _("Edit the synonyms and functions of the search"),
}
