"""Where ready-made public pages are kept, and how all of them are forgotten at once.

A page is kept with the generation that was current before it was made; forgetting sets a new generation, so a page
made from old data while others forget can never be served. The cache may be lost or down at any time: pages are then
made anew. In memory (no Redis) each process forgets only its own pages, the others' end after PAGE_CACHE_SECONDS.
"""

import hashlib
import logging
from time import monotonic
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings
from django.core.cache import BaseCache, caches

logger = logging.getLogger(__name__)

GENERATION = "generation"
REST_SECONDS = 5  # after a failure, so that a dead cache costs one wait and not one per request


class KeptPage(NamedTuple):
    generation: str | None
    body: bytes
    etag: str
    headers: list[tuple[str, str]]


class Lookup(NamedTuple):
    page: KeptPage | None
    generation: str | None
    is_reachable: bool


class PageStore:
    def __init__(self) -> None:
        self.resting_until = 0.0
        self.generation_seen: str | None = None

    @property
    def cache(self) -> BaseCache:
        return caches["pages"]

    def read(self, key: str) -> Lookup:
        if monotonic() < self.resting_until:
            return Lookup(None, None, False)
        try:
            found = self.cache.get_many((GENERATION, key))
        except Exception as error:
            self._rest(error)
            return Lookup(None, None, False)
        generation, page = found.get(GENERATION), found.get(key)
        self.generation_seen = generation
        return Lookup(page if page and page[0] == generation else None, generation, True)

    def write(self, key: str, page: KeptPage) -> None:
        try:
            self.cache.set(key, page, settings.PAGE_CACHE_SECONDS)
        except Exception as error:
            self._rest(error)

    def forget_all(self) -> None:
        self.generation_seen = uuid4().hex
        try:
            self.cache.set(GENERATION, self.generation_seen, None)
        except Exception as error:
            self._rest(error)

    def _rest(self, error: Exception) -> None:
        """Serving goes on without the cache; the log says so once per rest."""
        self.resting_until = monotonic() + REST_SECONDS
        logger.warning("The page cache does not answer; pages are made anew for %s s: %r", REST_SECONDS, error)


store = PageStore()


def forget_all(**_news: object) -> None:
    """Also a receiver of foundation.requests.public_pages.public_pages_changed."""
    store.forget_all()


def page_key(*parts: str) -> str:
    return hashlib.blake2b("|".join(parts).encode(errors="replace"), digest_size=16).hexdigest()
