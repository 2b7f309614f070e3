"""What this room puts into Wagtail's admin."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from reception_days.viewsets import ReceptionGroup


@hooks.register("register_admin_viewset")
def reception_days() -> list[ViewSet]:
    return [ReceptionGroup()]
