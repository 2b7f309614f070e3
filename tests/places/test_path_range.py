"""The range of tree paths of a node and all below it."""

import pytest

from foundation.places.models import path_range

FAMILY = ["0008", "0009", "00090001", "0009ZZZZ", "000A", "000Z", "000Z0001", "0010", "00Z0", "0100"]


@pytest.mark.parametrize("path", FAMILY)
def test_it_holds_the_node_and_what_is_below_and_nothing_else(path: str) -> None:
    first, after = path_range(path)
    assert [each for each in FAMILY if first <= each < after] == [each for each in FAMILY if each.startswith(path)]


@pytest.mark.parametrize("path", FAMILY)
def test_its_end_has_only_signs_of_paths_which_every_collation_sorts_alike(path: str) -> None:
    assert path_range(path)[1].isalnum()
