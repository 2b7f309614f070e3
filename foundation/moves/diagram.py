"""A table of moves as people read it: a Mermaid diagram and the page docs/moves.md."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from foundation.moves.table import STAYS

if TYPE_CHECKING:
    from foundation.moves.table import Move, MoveTable

HEADER = """# Moves

Who may move what from where to where. Written by `manage.py move_docs` from the tables in `<app>/moves.py`: do not
edit.
"""


def mermaid(table: "MoveTable") -> str:
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.name}: {state.label}" for state in table.states.values()]
    created = [move for move in table.moves.values() if not move.from_]
    lines += [f"    [*] --> {move.to}: {move.label}" for move in created] or [f"    [*] --> {table.initial}"]
    lines += [f"    {before} --> {after}: {move.label}" for move in table.moves.values() for before, after in move.ways]
    left = {before for move in table.moves.values() for before, after in move.ways if after != before}
    lines += [f"    {name} --> [*]" for name in table.states if name not in left]
    return "\n".join(lines) + "\n"


def _row(move: "Move") -> str:
    before = ", ".join(move.from_) or "(new)"
    after = "(stays)" if move.to == STAYS else move.to
    reason = "yes" if move.needs_reason else ""
    return f"| {move.label} (`{move.name}`) | {before} | {after} | {', '.join(move.roles)} | {reason} |"


def section(table: "MoveTable") -> str:
    states = "\n".join(f"| `{state.name}` | {state.label} | {state.kind} |" for state in table.states.values())
    moves = "\n".join(_row(move) for move in table.moves.values())
    return (
        f"## {table.title}\n\n```mermaid\n{table.diagram()}```\n\n"
        f"| State | Label | Kind |\n|---|---|---|\n{states}\n\n"
        f"| Move | From | To | Roles | Needs a reason |\n|---|---|---|---|---|\n{moves}\n"
    )


def page(tables: Iterable["MoveTable"]) -> str:
    return "\n".join([HEADER, *(section(table) for table in tables)])
