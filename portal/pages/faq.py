"""Questions people ask, in groups. Each answer folds out without a script, and a browser's own search finds it."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from portal.blocks import FaqBlocks
from portal.pages.base import ContentPage


class FaqPage(ContentPage):
    structured_type = "FAQPage"
    groups = StreamField(FaqBlocks(), blank=True, verbose_name=_("questions"))

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("groups")]
    search_fields = [*ContentPage.search_fields, index.SearchField("groups")]
    parent_page_types = ["portal.HomePage", "portal.SectionPage"]
    subpage_types: list[str] = []
    page_description = _("Questions and answers in groups.")

    class Meta:
        verbose_name = _("questions and answers")
        verbose_name_plural = _("questions and answers")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Groups with an anchor each, so that a link can lead to one."""
        groups = [(f"group-{number}", block.value) for number, block in enumerate(self.groups, start=1)]
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"groups": groups}
