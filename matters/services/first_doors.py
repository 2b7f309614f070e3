"""What belongs to another door is shown that door first, before anything of it is stored."""

from collections.abc import Iterable
from datetime import datetime

from matters.exceptions import AccusationNotTaken, AnotherDoorFirst
from matters.services.accusations import official_names
from matters.signposts import Signpost, look


def first_door(*texts: str, at: datetime, names_somebody: bool = False, passed: Iterable[str] = ()) -> Signpost | None:
    """As `signposts.look`, with the names of the officials who serve."""
    return look(*texts, names=official_names(*texts, at=at), names_somebody=names_somebody, passed=passed)


def refuse_unread(*texts: str, at: datetime, names_somebody: bool = False, passed: Iterable[str] = ()) -> None:
    """For doors that cannot show a page between. `passed`: the marks of what the person has read and gone past.

    Raises AnotherDoorFirst, and AccusationNotTaken for what nobody can go past.
    """
    signpost = first_door(*texts, at=at, names_somebody=names_somebody, passed=passed)
    if signpost is not None:
        raise AccusationNotTaken if signpost.is_closed else AnotherDoorFirst(signpost)
