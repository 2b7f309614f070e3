"""The two lists of the search in the back office."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup

from foundation.backoffice.viewsets import ScopedModelViewSet
from portal.navigation import address
from portal.search.models import Function, Synonyms


def where_it_leads(function: Function) -> str:
    return address(function.url_name) or "—"


LEADS_TO = Column("url_name", label=_("Address on the site"), accessor=where_it_leads)
KEEP = dict.fromkeys(("view", "add", "change", "delete"), "portal_search.change_lists")


class FunctionViewSet(ScopedModelViewSet):
    model = Function
    icon = "rotate"
    menu_label = _("Functions offered by the search")
    actions: ClassVar = KEEP
    list_display: ClassVar[list[Any]] = ["title", LEADS_TO, "position", "is_offered"]
    form_fields: ClassVar[list[str]] = [
        "title", "title_en", "explanation", "explanation_en", "words", "url_name", "position", "is_offered",
    ]  # fmt: skip
    search_fields: ClassVar[list[str]] = ["title", "words"]


class SynonymsViewSet(ScopedModelViewSet):
    model = Synonyms
    icon = "list-ul"
    actions: ClassVar = KEEP
    list_display: ClassVar[list[Any]] = ["words"]
    form_fields: ClassVar[list[str]] = ["words"]
    search_fields: ClassVar[list[str]] = ["words"]


class SearchGroup(ViewSetGroup):
    menu_label = _("Site search")
    menu_icon = "search"
    menu_order = 330
    items = (FunctionViewSet, SynonymsViewSet)
