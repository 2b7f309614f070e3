from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from portal.search.viewsets import SearchGroup


@hooks.register("register_admin_viewset")
def search_lists() -> list[ViewSet]:
    return [SearchGroup()]
