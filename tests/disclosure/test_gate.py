import itertools

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.disclosure.gate import _pipes, gate, with_totals
from foundation.disclosure.protection import Cell, Network
from foundation.disclosure.table import Suppressed, Table, shown

pytestmark = pytest.mark.one_engine


def printed(counts, minimum=5):
    return gate(counts, minimum).as_text()


# --- What is shown --------------------------------------------------------------------------------------------------
def test_a_table_without_small_counts_is_shown_whole():
    assert printed([[5, 9], [0, 12]]) == [["5", "9", "14"], ["0", "12", "12"], ["5", "21", "26"]]


def test_a_small_count_is_not_shown_and_neither_is_what_would_give_it_away():
    assert printed([[3, 20, 30], [10, 20, 30]]) == [
        ["<5", "—", "30", "53"],
        ["—", "—", "30", "60"],
        ["13", "40", "60", "113"],
    ]


def test_two_small_counts_that_can_only_be_one_thing_hide_a_third():
    """4 + 4 is the only way two counts below 5 make 8."""
    assert printed([[4, 4, 20]]) == [["<5", "<5", "—", "28"], ["<5", "<5", "—", "28"]]


def test_two_small_counts_of_which_each_may_be_anything_need_no_third():
    assert printed([[2, 3, 20]])[0] == ["<5", "<5", "20", "25"]


def test_two_small_counts_that_would_narrow_each_other_down_hide_a_third():
    """1 + 2 leaves only 1 and 2."""
    assert printed([[1, 2, 20]])[0] == ["<5", "<5", "—", "23"]


def test_what_is_hidden_beside_a_small_count_has_room_for_all_it_may_be():
    """Hiding the 6 alone would say that the 1 is at most 2: "—" is at least 5."""
    assert printed([[1, 6, 9]])[0] == ["<5", "—", "—", "16"]


def test_a_single_small_count_in_a_row_of_zeros_hides_the_total_too():
    assert printed([[3, 0, 0]])[0] == ["<5", "0", "0", "<5"]


def test_zeros_are_shown():
    assert printed([[0, 0], [0, 0]])[2] == ["0", "0", "0"]


def test_a_single_column_is_guarded_by_its_total():
    assert printed([[3], [20], [30]]) == [["<5", "<5"], ["—", "—"], ["30", "30"], ["53", "53"]]


def test_a_single_cell():
    assert printed([[3]]) == [["<5", "<5"], ["<5", "<5"]]
    assert printed([[7]]) == [["7", "7"], ["7", "7"]]


def test_the_minimum_can_be_higher_for_sensitive_kinds():
    assert printed([[7, 20]], minimum=10)[0] == ["<10", "—", "27"]


def test_labels_are_kept():
    public = gate(Table([[9, 9]], rows=["Town"], columns=["Roads", "Water"]))
    assert (public.rows, public.columns, public.is_withheld) == (["Town"], ["Roads", "Water"], False)


def test_suppressed_cells_say_what_they_mean():
    with override("en"):
        assert (shown(Suppressed(5)), Suppressed(5).meaning) == ("<5", "fewer than 5")
        assert (shown(Suppressed()), Suppressed().meaning) == ("—", "not shown, to protect small numbers")
    with override("zh-hans"):
        assert Suppressed(5).meaning == "少于5"


@pytest.mark.parametrize("cells", [[], [[]], [[1, 2], [3]], [[-1]], [[1.0]], [[True]]])
def test_what_is_no_table_of_counts_is_refused(cells):
    with pytest.raises(ValueError, match="a "):
        Table(cells)


def test_labels_must_fit():
    with pytest.raises(ValueError, match="one label"):
        Table([[1]], rows=["a", "b"])
    with pytest.raises(ValueError, match="one label"):
        Table([[1]], columns=["a", "b"])


def test_a_minimum_that_would_name_the_count_is_refused():
    with pytest.raises(ValueError, match="at least 3"):
        gate([[1]], minimum=2)


# --- The attacker: tries every table that looks the same. Knows nothing of how the gate works. ----------------------
def domain(cell, minimum, highest):
    """What the public knows of a cell."""
    if not isinstance(cell, Suppressed):
        return range(cell, cell + 1)
    return range(1, cell.below) if cell.below else range(minimum, highest + 1)


def fits(value, cell, minimum):
    return value in domain(cell, minimum, value)


def tables_like(public, minimum, highest, fixed):
    """Every table that would be printed like this one, with the given cells fixed; row by row, so that it ends soon."""
    width = len(public.column_totals)

    def rows(index):
        options = [
            fixed.get((index, column), domain(public.cells[index][column], minimum, highest)) for column in range(width)
        ]
        return (row for row in itertools.product(*options) if fits(sum(row), public.row_totals[index], minimum))

    def below(index, sums):
        if index == len(public.cells):
            totals_fit = all(fits(n, cell, minimum) for n, cell in zip(sums, public.column_totals, strict=True))
            if totals_fit and fits(sum(sums), public.total, minimum):
                yield sums
            return
        for row in rows(index):
            added = tuple(a + b for a, b in zip(sums, row, strict=True))
            tops = [cell if not isinstance(cell, Suppressed) else float("inf") for cell in public.column_totals]
            if all(n <= top for n, top in zip(added, tops, strict=True)):
                yield from below(index + 1, added)

    return below(0, (0,) * width)


def narrowed(counts, public, minimum):
    """Small cells that cannot be everything from 1 to below the minimum. No cell has to move further than that."""
    highest = max(max(row) for row in counts) + minimum
    small = [(r, c) for r, row in enumerate(public.cells) for c, cell in enumerate(row) if getattr(cell, "below", None)]
    return [
        (r, c)
        for r, c in small
        if not all(
            any(True for _ in tables_like(public, minimum, highest, {(r, c): [other]})) for other in range(1, minimum)
        )
    ]


tables = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 6), min_size=width, max_size=width), min_size=1, max_size=2 if width == 3 else 3
    )
)


@settings(max_examples=150, deadline=None)
@given(counts=tables, minimum=st.integers(3, 5))
def test_no_attacker_can_narrow_down_a_small_count(counts, minimum):
    public = gate(counts, minimum)
    assert narrowed(counts, public, minimum) == []


@settings(max_examples=150, deadline=None)
@given(counts=tables, minimum=st.integers(3, 5))
def test_small_counts_are_never_shown_and_zeros_always(counts, minimum):
    public = gate(counts, minimum)
    seen = [[*line, total] for line, total in zip(public.cells, public.row_totals, strict=True)]
    for row, cells in zip(with_totals(counts)[:-1], seen, strict=True):
        for value, cell in zip(row, cells, strict=True):
            if 0 < value < minimum:
                assert isinstance(cell, Suppressed)
            if value == 0 and not public.is_withheld:
                assert cell == 0
            if not isinstance(cell, Suppressed):
                assert cell == value


@pytest.fixture
def primary_only(monkeypatch):
    """The guard off: small cells are suppressed, nothing is hidden to protect them."""
    monkeypatch.setattr(Network, "protect", lambda self, cell: True)


@pytest.mark.usefixtures("primary_only")
@pytest.mark.parametrize("counts", [[[3, 20, 30], [10, 20, 30]], [[4, 4, 20]], [[1, 9], [9, 9]]])
def test_twin_with_primary_suppression_alone_the_attacker_wins(counts):
    assert narrowed(counts, gate(counts), 5)


@settings(max_examples=100, deadline=None)
@given(counts=tables, minimum=st.integers(3, 5))
def test_the_network_decides_exactly_as_the_attacker_does(counts, minimum):
    """Without hiding anything, it finds just those cells wanting that the attacker can narrow down."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Network, "protect", lambda self, cell: True)
        public = gate(counts, minimum)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Cell, "could_move", lambda self, step: False)
        network = Network(_pipes(with_totals(counts), minimum))
        exposed = {cell.place for cell in network.cells if cell.is_small and not network.protect(cell)}
    interior = {place for place in exposed if place[0] < len(counts) and place[1] < len(counts[0])}
    assert interior == set(narrowed(counts, public, minimum))


def test_a_large_table_passes_in_reasonable_time():
    counts = [[(row * 7 + column * 3) % 23 for column in range(12)] for row in range(100)]
    public = gate(counts)
    assert not public.is_withheld
    hidden = sum(isinstance(cell, Suppressed) and not cell.below for row in public.cells for cell in row)
    assert hidden < 200
