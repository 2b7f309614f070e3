"""A table of moves as data: states with a kind, moves with the roles that may make them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import KW_ONLY, dataclass
from enum import StrEnum

from django.db.models import CheckConstraint, Q
from django.utils.functional import Promise

from foundation.moves.exceptions import MoveNotAllowed, ReasonMissing, WrongTable

Label = str | Promise


class Kind(StrEnum):
    """What is counted, whatever the label says."""

    OPEN = "open"
    RESOLVED = "resolved"
    ENDED = "ended"


@dataclass(frozen=True)
class State:
    name: str
    label: Label
    kind: Kind


STAYS = "="  # in `to`: the row keeps its state, and the event tells that something else about it changed


@dataclass(frozen=True)
class Move:
    """A named way from any of `from_` to `to`. An empty `from_` creates the row: it has no state before."""

    name: str
    _: KW_ONLY
    from_: tuple[str, ...]
    to: str
    roles: tuple[str, ...]
    label: Label
    done: Label = ""
    needs_reason: bool = False

    @property
    def happened(self) -> Label:
        """As a history says it: the button's words tell what to do, not what was done."""
        return self.done or self.label

    def target(self, before: str) -> str:
        """The state after the move."""
        return before if self.to == STAYS else self.to

    @property
    def ways(self) -> list[tuple[str, str]]:
        """Every (before, after) this move allows."""
        return [(before, self.target(before)) for before in self.from_]


class MoveTable:
    """Roles are role codes plus "citizen" and "system". The first state is where rows begin."""

    def __init__(self, name: str, states: Sequence[State], moves: Sequence[Move], title: Label = ""):
        self.name, self.title = name, title or name
        self.states = {state.name: state for state in states}
        self.moves = {move.name: move for move in moves}
        if len(self.states) != len(states) or len(self.moves) != len(moves):
            raise WrongTable(f"{name}: a state or move is listed twice")
        self._refuse_contradictions()

    def _refuse_contradictions(self) -> None:
        for move in self.moves.values():
            unknown = {*move.from_, move.to} - self.states.keys() - ({STAYS} if move.from_ else set())
            if unknown or not move.roles:
                raise WrongTable(f"{self.name}: {move.name} has unknown states {sorted(unknown)} or no roles")
        reached = {self.initial} | {move.to for move in self.moves.values()}
        if self.states.keys() - reached:
            raise WrongTable(f"{self.name}: nothing leads to {sorted(self.states.keys() - reached)}")

    @property
    def initial(self) -> str:
        return next(iter(self.states))

    @property
    def choices(self) -> list[tuple[str, Label]]:
        """For the model field."""
        return [(state.name, state.label) for state in self.states.values()]

    def label(self, state: str) -> Label:
        return self.states[state].label

    def kind(self, state: str) -> Kind:
        return self.states[state].kind

    def names(self, *kinds: Kind) -> list[str]:
        """States of the given kinds, for QuerySets: `filter(state__in=table.names(Kind.OPEN))`."""
        return [state.name for state in self.states.values() if state.kind in kinds]

    def constraint(self, name: str, field: str = "state") -> CheckConstraint:
        """Holds the column to the states of this table."""
        return CheckConstraint(condition=Q(**{f"{field}__in": sorted(self.states)}), name=name)

    def allowed(self, state: str, roles: Iterable[str]) -> list[Move]:
        """The buttons: moves open to somebody with these roles, in the order of the table."""
        held = set(roles)
        return [move for move in self.moves.values() if state in (move.from_ or ("",)) and held & set(move.roles)]

    def check(self, move: str, state: str, roles: Iterable[str], words: str | None = None) -> Move:
        """The move, or MoveNotAllowed. State "" means the row is being created.

        Where `words` is given and the move needs a reason, blank words raise ReasonMissing.
        """
        found = next((each for each in self.allowed(state, roles) if each.name == move), None)
        if found is None:
            raise MoveNotAllowed(self.name, move, state)
        if found.needs_reason and words is not None and not words.strip():
            raise ReasonMissing(self.name, move, state)
        return found

    def role_for(self, move: Move, roles: Collection[str]) -> str:
        """Which of the held roles the event names: the first the table lists."""
        return next(role for role in move.roles if role in roles)

    def diagram(self) -> str:
        """A Mermaid state diagram in the active language."""
        from foundation.moves.diagram import mermaid

        return mermaid(self)
