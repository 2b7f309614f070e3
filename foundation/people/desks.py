"""What a room offers on the staff's home page, and to whom. The roof puts the rooms' entries together."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.utils.functional import Promise

if TYPE_CHECKING:
    from foundation.people.models import User

Count = Callable[["User", datetime], int]


class DeskEntry(NamedTuple):
    """`waiting`: how much waits there for this user now; the page shows it beside the name."""

    label: str | Promise
    explanation: str | Promise
    url_name: str
    action: str
    waiting: Count | None = None
