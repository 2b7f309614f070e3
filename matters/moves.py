"""How a matter moves. Casework (dispatch, answer, the citizen's verdict) adds its rows here."""

from django.utils.translation import gettext_lazy as _

from foundation.moves.registry import register
from foundation.moves.table import Kind, Move, MoveTable, State
from matters.states import MatterState

INTAKE_ROLES = (
    "citizen",
    "window_clerk",
    "hotline_operator",
    "reception_officer",
    "village_cadre",
    "grid_worker",
    "system",
)

MATTER_MOVES = register(
    MoveTable(
        "matter",
        title=_("Matter"),
        states=[
            State(MatterState.REGISTERED.value, MatterState.REGISTERED.label, Kind.OPEN),
            State(MatterState.CLOSED.value, MatterState.CLOSED.label, Kind.RESOLVED),
            State(MatterState.WITHDRAWN.value, MatterState.WITHDRAWN.label, Kind.ENDED),
        ],
        moves=[
            Move("register", from_=(), to="registered", roles=INTAKE_ROLES, label=_("Register")),
            Move(
                "close",
                from_=("registered",),
                to="closed",
                roles=("reception_officer", "dispatcher"),
                label=_("Close the matter"),
                needs_reason=True,
            ),
            # Only the person may let go of a matter: nobody withdraws it for them (DESIGN §3a).
            Move("withdraw", from_=("registered",), to="withdrawn", roles=("citizen",), label=_("Withdraw")),
        ],
    )
)
