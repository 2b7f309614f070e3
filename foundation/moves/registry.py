"""Every table of moves of the portal, by name. `<app>/moves.py` registers its own; it is imported at start."""

from foundation.moves.exceptions import WrongTable
from foundation.moves.table import MoveTable

_tables: dict[str, MoveTable] = {}


def register(table: MoveTable) -> MoveTable:
    """Returns the table, so that `TABLE = register(MoveTable(…))` reads well."""
    if _tables.setdefault(table.name, table) is not table:
        raise WrongTable(f"{table.name} is registered twice")
    return table


def get(name: str) -> MoveTable:
    return _tables[name]


def tables() -> list[MoveTable]:
    return [_tables[name] for name in sorted(_tables)]
