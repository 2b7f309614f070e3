"""What is published month by month: the attacker adds up rows, columns and totals, and knows the city's own totals."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.disclosure.batches import Batch, batch
from tests.disclosure.attacker import Range, narrowed, ranges

pytestmark = pytest.mark.one_engine
MINIMUM = 5


def attack(layers, minimums, found):
    """Small counts that somebody narrows down who adds up and subtracts all that is published of these tables, and is
    told of each hidden count whether it is none, small or not. Of a month that is withheld nothing more is told."""
    exposed = {}
    for layer, table in enumerate(layers):
        rows, months = range(len(table)), range(len(table[0]))
        withheld = {month for month in months if all((row, month) in found.hidden for row in rows)}
        known = {(row, month): told(table[row][month], minimums[row], month in withheld) for row, month in found.hidden}
        lines = [[(row, month) for row in rows] for month in months]
        lines += [[(row, month) for month in months] for row in rows if row not in found.hidden_totals]
        equations = [
            dict.fromkeys(hidden, 1) | {None: sum(table[row][month] for row, month in hidden)}
            for line in lines
            if (hidden := [place for place in line if place in known])
        ]
        wanted = {
            (row, month): possible(table, month, minimums[row], month in withheld)
            for row, month in known
            if 0 < table[row][month] < minimums[row]
        }
        exposed |= {(layer, *place): each for place, each in narrowed(ranges(equations, known, wanted), wanted).items()}
    return exposed


def told(count, minimum, is_withheld):
    if is_withheld:
        return Range(0, float("inf"))
    if count == 0:
        return Range(0, 0)
    return Range(1, minimum - 1) if count < minimum else Range(minimum, float("inf"))


def possible(table, month, minimum, is_withheld):
    """What a small count must remain possible as: all of its sign, and of a withheld month all that the public total
    of the month leaves by itself."""
    return Range(0, min(minimum - 1, sum(line[month] for line in table))) if is_withheld else Range(1, minimum - 1)


def small(layers, minimums):
    return {
        (row, month)
        for table in layers
        for row, line in enumerate(table)
        for month, count in enumerate(line)
        if 0 < count < minimums[row]
    }


def assert_safe(layers, minimums, *, is_over=True):
    found = batch(layers, minimums, is_over=is_over)
    assert small(layers, minimums) <= found.hidden
    assert attack(layers, minimums, found) == {}
    return found


def test_a_table_without_small_counts_is_shown_whole():
    found = batch([[[5, 0], [9, 12]]], [MINIMUM, MINIMUM], is_over=True)
    assert not found.hidden
    assert not found.hidden_totals


def test_a_small_count_hides_another_in_its_month_because_the_citys_total_is_public():
    found = assert_safe([[[3, 20], [30, 20], [7, 20]]], [MINIMUM] * 3)
    assert found.hidden == {(0, 0), (2, 0)}
    assert found.hidden_totals == {0, 2}  # the other month is shown, so a total would say the hidden one


def test_a_month_with_one_small_count_and_zeros_is_withheld():
    found = assert_safe([[[3, 20], [0, 20], [0, 20]]], [MINIMUM] * 3)
    assert found.hidden == {(0, 0), (1, 0), (2, 0)}


def test_the_total_of_a_year_is_shown_where_two_hidden_months_stand_in_it():
    table = [[3, 2, 40], [20, 20, 40], [2, 3, 40]]
    found = assert_safe([table], [MINIMUM] * 3)
    assert found.hidden == {(0, 0), (0, 1), (2, 0), (2, 1)}
    assert not found.hidden_totals


def test_a_year_that_is_not_over_shows_no_totals():
    found = batch([[[50, 60], [70, 80]]], [MINIMUM] * 2, is_over=False)
    assert found.hidden_totals == {0, 1}


def test_what_was_published_of_a_month_does_not_change_when_the_next_one_joins():
    dice = random.Random(7)
    table = [[dice.randint(0, 12) for _month in range(12)] for _row in range(6)]
    for months in range(1, 12):
        now = batch([[line[:months] for line in table]], [MINIMUM] * 6, is_over=False)
        later = batch([[line[: months + 1] for line in table]], [MINIMUM] * 6, is_over=months == 11)
        assert now.hidden == {place for place in later.hidden if place[1] < months}


def test_a_part_and_its_rest_are_hidden_together():
    part, rest = [[40, 9], [30, 9], [8, 9]], [[2, 9], [30, 9], [8, 9]]
    found = assert_safe([part, rest], [MINIMUM] * 3)
    assert {row for row, month in found.hidden} == {0, 2}


def test_kinds_that_ask_for_care_have_a_minimum_of_their_own():
    found = assert_safe([[[7], [7], [30]]], [10, MINIMUM, MINIMUM])
    assert (0, 0) in found.hidden


@given(
    st.integers(2, 7).flatmap(
        lambda rows: st.lists(
            st.lists(st.lists(st.integers(0, 14), min_size=12, max_size=12), min_size=rows, max_size=rows),
            min_size=1, max_size=2,
        )
    ),
    st.booleans(),
)  # fmt: skip
@settings(max_examples=20, deadline=None)
def test_no_small_count_can_be_narrowed_down(layers, is_over):
    height = min(map(len, layers))
    layers = [table[:height] for table in layers]
    minimums = [10 if row == 1 else MINIMUM for row in range(height)]
    assert_safe(layers, minimums, is_over=is_over)


def test_two_small_counts_that_narrow_each_other_down_hide_a_third():
    found = assert_safe([[[1], [2], [30]]], [MINIMUM] * 3)
    assert found.hidden == {(0, 0), (1, 0), (2, 0)}


@pytest.mark.parametrize(
    ("table", "careless"),
    [
        ([[3, 20], [30, 20]], Batch(frozenset({(0, 0)}), frozenset())),  # worked out
        ([[1], [2], [30]], Batch(frozenset({(0, 0), (1, 0)}), frozenset())),  # 1 or 2
        ([[3, 3], [20, 20], [3, 3]], Batch(frozenset({(0, 0), (2, 0), (0, 1), (2, 1)}), frozenset())),  # 2 to 4
    ],
)
def test_the_attacker_finds_what_is_hidden_without_care(table, careless):
    """So that the tests above are known to bite."""
    assert attack([table], [MINIMUM] * len(table), careless)
