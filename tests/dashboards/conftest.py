"""A city whose figures are folded."""

import pytest

from dashboards.folding import fold_all
from tests.matters.factories import city, moment


@pytest.fixture
def folded_city(db: None) -> None:
    """The first fold of a database makes everything anew: here of nothing."""
    city()
    fold_all(at=moment(2026, 11, 1))
