"""The kinds of page editors write."""

from portal.pages.base import ContentPage, PublicPage
from portal.pages.centres import CentrePage
from portal.pages.faq import FaqPage
from portal.pages.home import HomePage
from portal.pages.honours import HonoursPage
from portal.pages.library import DocumentLibraryPage, PolicyDocumentPage
from portal.pages.mechanism import OrganisationChartPage
from portal.pages.news import NewsIndexPage, NewsPage
from portal.pages.notices import NoticeIndexPage, NoticePage
from portal.pages.site_map import SiteMapPage
from portal.pages.stories import StoryIndexPage, StoryPage
from portal.pages.texts import ArticlePage, SectionPage, TextPage

__all__ = [
    "ArticlePage",
    "CentrePage",
    "ContentPage",
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
    "PublicPage",
    "SectionPage",
    "SiteMapPage",
    "StoryIndexPage",
    "StoryPage",
    "TextPage",
]
