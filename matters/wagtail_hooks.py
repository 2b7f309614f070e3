"""What this room puts into Wagtail's admin."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from matters.viewsets import CaseworkGroup


@hooks.register("register_admin_viewset")
def casework() -> list[ViewSet]:
    return [CaseworkGroup()]
