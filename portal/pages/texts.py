"""Pages of words: statements and explanations, sections, articles."""

from typing import Any, Self

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from portal.blocks import BodyBlocks
from portal.pages.addresses import with_addresses
from portal.pages.base import ContentPage

TEXT_FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "document-link", "image"]


class TextPage(ContentPage):
    """A page of words: statements, contacts, explanations."""

    template = "portal/text_page.html"
    is_read_aloud = True
    body = RichTextField(_("text"), features=TEXT_FEATURES)
    is_in_footer = models.BooleanField(_("linked at the foot of every page"), default=False)

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body"), FieldPanel("is_in_footer")]
    search_fields = [*ContentPage.search_fields, index.SearchField("body")]
    parent_page_types = ["portal.HomePage", "portal.SectionPage", "portal.TextPage"]
    subpage_types = ["portal.TextPage"]
    page_description = _("Statements and short explanations: accessibility, privacy, rights, contact.")

    class Meta:
        verbose_name = _("text page")
        verbose_name_plural = _("text pages")

    @classmethod
    def linked_in_footer(cls, language: str) -> "models.QuerySet[Self]":
        return cls.objects.live().filter(is_in_footer=True, locale__language_code=language).order_by("path")


class SectionPage(ContentPage):
    """The way into a part of the site: a few words, then the pages below."""

    body = StreamField(BodyBlocks(), blank=True, verbose_name=_("body"))

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    search_fields = [*ContentPage.search_fields, index.SearchField("body")]
    parent_page_types = ["portal.HomePage", "portal.SectionPage"]
    subpage_types = [
        "portal.SectionPage", "portal.ArticlePage", "portal.TextPage", "portal.CentrePage", "portal.HonoursPage",
        "portal.StoryIndexPage", "portal.FaqPage", "portal.OrganisationChartPage", "portal.DocumentLibraryPage",
    ]  # fmt: skip
    page_description = _("A part of the site: introduces and lists the pages below it.")

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        below = self.get_children().live().specific(defer=False)
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"below": with_addresses(below)}


class ArticlePage(ContentPage):
    """Something explained at length, with pictures and tables."""

    is_read_aloud = True
    body = StreamField(BodyBlocks(), verbose_name=_("body"))

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    search_fields = [*ContentPage.search_fields, index.SearchField("body")]
    parent_page_types = ["portal.HomePage", "portal.SectionPage"]
    subpage_types: list[str] = []
    page_description = _("An explanation at length, with pictures, tables and documents.")

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
