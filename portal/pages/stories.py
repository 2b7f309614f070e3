"""Stories of matters that were settled. No citizen's real name appears in one."""

import datetime
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index

from portal.blocks import BodyBlocks
from portal.pages.base import ContentPage
from portal.pages.listing import one_page


class StoryPage(ContentPage):
    structured_type = "Article"
    is_read_aloud = True
    date = models.DateField(_("date"), default=localdate, db_index=True)
    place_name = models.CharField(_("where"), max_length=60, blank=True)
    picture = models.ForeignKey(
        get_image_model_string(), verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    body = StreamField(BodyBlocks(), verbose_name=_("body"))
    names_changed = models.BooleanField(
        _("names are changed"),
        default=True,
        help_text=_("A line below the story says so. Never print a citizen's name."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("place_name"),
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("body"),
        FieldPanel("names_changed"),
    ]
    search_fields = [*ContentPage.search_fields, index.SearchField("body")]
    parent_page_types = ["portal.StoryIndexPage"]
    subpage_types: list[str] = []
    page_description = _("How one matter was settled, with all names changed.")

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    @property
    def shown_on(self) -> datetime.date:
        return self.date


class StoryIndexPage(ContentPage):
    public_query = ("page",)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["portal.HomePage", "portal.SectionPage"]
    subpage_types = ["portal.StoryPage"]
    page_description = _("Lists the stories below it, newest first.")

    class Meta:
        verbose_name = _("list of stories")
        verbose_name_plural = _("lists of stories")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        stories = StoryPage.objects.live().child_of(self).order_by("-date", "-pk").defer_streamfields()
        stories = stories.select_related("picture").prefetch_related("picture__renditions")
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"listed": one_page(request, stories)}
