"""Everything the site offers, on one page, made from the tree of pages."""

from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from portal.navigation import main_links
from portal.pages.addresses import with_addresses
from portal.pages.base import ContentPage
from portal.pages.library import PolicyDocumentPage
from portal.pages.news import NewsPage
from portal.pages.notices import NoticePage
from portal.pages.stories import StoryPage

TOO_MANY = (NewsPage, NoticePage, PolicyDocumentPage, StoryPage)  # their lists stand here instead


class Branch(NamedTuple):
    page: Page
    below: list["Branch"]


class SiteMapPage(ContentPage):
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["portal.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    page_description = _("Lists all parts of the site by itself.")

    class Meta:
        verbose_name = _("site map")
        verbose_name_plural = _("site maps")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"services": main_links("")[1:], "branches": self.branches()}

    def branches(self) -> list[Branch]:
        """The tree below the front page in one query; pages people may not see hide what is below them too."""
        home = self.get_parent()
        left_out = ContentType.objects.get_for_models(*TOO_MANY).values()
        pages = home.get_descendants().live().public().exclude(content_type__in=left_out).order_by("path")
        top: list[Branch] = []
        known = {home.path: top}
        for page in with_addresses(pages.exclude(pk=self.pk)):
            branch = Branch(page, [])
            if (above := known.get(page.path[: -page.steplen])) is not None:
                above.append(branch)
                known[page.path] = branch.below
        return top
