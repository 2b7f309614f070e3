"""What this room puts into Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry, LogFormatter

from foundation.backoffice import choosers
from foundation.backoffice.people_viewsets import PeopleGroup
from foundation.people.journal import LABELS
from foundation.people.permissions import user_may


@hooks.register("register_admin_viewset")
def viewsets() -> list[ViewSet]:
    return [PeopleGroup(), *choosers.ALL]


class FieldsFormatter(LogFormatter):
    """Says which fields changed, with the masked values that were written down."""

    def format_comment(self, log_entry: Any) -> str:
        fields = log_entry.data.get("fields", [])
        return "; ".join(f"{each['field']}: {each['before'] or '—'} → {each['after'] or '—'}" for each in fields)


@hooks.register("register_log_actions")
def journal_actions(registry: LogActionRegistry) -> None:
    for action, label in LABELS.items():
        registry.register_action(action)(type("Formatter", (FieldsFormatter,), {"label": label, "message": label}))


@hooks.register("construct_reports_menu")
def no_foreign_history(request: HttpRequest, menu_items: list[Any]) -> None:
    """The report over everybody's changes is the auditor's."""
    if not user_may(request.user, "people.view_log"):
        menu_items[:] = [item for item in menu_items if item.name != "site-history"]
