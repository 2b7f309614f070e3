"""The front door."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from portal.blocks import FrontPageBlocks
from portal.navigation import address
from portal.pages.base import PublicPage


class HomePage(PublicPage):
    body = StreamField(FrontPageBlocks(), blank=True, verbose_name=_("body"))

    content_panels = [*Page.content_panels, FieldPanel("body")]
    parent_page_types = ["wagtailcore.Page"]
    max_count_per_parent = 1
    page_description = _("The front page: the big door, the next reception day, the three channels, notices and news.")

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def url_in(self, language: str) -> str:
        with override(language):
            return address("wagtail_serve", "")

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return []
