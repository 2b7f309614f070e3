"""Why a move did not happen."""


class MoveNotAllowed(Exception):
    """The table has no such move from this state for these roles."""

    def __init__(self, table: str, move: str, state: str):
        super().__init__(f"{table}: {move!r} is not possible from {state!r} in this role")
        self.table, self.move, self.state = table, move, state


class ReasonMissing(MoveNotAllowed):
    """The move needs words for the citizen and got none."""


class MovedMeanwhile(Exception):
    """Somebody else moved the row between reading and writing."""


class WrongTable(Exception):
    """A table of moves contradicts itself; raised while loading."""
