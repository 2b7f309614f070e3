"""The towns' running month for whoever watches: how much was told, of those large enough to be watched.

Once a day it is decided who is (foundation.disclosure.opening); the others are shown when the month is over.
"""

from datetime import date, datetime

from django.utils.timezone import localdate

from dashboards.publishing.keys import Dimension, Key
from dashboards.publishing.published import Kind, Published, Why
from dashboards.publishing.raw import watch, watched_in
from dashboards.publishing.tables import WATCHED, MonthTable
from foundation.disclosure.gate import MINIMUM
from foundation.disclosure.opening import rows_to_open

Counts = dict[Key | None, int]


def _counts(month: date) -> Counts:
    """As they stand; under None what lies in no town."""
    table = MonthTable(Dimension.PLACE, (WATCHED,), month)
    rows: list[Key | None] = [*table.keys, None]
    return {key: counts[0] for key, counts in zip(rows, table.counts[WATCHED], strict=True)}


def open_large_towns(*, at: datetime) -> int:
    """Once a day. The number of towns that may be watched from now on."""
    month = localdate(at).replace(day=1)
    opened = rows_to_open(_counts(month), watched_in(month))
    watch(month, opened)
    return len(opened)


def towns_now(today: date) -> dict[Key | None, Published]:
    """What was told in the running month, by town."""
    month = today.replace(day=1)
    watched = watched_in(month)
    return {key: _shown(count, is_watched=key in watched) for key, count in _counts(month).items()}


def _shown(count: int, *, is_watched: bool) -> Published:
    """A correction may have made a watched one small again."""
    if is_watched and count >= MINIMUM:
        return Published(Kind.COUNT, count)
    return Published(Kind.COUNT, why=Why.NOT_OVER)
