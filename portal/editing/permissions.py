"""Who may do what with the editors' lists and with published pages. Roles are given these actions in
foundation.people.roles."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from foundation.people.permissions import user_may

ACTIONS = {
    "portal_editing.change_words": _("Edit the words the checker looks for"),
    "portal_editing.answer_report": _("Answer reported errors"),
    "portal_editing.take_down": _("Take published pages down at once"),
}
FRONT_PAGE_DEPTH = 2


def user_can_take_down(user: Any, page: Page) -> bool:
    """Any page the user may see in the back office, but no front page: the whole site would be gone with it.

    Whether the page is published is not asked here. Superusers have Wagtail's own way.
    """
    if page.depth <= FRONT_PAGE_DEPTH or user.is_superuser or not user_may(user, "portal_editing.take_down"):
        return False
    return bool(page.permissions_for_user(user).permissions)
