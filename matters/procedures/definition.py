"""A procedure's document, checked and turned into a table of moves.

    {"title": ["诉求", "request"],
     "states": [{"name", "kind", "label": [zh, en], "next": [zh, en]}],
     "moves": [{"name", "from": [state], "to": state or "=", "roles": [code], "reason": bool, "label": [zh, en]}]}

The names of states are those of `MatterState`, the names of moves those the services make: a document chooses among
them, and can never give a move to a role the services would not understand.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _

from foundation.moves.exceptions import WrongTable
from foundation.moves.table import Kind, Move, MoveTable, State
from foundation.places.models import in_reader_language
from matters.exceptions import WrongProcedure
from matters.states import MatterState

__all__ = ["in_two_languages", "table_from"]

Document = Mapping[str, Any]
_in_two_languages = lazy(in_reader_language, str)


def in_two_languages(words: Sequence[str]) -> Promise:
    """A label that reads Chinese or English as the reader does."""
    chinese, english = words
    label: Promise = _in_two_languages(chinese, english)  # type: ignore[assignment]  # lazy() hides that it is one
    return label


def table_from(name: str, document: Document) -> MoveTable:
    """Raises WrongProcedure with what is wrong, in the reader's language."""
    try:
        return MoveTable(
            name,
            title=in_two_languages(document["title"]),
            states=[_state(each) for each in document["states"]],
            moves=[_move(each) for each in document["moves"]],
        )
    except (KeyError, TypeError, ValueError, StopIteration) as error:
        raise WrongProcedure(_("Something is missing or misspelt: %(what)s") % {"what": error}) from error
    except WrongTable as error:
        raise WrongProcedure(str(error)) from error


def _state(facts: Mapping[str, Any]) -> State:
    return State(MatterState(facts["name"]).value, in_two_languages(facts["label"]), Kind(facts["kind"]))


def _move(facts: Mapping[str, Any]) -> Move:
    return Move(
        facts["name"],
        from_=tuple(facts["from"]),
        to=facts["to"],
        roles=tuple(facts["roles"]),
        label=in_two_languages(facts["label"]),
        needs_reason=facts.get("reason", False),
    )
