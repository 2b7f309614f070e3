from collections.abc import Iterator

import pytest

from foundation.workdays import calendar


@pytest.fixture(autouse=True)
def _fresh_calendar() -> Iterator[None]:
    """The calendar is kept in memory; a test's own rows must not outlive it."""
    calendar.forget()
    yield
    calendar.forget()
