"""One move of one row: check the table, claim the old state, write the event."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction

from foundation.moves.exceptions import MovedMeanwhile
from foundation.moves.models import MoveEvent
from foundation.moves.table import MoveTable

Event = TypeVar("Event", bound=MoveEvent)


def make_move(
    *,
    table: MoveTable,
    move: str,
    row: models.Model,
    event: type[Event],
    roles: Collection[str],
    at: datetime,
    actor: AbstractBaseUser | None = None,
    channel: str = "",
    words: str = "",
    state_field: str = "state",
    changes: dict[str, Any] | None = None,
    noted: dict[str, Any] | None = None,
) -> Event:
    """Moves the row and returns its event; `changes` are other columns set in the same UPDATE, `noted` columns of the
    event that its room has added.

    The event model's key to the row is found by type. Raises MoveNotAllowed, ReasonMissing, MovedMeanwhile.
    """
    before = getattr(row, state_field)
    made = table.check(move, before, roles, words)
    after = made.target(before)
    values = {state_field: after} | (changes or {})
    facts: dict[str, Any] = {_key_to(event, row): row, "actor": actor, "role": table.role_for(made, roles)}
    facts |= {
        "move": made.name,
        "before": before,
        "after": after,
        "channel": channel,
        "words": words,
        "at": at,
    }
    left = event(**facts | (noted or {}))
    with transaction.atomic(savepoint=False):  # nothing is refused in here: the caller's transaction is enough
        claimed = type(row)._base_manager.filter(pk=row.pk, **{state_field: before}).update(**values)
        if claimed:
            for name, value in values.items():
                setattr(row, name, value)
            left.save()
    if not claimed:
        raise MovedMeanwhile(f"{table.name}: no longer {before!r}")
    return left


def _key_to(event: type[MoveEvent], row: models.Model) -> str:
    """The name of the event's foreign key to this kind of row."""
    return next(
        field.name for field in event._meta.local_fields if field.related_model is type(row) and field.name != "actor"
    )
