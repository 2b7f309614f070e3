"""The shipped procedures as a page to read: docs/procedures.md."""

from typing import Any

from foundation.moves.diagram import mermaid
from foundation.moves.table import STAYS, MoveTable
from matters.models import ClockUnit
from matters.procedures.definition import table_from
from matters.procedures.shipped import CODES, shipped

HEADER = """# Procedures

How matters are handled: states with the words a person reads, limits with their basis, and which role may make which
move. Written by `make docs` from `matters/data/procedures`: do not edit. A city changes them in the back office, as new
versions; matters keep the version they began with.
"""


def page() -> str:
    return "\n".join([HEADER, *(_section(shipped(code)) for code in CODES)])


def _section(facts: dict[str, Any]) -> str:
    table = table_from(facts["code"], facts["document"])
    return "\n".join(
        [
            f"## {facts['name_en']} ({facts['name']}, `{facts['code']}`)\n",
            f"Basis: {facts['basis']}\n",
            f"```mermaid\n{mermaid(table)}```\n",
            _rows(["State", "Kind", "What the person reads"], map(_state, facts["document"]["states"])),
            _rows(["Limit", "Starts", "Stops", "Only for", "How long", "May be extended by", "Basis", "In force since"],
                  map(_clock, facts["clocks"])),
            _roles_and_moves(table),
        ]
    )  # fmt: skip


def _rows(head: list[str], rows: Any) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _state(facts: dict[str, Any]) -> list[str]:
    return [f"{facts['label'][1]} (`{facts['name']}`)", facts["kind"], facts["next"][1]]


def _clock(facts: dict[str, Any]) -> list[str]:
    unit = str(ClockUnit(facts["unit"]).label)
    return [
        f"**`{facts['code']}`**" if facts["main"] else f"`{facts['code']}`",
        ", ".join(facts["starts"]),
        ", ".join(facts["stops"]),
        ", ".join([*facts["urgency"], *facts["kinds"]]),
        f"{facts['amount']} {unit}",
        f"{facts['extend']} {unit}" if facts["extend"] else "",
        facts["basis"],
        str(facts["basis_on"]),
    ]


def _roles_and_moves(table: MoveTable) -> str:
    """Each move, from where to where, and a mark under every role that may make it."""
    roles = list(dict.fromkeys(role for move in table.moves.values() for role in move.roles))
    rows = []
    for move in table.moves.values():
        after = "(stays)" if move.to == STAYS else move.to
        marks = ["×" if role in move.roles else "" for role in roles]
        rows.append([f"{move.label} (`{move.name}`)", ", ".join(move.from_) or "(new)", after, *marks])
    return _rows(["Move", "From", "To", *roles], rows)
