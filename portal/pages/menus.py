"""Which pages stand in the main navigation and at the foot of every page. One query each."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.models import Page

from portal.pages.addresses import with_addresses
from portal.pages.faq import FaqPage
from portal.pages.site_map import SiteMapPage
from portal.pages.texts import TextPage

BELOW_FRONT_PAGE = 3


def _public(language: str) -> "QuerySet[Page]":
    return Page.objects.live().public().filter(locale__language_code=language).order_by("path")


def in_main_navigation(language: str) -> list[Page]:
    """What editors ticked “show in menus”, directly below the front page."""
    return with_addresses(_public(language).filter(depth=BELOW_FRONT_PAGE, show_in_menus=True))


def at_the_foot(language: str) -> list[Page]:
    """Statements that ask for it, the questions and the site map."""
    always = ContentType.objects.get_for_models(FaqPage, SiteMapPage).values()
    chosen = TextPage.objects.filter(is_in_footer=True).values("pk")
    return with_addresses(_public(language).filter(Q(content_type__in=always) | Q(pk__in=chosen)))
