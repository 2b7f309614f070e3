"""News from Wagtail, each handed to one service."""

from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_migrate, post_save
from wagtail.models import Collection, Page, PageViewRestriction
from wagtail.models.media import CollectionViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from foundation.requests.public_pages import forget_public_pages
from portal.files import PortalDocument
from portal.search import services
from portal.search.models import Entry, Function, Synonyms


def _published(instance: Page, **_news: object) -> None:
    """Also sent for a page that is only scheduled, which is not public yet."""
    services.index_page(page=instance)


def _unpublished(instance: Page, **_news: object) -> None:
    services.forget_page(page=instance)


def _saved(sender: type[Any], instance: Any, created: bool, raw: bool = False, **_news: object) -> None:
    """A page that is born public, by an import or a copy, sends no news of being published."""
    if created and not raw and issubclass(sender, Page) and instance.live:
        services.index_page(page=instance)


def _moved(instance: Page, **_news: object) -> None:
    services.index_below(page=instance)


def _goes_with_it(origin: Any, model: type[Any]) -> bool:
    """Whether the restriction is deleted because what it restricts is: an entry written now would outlive its page."""
    return isinstance(origin, model) or (isinstance(origin, QuerySet) and issubclass(origin.model, model))


def _section_opened_or_closed(instance: PageViewRestriction, origin: Any = None, **_news: object) -> None:
    if _goes_with_it(origin, Page):
        return
    if page := Page.objects.filter(pk=instance.page_id).first():
        services.index_below(page=page)


def _document_saved(instance: PortalDocument, **_news: object) -> None:
    services.refresh_documents(keys=[instance.pk])


def _collection_opened_or_closed(instance: CollectionViewRestriction, origin: Any = None, **_news: object) -> None:
    if _goes_with_it(origin, Collection):
        return
    below = PortalDocument.objects.filter(collection__path__startswith=instance.collection.path)
    services.refresh_documents(keys=below.values_list("pk", flat=True))


def _list_changed(**_news: object) -> None:
    """Lists are kept in memory with pieces of pages, and end with them."""
    forget_public_pages()


def _fill_when_empty(**_news: object) -> None:
    """The first pages come by migration, which sends no news."""
    if not Entry.objects.exists():
        services.rebuild()


def connect() -> None:
    for signal, receiver, sender in (
        (page_published, _published, None),
        (page_unpublished, _unpublished, None),
        (post_page_move, _moved, None),
        (post_save, _saved, None),
        (post_save, _document_saved, PortalDocument),
        (post_save, _section_opened_or_closed, PageViewRestriction),
        (post_delete, _section_opened_or_closed, PageViewRestriction),
        (post_save, _collection_opened_or_closed, CollectionViewRestriction),
        (post_delete, _collection_opened_or_closed, CollectionViewRestriction),
        (post_migrate, _fill_when_empty, apps.get_app_config("portal_search")),
    ):
        signal.connect(receiver, sender=sender, dispatch_uid=f"portal_search.{receiver.__name__}.{id(signal)}")
    for model in (Synonyms, Function):
        for signal in (post_save, post_delete):
            signal.connect(_list_changed, sender=model, dispatch_uid=f"portal_search.{model.__name__}.{id(signal)}")
