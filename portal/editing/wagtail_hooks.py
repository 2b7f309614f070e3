"""What editing puts into Wagtail's admin: the lists, and the last check at every door that publishes."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page

from portal.editing import taking_down_views
from portal.editing.checking import blocking, check_page
from portal.editing.taking_down_views import TakeDownButton
from portal.editing.viewsets import EditingGroup


@hooks.register("register_admin_viewset")
def lists() -> list[ViewSet]:
    return [EditingGroup()]


@hooks.register("register_admin_urls")
def taking_down() -> list[URLPattern]:
    return taking_down_views.urls()


@hooks.register("register_page_listing_more_buttons")
def take_down_from_list(page: Page, user: Any, next_url: str | None = None) -> Iterable[PageMenuItem]:
    yield TakeDownButton(page=page, priority=45)


@hooks.register("register_page_header_buttons")
def take_down_from_header(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterable[PageMenuItem]:
    yield TakeDownButton(page=page, priority=62)


@hooks.register("before_publish_page")
def check_before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The form has checked it; this also stands before whatever else Wagtail publishes with a click."""
    return _refuse(request, [page])


@hooks.register("before_bulk_action")
def check_before_publishing_many(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    pages = [one for one in objects if isinstance(one, Page)] if action_type == "publish" else []
    return _refuse(request, [page.get_latest_revision_as_object() for page in pages])


def _refuse(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    for page in pages:
        if findings := blocking(check_page(page)):
            sentences = " ".join(f"{one.label}: {one.sentence}" for one in findings)
            messages.error(request, f"{page.get_admin_display_title()}: {sentences}")
            return redirect("wagtailadmin_pages:edit", page.pk)
    return None


class HeldBackFormatter(LogFormatter):
    label = _("Held back by the checker")
    message = _("Not published on time: the checker found what must not go out")

    def format_comment(self, log_entry: Any) -> str:
        return "; ".join(log_entry.data.get("findings", []))


class TakenDownFormatter(LogFormatter):
    label = _("Taken down")

    def format_message(self, log_entry: Any) -> str:
        return gettext("Taken down: %(reason)s") % {"reason": log_entry.data.get("reason", "")}


@hooks.register("register_log_actions")
def log_actions(registry: LogActionRegistry) -> None:
    registry.register_action("portal_editing.take_down")(TakenDownFormatter)
    registry.register_action("portal_editing.held_back")(HeldBackFormatter)
