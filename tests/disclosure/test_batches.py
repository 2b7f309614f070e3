"""What is published month by month: the attacker adds up rows, columns and totals, and knows the city's own totals."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.disclosure.batches import batch

pytestmark = pytest.mark.one_engine
MINIMUM = 5


def solved(equations: list[dict], unknowns: set) -> dict:
    """Every unknown that the equations leave one value, by elimination. An equation is {unknown: factor, None: sum}."""
    order = sorted(unknowns, key=repr)
    rows = [[Fraction(each.get(name, 0)) for name in order] + [Fraction(each[None])] for each in equations]
    place = 0
    for column in range(len(order)):
        found = next((row for row in range(place, len(rows)) if rows[row][column]), None)
        if found is None:
            continue
        rows[place], rows[found] = rows[found], rows[place]
        rows[place] = [value / rows[place][column] for value in rows[place]]
        for row in range(len(rows)):
            if row != place and rows[row][column]:
                rows[row] = [a - rows[row][column] * b for a, b in zip(rows[row], rows[place], strict=True)]
        place += 1
    return {
        order[named[0]]: row[-1]
        for row in rows
        if len(named := [column for column in range(len(order)) if row[column]]) == 1
    }


def attack(layers, found):
    """What somebody works out who adds up and subtracts all that is published of these tables. Only cells of one table
    stand in an equation: what adds up two of them is hidden where they are, and so says nothing more."""
    rows, months = range(len(layers[0])), range(len(layers[0][0]))
    unknowns = {(layer, row, month) for layer in range(len(layers)) for row, month in found.hidden}
    equations = []
    for layer, table in enumerate(layers):
        for month in months:
            hidden = {(layer, row, month): 1 for row in rows if (row, month) in found.hidden}
            equations.append(hidden | {None: sum(table[row][month] for row in rows if (row, month) in found.hidden)})
        for row in rows:
            if row not in found.hidden_totals:
                hidden = {(layer, row, month): 1 for month in months if (row, month) in found.hidden}
                rest = sum(table[row][month] for month in months if (row, month) in found.hidden)
                equations.append(hidden | {None: rest})
    return solved([each for each in equations if len(each) > 1], unknowns)


def small(layers, minimums):
    return {
        (layer, row, month)
        for layer, table in enumerate(layers)
        for row, line in enumerate(table)
        for month, count in enumerate(line)
        if 0 < count < minimums[row]
    }


def assert_safe(layers, minimums, *, is_over=True):
    found = batch(layers, minimums, is_over=is_over)
    protected = small(layers, minimums)
    assert {(row, month) for _layer, row, month in protected} <= found.hidden
    assert not protected & set(attack(layers, found))
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
    table = [[3, 3, 40], [20, 20, 40], [3, 3, 40]]
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
@settings(max_examples=60, deadline=None)
def test_no_small_count_can_be_worked_out(layers, is_over):
    height = min(map(len, layers))
    layers = [table[:height] for table in layers]
    minimums = [10 if row == 1 else MINIMUM for row in range(height)]
    assert_safe(layers, minimums, is_over=is_over)


def test_the_attacker_finds_what_is_hidden_without_care():
    """So that the tests above are known to bite."""
    from foundation.disclosure.batches import Batch

    careless = Batch(frozenset({(0, 0)}), frozenset())
    assert attack([[[3, 20], [30, 20]]], careless) == {(0, 0, 0): 3}
