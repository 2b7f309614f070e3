"""News that end the life of ready-made pages, and of pages themselves."""

from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from foundation.requests.public_pages import forget_public_pages, public_pages_changed
from portal.addresses_left import addresses_of, lead_on
from portal.page_cache import forget_all
from portal.site_marks import SiteMarks


def _forget(**_news: object) -> None:
    forget_public_pages()


def _before_it_goes(instance: Page, **_news: object) -> None:
    instance.left_addresses = addresses_of(instance)


def _gone(instance: Page, **_news: object) -> None:
    if left := instance.left_addresses:
        lead_on(left)


def connect() -> None:
    public_pages_changed.connect(forget_all, dispatch_uid="portal.forget_all")
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_forget, dispatch_uid="portal.page_changed")
    post_save.connect(_forget, sender=SiteMarks, dispatch_uid="portal.site_marks")
    for signal in (post_save, post_delete):
        signal.connect(_forget, sender=PageViewRestriction, dispatch_uid="portal.page_opened_or_closed")
    pre_delete.connect(_before_it_goes, sender=Page, dispatch_uid="portal.page_goes")
    post_delete.connect(_gone, sender=Page, dispatch_uid="portal.page_gone")
