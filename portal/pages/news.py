"""News, newest first, with an archive."""

import datetime

from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index

from portal.blocks import BodyBlocks
from portal.pages.base import ContentPage
from portal.pages.listing import DatedIndex


class NewsPage(ContentPage):
    structured_type = "NewsArticle"
    is_read_aloud = True
    date = models.DateField(_("date"), default=localdate, db_index=True)
    source = models.CharField(_("source"), max_length=80, blank=True, help_text=_("Who wrote or sent it in."))
    picture = models.ForeignKey(
        get_image_model_string(), verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", help_text=_("Shown on top and where the page is shared. Needs an alternative text."),
    )  # fmt: skip
    body = StreamField(BodyBlocks(), verbose_name=_("body"))

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("date"), FieldPanel("source")], heading=_("Date and source")),
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("body"),
    ]
    search_fields = [*ContentPage.search_fields, index.SearchField("body"), index.FilterField("date")]
    parent_page_types = ["portal.NewsIndexPage"]
    subpage_types: list[str] = []
    page_description = _("One piece of news.")

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")

    @property
    def shown_on(self) -> datetime.date:
        return self.date


class NewsIndexPage(DatedIndex, ContentPage):
    listed_model = NewsPage

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["portal.HomePage"]
    subpage_types = ["portal.NewsPage"]
    max_count_per_parent = 1
    page_description = _("Lists the news below it, newest first, with an archive by year and month.")

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")
