import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import gettext_lazy

from foundation.moves import registry
from foundation.moves.exceptions import MoveNotAllowed, ReasonMissing, WrongTable
from foundation.moves.table import STAYS, Kind, Move, MoveTable, State

STATES = [
    State("submitted", "Under review", Kind.OPEN),
    State("confirmed", "Confirmed", Kind.RESOLVED),
    State("withdrawn", "Withdrawn", Kind.ENDED),
]
MOVES = [
    Move("submit", from_=(), to="submitted", roles=("citizen", "window_clerk"), label="Submit"),
    Move("confirm", from_=("submitted",), to="confirmed", roles=("reception_officer",), label="Confirm"),
    Move(
        "withdraw",
        from_=("submitted", "confirmed"),
        to="withdrawn",
        roles=("citizen",),
        label="Withdraw",
        needs_reason=True,
    ),
]
TABLE = MoveTable("booking", states=STATES, moves=MOVES, title="Booking")

# Written by hand: which moves each role may make from each state.
EXPECTED = {
    ("", "citizen"): ["submit"],
    ("", "reception_officer"): [],
    ("", "window_clerk"): ["submit"],
    ("submitted", "citizen"): ["withdraw"],
    ("submitted", "reception_officer"): ["confirm"],
    ("submitted", "window_clerk"): [],
    ("confirmed", "citizen"): ["withdraw"],
    ("confirmed", "reception_officer"): [],
    ("withdrawn", "citizen"): [],
    ("withdrawn", "reception_officer"): [],
}


@pytest.mark.parametrize(("state", "role"), EXPECTED)
def test_each_role_may_make_exactly_these_moves(state, role):
    assert [move.name for move in TABLE.allowed(state, [role])] == EXPECTED[state, role]


@pytest.mark.parametrize(("state", "role"), EXPECTED)
def test_check_agrees_with_the_buttons(state, role):
    for move in TABLE.moves:
        if move in EXPECTED[state, role]:
            assert TABLE.check(move, state, [role]).name == move
        else:
            with pytest.raises(MoveNotAllowed):
                TABLE.check(move, state, [role])


def test_a_move_that_needs_a_reason_refuses_blank_words():
    assert TABLE.check("withdraw", "submitted", ["citizen"], "solved at home")
    with pytest.raises(ReasonMissing):
        TABLE.check("withdraw", "submitted", ["citizen"], "  ")


def test_a_move_may_keep_the_state():
    """A new time for a confirmed booking: an event, and the same state."""
    again = Move("reschedule", from_=("confirmed",), to=STAYS, roles=("citizen",), label="Reschedule")
    table = MoveTable("booking", states=STATES, moves=[*MOVES, again])
    assert table.check("reschedule", "confirmed", ["citizen"]).target("confirmed") == "confirmed"
    assert "confirmed --> confirmed: Reschedule" in table.diagram()


def test_nothing_begins_by_staying():
    with pytest.raises(WrongTable):
        MoveTable("empty", states=STATES, moves=[Move("begin", from_=(), to=STAYS, roles=("citizen",), label="")])


def test_the_event_names_the_role_that_counted():
    assert TABLE.role_for(TABLE.moves["submit"], {"editor", "window_clerk"}) == "window_clerk"


def test_kinds_are_what_is_counted():
    assert TABLE.names(Kind.RESOLVED, Kind.ENDED) == ["confirmed", "withdrawn"]
    assert TABLE.kind("submitted") is Kind.OPEN
    assert TABLE.choices[0] == ("submitted", "Under review")


@pytest.mark.parametrize(
    ("states", "moves"),
    [
        (STATES, [*MOVES, Move("x", from_=("nowhere",), to="submitted", roles=("system",), label="X")]),
        (STATES, [*MOVES, Move("x", from_=("submitted",), to="nowhere", roles=("system",), label="X")]),
        (STATES, [*MOVES, Move("x", from_=("submitted",), to="confirmed", roles=(), label="X")]),
        (STATES, [*MOVES, MOVES[0]]),
        ([*STATES, STATES[0]], MOVES),
        ([*STATES, State("island", "Nobody comes here", Kind.OPEN)], MOVES),
    ],
)
def test_a_table_that_contradicts_itself_does_not_load(states, moves):
    with pytest.raises(WrongTable):
        MoveTable("broken", states=states, moves=moves)


def test_the_diagram_shows_every_state_and_move():
    assert TABLE.diagram().splitlines() == [
        "stateDiagram-v2",
        "    submitted: Under review",
        "    confirmed: Confirmed",
        "    withdrawn: Withdrawn",
        "    [*] --> submitted: Submit",
        "    submitted --> confirmed: Confirm",
        "    submitted --> withdrawn: Withdraw",
        "    confirmed --> withdrawn: Withdraw",
        "    withdrawn --> [*]",
    ]


@pytest.fixture
def _only_this_table(monkeypatch):
    monkeypatch.setattr(registry, "_tables", {})
    registry.register(TABLE)


@pytest.mark.usefixtures("_only_this_table")
def test_a_name_is_registered_once():
    assert registry.get("booking") is TABLE
    assert registry.register(TABLE) is TABLE
    with pytest.raises(WrongTable):
        registry.register(MoveTable("booking", states=STATES, moves=MOVES))


@pytest.mark.usefixtures("_only_this_table")
def test_the_page_is_written_and_found_stale(tmp_path, capsys):
    file = tmp_path / "moves.md"
    with pytest.raises(CommandError):
        call_command("move_docs", check=True, file=file)
    call_command("move_docs", file=file)
    call_command("move_docs", check=True, file=file)
    assert "| Withdraw (`withdraw`) | submitted, confirmed | withdrawn | citizen | yes |" in file.read_text()
    file.write_text(file.read_text() + "by hand")
    with pytest.raises(CommandError, match="stale"):
        call_command("move_docs", check=True, file=file)


@pytest.mark.usefixtures("_only_this_table")
def test_the_page_is_english_whatever_language_is_active(tmp_path):
    label = gettext_lazy("Simplified Chinese")
    registry.register(
        MoveTable(
            "other",
            states=[State("a", label, Kind.OPEN)],
            moves=[Move("start", from_=(), to="a", roles=("system",), label=label)],
        )
    )
    call_command("move_docs", file=tmp_path / "moves.md")
    assert "a: Simplified Chinese" in (tmp_path / "moves.md").read_text()
