"""The page cache switched on, and empty, where a test asks for it."""

from collections.abc import Iterator

import pytest

from portal import kept
from portal.page_cache import store


@pytest.fixture
def page_cache(settings: object) -> Iterator[None]:
    settings.PAGE_CACHE_SECONDS = 60  # type: ignore[attr-defined]
    store.resting_until = 0.0
    store.forget_all()
    yield
    store.resting_until = 0.0
    store.forget_all()


@pytest.fixture
def shell_memory(settings: object) -> Iterator[None]:
    settings.SHELL_MEMORY_SECONDS = 10  # type: ignore[attr-defined]
    kept._pieces.clear()
    yield
    kept._pieces.clear()
