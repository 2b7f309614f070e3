"""News that end the life of ready-made pages."""

from django.db.models.signals import post_save
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from foundation.requests.public_pages import forget_public_pages, public_pages_changed
from portal.page_cache import forget_all
from portal.site_marks import SiteMarks


def _forget(**_news: object) -> None:
    forget_public_pages()


def connect() -> None:
    public_pages_changed.connect(forget_all, dispatch_uid="portal.forget_all")
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_forget, dispatch_uid="portal.page_changed")
    post_save.connect(_forget, sender=SiteMarks, dispatch_uid="portal.site_marks")
