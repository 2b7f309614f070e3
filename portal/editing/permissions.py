"""Who may do what with the editors' lists. Roles are given these actions in foundation.people.roles."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "portal_editing.change_words": _("Edit the words the checker looks for"),
    "portal_editing.answer_report": _("Answer reported errors"),
}
