"""Roles that take matters in, and the shipped procedures' tables, for docs/moves.md.

What a matter may do is read from its own version (`matter.table`), never from here: a city may have changed it.
"""

from foundation.moves.registry import register
from matters.procedures.definition import table_from
from matters.procedures.shipped import CODES, shipped

INTAKE_ROLES = (
    "citizen",
    "window_clerk",
    "hotline_operator",
    "reception_officer",
    "village_cadre",
    "grid_worker",
    "system",
)

SHIPPED_TABLES = {code: register(table_from(f"matter_{code}", shipped(code)["document"])) for code in CODES}
