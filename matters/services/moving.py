"""The one way a matter moves: table, state, clocks, event and ledger in one transaction."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from foundation.ledger.services import append
from foundation.ledger.telling import bound
from foundation.moves.exceptions import MovedMeanwhile
from foundation.moves.services import make_move
from matters.models import Matter, MatterEvent
from matters.services.clocks import turn

if TYPE_CHECKING:
    from foundation.people.models import User


def series_of(number: str) -> str:
    return f"matter:{number}"


def lock(matter: Matter) -> None:
    """Until the transaction ends nobody else moves this matter or turns its clocks."""
    Matter.objects.select_for_update().values_list("pk").get(pk=matter.pk)


def newest_event(matter: Matter) -> int:
    """Names what somebody has seen of a matter; 0 where nothing has happened."""
    return matter.events.order_by("-pk").values_list("pk", flat=True).first() or 0


def refuse_stale(matter: Matter, *, seen: int) -> None:
    """Whoever decides has seen the newest event. Called in the transaction of the move. Raises MovedMeanwhile."""
    lock(matter)
    if newest_event(matter) != seen:
        raise MovedMeanwhile(f"{matter.number}: something happened since event {seen}")


def move_matter(
    matter: Matter,
    move: str,
    *,
    at: datetime,
    roles: Collection[str],
    actor: "User | None" = None,
    words: str = "",
    channel: str = "",
    changes: Mapping[str, Any] | None = None,
    noted: Mapping[str, Any] | None = None,
) -> MatterEvent:
    """`changes`: other columns of the same UPDATE; `noted`: what the ledger keeps besides (nothing personal).

    The move is checked before anything is touched; when two people move at once, the state in the WHERE clause decides
    and the other gets MovedMeanwhile. Raises MoveNotAllowed, ReasonMissing.
    """
    words = words.strip()
    matter.table.check(move, matter.state, roles, words)
    with transaction.atomic(savepoint=False):  # who came too late undoes all of the caller's transaction
        lock(matter)
        event = make_move(
            table=matter.table, move=move, row=matter, event=MatterEvent, roles=roles, at=at, actor=actor,
            channel=channel, words=words, changes={**(changes or {}), "due_at": turn(matter, move, at)},
        )  # fmt: skip
        says, personal = bound(event.words)
        payload = {"before": event.before, "after": event.after, "role": event.role, **says, **(noted or {})}
        append(series_of(matter.number), f"matter_{move}", payload, at, personal)
    return event
