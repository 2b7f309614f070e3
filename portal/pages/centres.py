"""A service centre in an editor's words, with what the room of places knows about it."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from foundation.places.centres import centre_page
from portal.blocks import BodyBlocks
from portal.pages.base import ContentPage


class CentrePage(ContentPage):
    """Address, hours, windows, bodies, functions and public zones come from the places; the rest is written here."""

    structured_type = "WebPage"
    centre = models.ForeignKey(
        "places.Centre", verbose_name=_("centre"), null=True, on_delete=models.SET_NULL, related_name="+",
        help_text=_("Address, hours, windows and resident bodies follow this centre and are changed there."),
    )  # fmt: skip
    picture = models.ForeignKey(
        "portal.PortalImage", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    on_foot = models.TextField(
        _("on foot"), blank=True, help_text=_("From the nearest landmark, in words somebody can follow without a map.")
    )
    by_bus = models.TextField(_("by bus"), blank=True, help_text=_("Lines, the stop, and the way from the stop."))
    barrier_free = models.TextField(
        _("without steps"), blank=True, help_text=_("Ramp, lift, toilet, parking, somebody to help at the door.")
    )
    body = StreamField(BodyBlocks(), blank=True, verbose_name=_("body"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("centre"),
        FieldPanel("intro"),
        FieldPanel("picture"),
        MultiFieldPanel(
            [FieldPanel("on_foot"), FieldPanel("by_bus"), FieldPanel("barrier_free")], heading=_("How to get there")
        ),
        FieldPanel("body"),
    ]
    search_fields = [*ContentPage.search_fields, index.SearchField("on_foot"), index.SearchField("body")]
    parent_page_types = ["portal.HomePage", "portal.SectionPage"]
    subpage_types: list[str] = []
    page_description = _("A service centre of the city, a town or a village.")

    class Meta:
        verbose_name = _("centre page")
        verbose_name_plural = _("centre pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | (centre_page(self.centre) if self.centre else {"centre": None})
