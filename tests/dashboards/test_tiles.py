"""The schematic map of towns: where each stands, and which class of colour its number has."""

import pytest

from dashboards.publishing import Kind, Published, Why
from dashboards.tiles import Shades, laid_out


@pytest.mark.parametrize(
    ("squares", "expected"),
    [
        ([], []),
        ([(3, 3), (3, 4), (2, 3)], [(2, 1), (2, 2), (1, 1)]),  # empty edges are cut off
        ([(1, 1), None, (2, 2), None], [(1, 1), (1, 2), (2, 2), (2, 1)]),  # free squares in reading order
        ([(1, 1), None, None], [(1, 1), (2, 1), (3, 1)]),  # below where there is none
        ([None] * 5, [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)]),
        ([None], [(1, 1)]),
    ],
)
def test_towns_stand_where_they_were_put_and_the_others_in_free_squares(squares, expected):
    assert laid_out(squares) == expected


@pytest.mark.parametrize("towns", [1, 7, 18, 40, 144])
def test_a_city_that_has_put_nobody_anywhere_fits_the_map_and_nobody_shares_a_square(towns):
    found = laid_out([None] * towns)
    assert len(set(found)) == towns
    assert all(1 <= row <= 12 and 1 <= column <= 12 for row, column in found)


def counts(*numbers: int | None) -> list[Published]:
    return [Published(Kind.COUNT, each, why=Why.SMALL if each is None else None) for each in numbers]


def shares(*numbers: float) -> list[Published]:
    return [Published(Kind.SHARE, each) for each in numbers]


@pytest.mark.parametrize(
    ("values", "classes", "words"),
    [
        (counts(0, 4, 5, 23, None), [1, 1, 2, 5, 0], ["0–4", "5–9", "10–14", "15–19", "≥20"]),
        (counts(0, 1, 3), [1, 2, 4], ["0", "1", "2", "3", "≥4"]),
        (counts(4_100, 900), [5, 1], ["0–999", "1,000–1,999", "2,000–2,999", "3,000–3,999", "≥4,000"]),
        (shares(0.2, 0.6, 0.79, 0.9, 1), [1, 2, 3, 5, 5], ["0–60%", "60–70%", "70–80%", "80–90%", "90–100%"]),
        (counts(None, None), [0, 0], []),
    ],
)
def test_a_number_has_one_of_five_classes_and_one_that_is_not_shown_has_none(values, classes, words):
    shades = Shades(values)
    assert ([shades.of(value) for value in values], shades.words) == (classes, words)


def test_a_hidden_number_does_not_move_the_classes_of_the_others():
    assert Shades(counts(7, None)).words == Shades(counts(7)).words
