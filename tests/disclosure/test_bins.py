import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.disclosure.bins import gated, reached_by

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize(
    ("bins", "found"),
    [
        ([(0, 1, 7), (1, 2, 5)], [(0, 1, 7), (1, 2, 5)]),
        ([(0, 1, 7), (1, 2, 2), (2, 3, 3)], [(0, 1, 7), (1, 3, 5)]),
        ([(0, 1, 7), (1, 2, 0), (2, 3, 6)], [(0, 1, 7), (2, 3, 6)]),
        ([(0, 1, 7), (1, 2, 5), (2, 3, 4)], [(0, 1, 7), (1, 3, 9)]),
        ([(0, 1, 2), (5, 6, 1)], [(0, 6, 3)]),
        ([(0, 1, 0)], []),
    ],
)
def test_neighbours_stand_together_until_there_are_enough(bins, found):
    assert gated(bins) == found


@given(st.lists(st.integers(0, 12), min_size=1, max_size=23))
def test_nothing_is_lost_and_no_bin_is_small(counts):
    bins = [(day, day + 1, count) for day, count in enumerate(counts)]
    found = gated(bins)
    assert sum(count for _from, _to, count in found) == sum(counts)
    assert all(count >= 5 for _from, _to, count in found) or len(found) <= 1


def test_a_quantile_lies_where_so_many_are_reached():
    assert reached_by(0.5, [(0, 1, 10), (1, 3, 10)]) == 1
    assert reached_by(0.75, [(0, 1, 10), (1, 3, 10)]) == 2
    assert reached_by(0.5, []) is None
