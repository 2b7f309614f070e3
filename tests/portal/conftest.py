"""Pages of the site run on one engine, search aside; the page cache is on, and empty, where a test asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import kept
from portal.page_cache import store

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What editors put together is read the same way whichever database keeps it."""
    for item in items:
        if HERE in item.path.parents and HERE / "search" not in item.path.parents:
            item.add_marker(pytest.mark.one_engine)


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
