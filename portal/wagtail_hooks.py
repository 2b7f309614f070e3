"""The editors' menu: what this portal does not use is not offered."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem, admin_menu
from wagtail.admin.ui.components import Component
from wagtail.rich_text.feature_registry import FeatureRegistry

from portal.backoffice_places import hooks as territory_hooks  # noqa: F401  # registering its lists
from portal.page_links import LivePageLinks

UNUSED = {"help", "locales", "sites", "workflows", "workflow-tasks", "api-tokens"}


def _keep_used(items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in UNUSED]


@hooks.register("construct_main_menu")
def shorten_main_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    _keep_used(items)


@hooks.register("construct_settings_menu")
def shorten_settings_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    _keep_used(items)


class Shortcuts(Component):
    """The lists of the menu on the first page: an administrator would find it empty."""

    order = 900  # after what waits to be done
    template_name = "portal/cms/shortcuts.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        request = parent_context["request"]
        groups = [item for item in _in_order(admin_menu, request) if isinstance(item, SubmenuMenuItem)]
        return {"groups": [(group.label, _in_order(group.menu, request)) for group in groups]}


def _in_order(menu: Menu, request: HttpRequest) -> list[MenuItem]:
    return sorted(menu.menu_items_for_request(request), key=lambda item: item.order)


@hooks.register("construct_homepage_panels")
def add_shortcuts(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(Shortcuts())


@hooks.register("register_rich_text_features", order=10)  # after Wagtail's own
def links_to_pages(features: FeatureRegistry) -> None:
    features.register_link_type(LivePageLinks)


@hooks.register("insert_global_admin_css")
def site_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))


@hooks.register("insert_editor_js")
def wait_for_autosave() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("js/cms-autosave.js"))
