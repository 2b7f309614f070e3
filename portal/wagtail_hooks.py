"""The editors' menu: what this portal does not use is not offered."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
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


@hooks.register("register_rich_text_features", order=10)  # after Wagtail's own
def links_to_pages(features: FeatureRegistry) -> None:
    features.register_link_type(LivePageLinks)


@hooks.register("insert_global_admin_css")
def site_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))
