"""Counts that grow in public: the attacker has seen every one from the first day on."""

import random

import pytest

from foundation.disclosure import opening
from foundation.disclosure.batches import hidden_in_month
from foundation.disclosure.gate import MINIMUM
from foundation.disclosure.opening import rows_to_open
from tests.disclosure.attacker import Range, ranges

pytestmark = pytest.mark.one_engine


def test_a_large_row_is_opened_and_what_is_small_waits():
    assert rows_to_open({"a": 30, "b": 4, "c": 5}, set()) == {"a"}


def test_at_the_minimum_it_is_too_early():
    assert rows_to_open({"a": 30, "b": 5, "c": 9}, set()) == {"a"}


def test_a_small_row_never_waits_alone():
    assert rows_to_open({"a": 40, "b": 3, "c": 30}, set()) == {"a"}


def test_rows_that_came_to_nothing_are_no_company():
    assert rows_to_open({"a": 40, "b": 3, "c": 0, "d": 25}, set()) == {"a"}


def test_when_all_are_large_all_are_opened():
    assert rows_to_open({"a": 12, "b": 10}, set()) == {"a", "b"}


def test_one_that_waited_for_another_is_opened_with_it():
    assert rows_to_open({"a": 40, "b": 10, "c": 30}, {"a"}) == {"b", "c"}


def test_nothing_is_opened_where_nothing_would_hide_the_rest():
    assert rows_to_open({"a": 12, "b": 1}, set()) == set()


# --- The attacker ---------------------------------------------------------------------------------------------------
class Month:
    """Days of running counts; each day rows are opened as they stand, and then everybody watches."""

    def __init__(self, seed: int) -> None:
        dice = random.Random(seed)
        self.rows = list(range(dice.randint(2, 6)))
        paces = [dice.choice((0.05, 0.2, 1, 4)) for _row in self.rows]
        counts = dict.fromkeys(self.rows, 0)
        is_open: set[int] = set()
        self.days = []
        for _day in range(dice.randint(4, 14)):
            for row, pace in zip(self.rows, paces, strict=True):
                counts[row] += sum(dice.random() < pace / 4 for _try in range(4))
            is_open |= rows_to_open(counts, is_open)
            self.days.append((dict(counts), frozenset(is_open)))

    def exposed(self) -> list[tuple[int, int, Range]]:
        """Row, day and what is left of counts that are small as they stand that day, of which less is possible than the
        minimum has values, or than the public total alone leaves."""
        return [
            (row, today, each)
            for today in range(len(self.days))
            for (row, _day), each in ranges(*self.seen_until(today), self.small_on(today)).items()
            if each.most - each.least + 1e-6 < min(MINIMUM - 1, sum(self.days[today][0].values()))
        ]

    def exposed_by_the_table(self) -> list[tuple[int, Range]]:
        """The same when the month is over and its table is published."""
        (counts, is_open), last = self.days[-1], len(self.days) - 1
        hidden = hidden_in_month([[counts[row] for row in self.rows]], [MINIMUM] * len(self.rows), is_open)
        equations, known = self.seen_until(last)
        for row in self.rows:
            if row not in hidden and (row, last) in known:
                known[row, last] = Range(counts[row], counts[row])
        return [
            (row, each)
            for (row, _day), each in ranges(equations, known, self.small_on(last)).items()
            if each.most - each.least + 1e-6 < min(MINIMUM - 2, sum(counts.values()))  # "<5" is 1 to 4
        ]

    def small_on(self, day: int) -> list[tuple[int, int]]:
        counts, is_open = self.days[day]
        return [(row, day) for row in self.rows if row not in is_open and 0 < counts[row] < MINIMUM]

    def seen_until(self, today: int) -> tuple[list[dict], dict]:
        """Equations, and what is known of each hidden count."""
        known, equations = {}, []
        for day, (counts, is_open) in enumerate(self.days[: today + 1]):
            hidden = [row for row in self.rows if row not in is_open]
            if hidden:
                equations.append({(row, day): 1 for row in hidden} | {None: sum(counts[row] for row in hidden)})
            for row in hidden:
                known[row, day] = Range(0, float("inf"))
                if day < today:
                    known["grown", row, day] = Range(0, float("inf"))
                    equations.append({(row, day): 1, ("grown", row, day): 1} | self.next_day_of(row, day + 1))
        return equations, known

    def next_day_of(self, row: int, day: int) -> dict:
        counts, is_open = self.days[day]
        return {None: counts[row]} if row in is_open else {(row, day): -1, None: 0}


@pytest.mark.parametrize("seed", range(30))
def test_whoever_watched_from_the_first_day_on_narrows_down_no_small_count(seed):
    assert Month(seed).exposed() == []


@pytest.mark.parametrize("seed", range(30))
def test_the_table_of_the_month_gives_nothing_away_to_who_watched_it(seed):
    assert Month(seed).exposed_by_the_table() == []


def test_the_table_hides_what_nobody_watched():
    """Hiding the smallest of those that are large enough would hide nothing where everybody saw it."""
    assert hidden_in_month([[3, 20, 30]], [MINIMUM] * 3) == {0, 1}
    assert hidden_in_month([[3, 20, 30]], [MINIMUM] * 3, {1}) == {0, 2}


@pytest.mark.parametrize("careless", [
    lambda counts, is_open: {row for row, count in counts.items() if count >= MINIMUM},
    lambda counts, is_open: {row for row, count in counts.items() if count >= opening.LARGE},
], ids=["at the minimum", "alone"])  # fmt: skip
def test_the_attacker_finds_what_is_opened_without_care(monkeypatch, careless):
    """So that the test above is known to bite."""
    monkeypatch.setitem(globals(), "rows_to_open", careless)
    assert opening.rows_to_open is not careless
    assert any(Month(seed).exposed() for seed in range(10))
