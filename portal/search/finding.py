"""One search: functions and places beside it, the entries in order, a page of them ready to be shown."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models.functions import Left
from django.http import HttpRequest
from django.utils.safestring import SafeString

from foundation.places.search import PlaceMatch, find_places
from foundation.text_search.words import Word, fold, runs_of
from portal.files import PortalDocument
from portal.search.asking import Asked
from portal.search.engines import TEXT, TITLE, Shelf, matching
from portal.search.functions import OfferedFunction, functions_for
from portal.search.marking import marked, snippet
from portal.search.models import Entry, Kind
from portal.search.services import public_pages

PER_PAGE = 10
MOST_PAGES = 20
MOST = PER_PAGE * MOST_PAGES
MOST_PLACES = 3
READ = 20_000  # characters of a text that are looked through for a passage to show
THE_TITLE, HOLDS_QUESTION, HOLDS_WORDS, IN_TEXT = range(4)
LONGEST_PLACE = 20  # nobody's village has a longer name


@dataclass(frozen=True)
class Result:
    kind: str
    kind_label: str
    title: SafeString
    snippet: SafeString
    url: str
    shown_on: date | None
    is_chinese: bool  # on an English page


@dataclass
class Found:
    """`is_close`: nothing holds all the words, these come closest. `is_cut`: there are more than can be paged to."""

    results: list[Result] = field(default_factory=list)
    functions: list[OfferedFunction] = field(default_factory=list)
    places: list[PlaceMatch] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 1
    is_close: bool = False
    is_cut: bool = False

    @property
    def first_number(self) -> int:
        return (self.page - 1) * PER_PAGE + 1

    @property
    def is_empty(self) -> bool:
        return not (self.results or self.functions or self.places)


def find(asked: Asked, *, language: str, request: HttpRequest, kind: str = "", page: int = 1) -> Found:
    if not asked:
        return Found()
    shelf = Shelf((language, Entry.ANY_LANGUAGE), (kind,) if kind else ())
    keys, is_close = ranked(asked, shelf)
    pages = max(1, min(MOST_PAGES, -(-len(keys) // PER_PAGE)))
    page = min(max(page, 1), pages)
    found = Found(total=min(len(keys), MOST), page=page, pages=pages, is_close=is_close, is_cut=len(keys) > MOST)
    found.results = _shown(keys[(page - 1) * PER_PAGE : page * PER_PAGE], asked, language, request)
    if page == 1 and not kind:
        found.functions = functions_for(asked)
        found.places = find_places(asked.text, MOST_PLACES) if len(asked.text) <= LONGEST_PLACE else []
    return found


def ranked(asked: Asked, shelf: Shelf) -> tuple[list[int], bool]:
    """Keys, best first: the very title, titles that hold the question, titles with all words, then texts; each new
    before old. Where no text holds all words, titles that share some of them."""
    titles = matching(asked.variants, TITLE, shelf, MOST + 1)
    texts = matching(asked.variants, TEXT, shelf, MOST + 1)
    if keys := set(titles) | set(texts):
        return _in_order(keys, set(titles), asked)[: MOST + 1], False
    return _close(asked, shelf), True


def _in_order(keys: set[int], by_title: set[int], asked: Asked) -> list[int]:
    order: dict[int, tuple[int, int, int]] = {}
    for key, title, shown_on in Entry.objects.filter(pk__in=keys).values_list("pk", "title", "shown_on"):
        tier = _tier(title, asked) if key in by_title else IN_TEXT
        order[key] = (tier, -(shown_on or date.min).toordinal(), -key)
    return sorted(order, key=order.__getitem__)


def _tier(title: str, asked: Asked) -> int:
    folded = " ".join(runs_of(fold(title)))
    if folded in asked.keys:
        return THE_TITLE
    return HOLDS_QUESTION if any(key in folded for key in asked.keys) else HOLDS_WORDS


def _close(asked: Asked, shelf: Shelf) -> list[int]:
    """Titles with any of the words, those with most of them first."""
    words = [word for word in asked.words if len(word.text) > 1]
    if len(words) < 2:
        return []
    keys = matching([[word] for word in words], TITLE, shelf, MOST + 1)
    titles = Entry.objects.filter(pk__in=keys).values_list("pk", "title")
    shares = {key: sum(word.text in fold(title) for word in words) for key, title in titles}
    return sorted(shares, key=lambda key: (-shares[key], -key))


def _shown(keys: list[int], asked: Asked, language: str, request: HttpRequest) -> list[Result]:
    """What may be opened at this moment: the index is asked first, the page itself has the last word."""
    entries = (
        Entry.objects.defer("text", "title_words", "text_words").annotate(passage=Left("text", READ)).in_bulk(keys)
    )
    pages = public_pages().in_bulk([entry.page_id for entry in entries.values() if entry.page_id])
    documents = PortalDocument.objects.in_bulk([one.document_id for one in entries.values() if one.document_id])
    shown = []
    for key in filter(entries.__contains__, keys):
        entry = entries[key]
        thing = pages.get(entry.page_id) or documents.get(entry.document_id)
        url = _address(thing, request) if thing else ""
        if url:
            shown.append(_result(entry, url, asked.words, language))
    return shown


def _address(thing: object, request: HttpRequest) -> str:
    if isinstance(thing, PortalDocument):
        return str(thing.url)
    return thing.get_url(request) or ""  # type: ignore[attr-defined]  # a page


def _result(entry: Entry, url: str, words: list[Word], language: str) -> Result:
    return Result(
        entry.kind,
        str(Kind(entry.kind).label),
        marked(entry.title, words),
        # Of a document only the name of its file is known: good to be found by, nothing to read.
        snippet(entry.passage, words) if entry.page_id else SafeString(),  # type: ignore[attr-defined]  # annotated
        url,
        entry.shown_on,
        is_chinese=language != "zh" and not entry.title.isascii(),
    )
