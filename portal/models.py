"""What editors make: pages, pictures, documents and the settings of the site's shell."""

from portal.files import PortalDocument, PortalImage, PortalRendition
from portal.pages import (
    ArticlePage,
    CentrePage,
    DocumentLibraryPage,
    FaqPage,
    HomePage,
    HonoursPage,
    NewsIndexPage,
    NewsPage,
    NoticeIndexPage,
    NoticePage,
    OrganisationChartPage,
    PolicyDocumentPage,
    SectionPage,
    SiteMapPage,
    StoryIndexPage,
    StoryPage,
    TextPage,
)
from portal.site_marks import SiteMarks

__all__ = [
    "ArticlePage",
    "CentrePage",
    "DocumentLibraryPage",
    "FaqPage",
    "HomePage",
    "HonoursPage",
    "NewsIndexPage",
    "NewsPage",
    "NoticeIndexPage",
    "NoticePage",
    "OrganisationChartPage",
    "PolicyDocumentPage",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "SectionPage",
    "SiteMapPage",
    "SiteMarks",
    "StoryIndexPage",
    "StoryPage",
    "TextPage",
]
