"""What this place and its people were awarded."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from portal.blocks import HonourBlocks
from portal.pages.base import ContentPage


class HonoursPage(ContentPage):
    honours = StreamField(HonourBlocks(), blank=True, verbose_name=_("honours"))

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("honours")]
    search_fields = [*ContentPage.search_fields, index.SearchField("honours")]
    parent_page_types = ["portal.HomePage", "portal.SectionPage"]
    subpage_types: list[str] = []
    page_description = _("A table of honours: title, level, year and holder.")

    class Meta:
        verbose_name = _("honours page")
        verbose_name_plural = _("honours pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rows = sorted((block.value for block in self.honours), key=lambda row: -row["year"])
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"rows": rows}
