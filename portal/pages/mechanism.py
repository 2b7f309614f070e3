"""How the work is organised (党政领导、政法统筹、中心运作、多元化解): a chart that is a nested list underneath."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from portal.blocks import BodyBlocks, ChartBlocks
from portal.pages.base import ContentPage


class OrganisationChartPage(ContentPage):
    """The chart is drawn by the style sheet from the list, so that both always say the same."""

    chart = StreamField(ChartBlocks(), verbose_name=_("chart"))
    body = StreamField(BodyBlocks(), blank=True, verbose_name=_("explanation below the chart"))

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("chart"), FieldPanel("body")]
    search_fields = [*ContentPage.search_fields, index.SearchField("chart"), index.SearchField("body")]
    parent_page_types = ["portal.HomePage", "portal.SectionPage"]
    subpage_types: list[str] = []
    page_description = _("A chart of who leads, who coordinates, who works and who settles.")

    class Meta:
        verbose_name = _("organisation chart")
        verbose_name_plural = _("organisation charts")
