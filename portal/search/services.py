"""Writing the index. Every door that changes what is public calls one of these, in its own transaction."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils.timezone import localdate
from wagtail.models import Page, ReferenceIndex
from wagtail.models.media import CollectionViewRestriction
from wagtail.query import PageQuerySet

from foundation.text_search.words import words_of
from portal.files import PortalDocument
from portal.pages.library import PolicyDocumentPage
from portal.search.models import DocumentLink, Entry, Kind
from portal.search.texts import text_of_page

BATCH = 100
WRITTEN = ["kind", "language", "title", "text", "title_words", "text_words", "shown_on"]
KINDS = {"newspage": Kind.NEWS, "noticepage": Kind.NOTICE, "policydocumentpage": Kind.DOCUMENT}


def public_pages() -> PageQuerySet:
    """What an anonymous reader may open: published, and without a restriction here or above."""
    pages: PageQuerySet = Page.objects.live().public().filter(depth__gte=2)
    return pages


@transaction.atomic
def index_page(*, page: Page) -> None:
    """Writes, rewrites or removes the entry, whichever is right for the page as it is stored now."""
    _index_batch([page.pk])


@transaction.atomic
def index_below(*, page: Page) -> None:
    """After a move, or a change of who may read a whole section."""
    keys = Page.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True)
    _index_batch(list(keys))


@transaction.atomic
def forget_page(*, page: Page) -> None:
    """Before the page itself goes, or when it is no longer public."""
    _forget_pages([page.pk])


@transaction.atomic
def refresh_documents(*, keys: Iterable[int]) -> None:
    """A document is findable while a public page links to it and its collection is open to everybody."""
    wanted = list(keys)
    restricted = Q()
    for restriction in CollectionViewRestriction.objects.select_related("collection"):
        restricted |= Q(collection__path__startswith=restriction.collection.path)
    linked = DocumentLink.objects.filter(document__in=wanted).values("document")
    open_to_all = PortalDocument.objects.filter(pk__in=linked).exclude(restricted) if restricted else None
    found = PortalDocument.objects.filter(pk__in=linked) if open_to_all is None else open_to_all
    Entry.objects.filter(document__in=wanted).exclude(document__in=found).delete()
    issued = _issued_on(found)
    _write([_document_entry(document, issued.get(document.pk)) for document in found], "document")


def rebuild(*, say: Callable[[int], object] = lambda count: None) -> int:
    """All entries anew, oldest page first, in small transactions, so that the site goes on. Returns how many."""
    pages = list(public_pages().order_by("first_published_at", "pk").values_list("pk", flat=True))
    for start in range(0, len(pages), BATCH):
        with transaction.atomic():
            _index_batch(pages[start : start + BATCH])
        say(min(start + BATCH, len(pages)))
    with transaction.atomic():
        gone = Entry.objects.filter(page__isnull=False).exclude(page__in=public_pages().values("pk"))
        _forget_pages(list(gone.values_list("page_id", flat=True)))
        documents = set(DocumentLink.objects.values_list("document", flat=True))
        refresh_documents(keys=documents | set(_indexed_documents()))
    return Entry.objects.count()


def _indexed_documents() -> QuerySet[Entry, Any]:
    return Entry.objects.filter(document__isnull=False).values_list("document_id", flat=True)


def _index_batch(keys: list[int]) -> None:
    asked: Any = public_pages().filter(pk__in=keys)  # `specific` is Wagtail's, which ships no types
    found: list[Page] = list(asked.order_by("first_published_at", "pk").specific())
    _forget_pages([key for key in keys if key not in {page.pk for page in found}])
    _write([_page_entry(page) for page in found], "page")
    _link_documents(found)


def _write(entries: list[Entry], unique: str) -> None:
    Entry.objects.bulk_create(entries, update_conflicts=True, unique_fields=[unique], update_fields=WRITTEN)


def _forget_pages(keys: list[int]) -> None:
    links = DocumentLink.objects.filter(page__in=keys)
    documents = set(links.values_list("document", flat=True)) if keys else set()
    if keys:
        links.delete()
        Entry.objects.filter(page__in=keys).delete()
    if documents:
        refresh_documents(keys=documents)


def _page_entry(page: Page) -> Entry:
    kind = KINDS.get(page._meta.model_name or "", Kind.PAGE)
    text = text_of_page(page)
    return Entry(
        kind=kind,
        language=page.locale.language_code[:2],
        page_id=page.pk,
        shown_on=getattr(page, "shown_on", None) or (page.first_published_at and localdate(page.first_published_at)),
        **_words(page.title, text),
    )


def _issued_on(documents: Iterable[PortalDocument]) -> dict[int, date]:
    """By document: the day the public paper it belongs to was issued. Whatever no paper carries is not named."""
    papers = PolicyDocumentPage.objects.filter(file__in=documents, pk__in=public_pages().values("pk"))
    issued = papers.values_list("file").annotate(Min("issued_on")).order_by()
    return {key: first for key, first in issued if key is not None}


def _document_entry(document: PortalDocument, issued_on: date | None) -> Entry:
    name = document.filename.rpartition(".")[0]
    facts: dict[str, Any] = {"kind": Kind.DOCUMENT, "language": Entry.ANY_LANGUAGE, "document": document}
    return Entry(**facts, shown_on=issued_on or localdate(document.created_at), **_words(document.title, name))


def _words(title: str, text: str) -> dict[str, str]:
    return {
        "title": title,
        "text": text,
        "title_words": " ".join(words_of(title)),
        "text_words": " ".join(words_of(f"{title} {text}")),
    }


def _link_documents(pages: list[Page]) -> None:
    """Which documents these pages link to, and whether those can be found now."""
    known = DocumentLink.objects.filter(page__in=[page.pk for page in pages])
    before = set(known.values_list("page_id", "document_id"))
    after = {(page.pk, key) for page in pages for key in _documents_of(page)}
    if before == after:
        refresh_documents(
            keys={page.file_id for page in pages if isinstance(page, PolicyDocumentPage) and page.file_id}
        )
        return
    known.delete()
    existing = set(PortalDocument.objects.filter(pk__in={key for _, key in after}).values_list("pk", flat=True))
    DocumentLink.objects.bulk_create(
        [DocumentLink(page_id=page, document_id=key) for page, key in sorted(after) if key in existing]
    )
    refresh_documents(keys={key for _, key in before | after})


def _documents_of(page: Page) -> set[int]:
    of_documents = ContentType.objects.get_for_model(PortalDocument).pk
    references = ReferenceIndex._extract_references_from_object(page)
    return {int(key) for content_type, key, *_path in references if content_type == of_documents}
