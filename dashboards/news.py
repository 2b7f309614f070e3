"""The running month to open pages: what changed of it, once a second at most, from whichever process folded.

The city's totals move, and how much was told in towns that are large enough to be watched (publishing.running).
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from dashboards.folding import Folded
from dashboards.models import Dimension as Kept
from dashboards.models import FoldState
from dashboards.months import Months
from dashboards.publishing import Dimension, Published, city, city_key, freshness, has_city, towns_now
from dashboards.rows import Row, rows_of
from foundation.live.services import publish
from foundation.live.topics import register_topic
from foundation.memory import Memory

TOPIC = "dashboards.city"
LIVE = ("received", "accepted", "on_time", "response", "resolution", "satisfaction", "composite")

PAUSE = timedelta(seconds=1)  # between two messages to everybody

Said = dict[str, dict[str, Any]]  # by figure; of a town by figure@code


class _Told:
    """What this process told last and of which fold, and whether it has something to tell that had to wait."""

    version = -1
    figures: Said = {}
    is_waiting = False


def register_topics() -> None:
    register_topic(TOPIC.replace(".", r"\."))


def this_month(today: date) -> tuple[Months, dict[str, Published]]:
    months = Months(today.replace(day=1), today.replace(day=1))
    return months, {code: series.total for code, series in city(LIVE, months).items()}


def now_said() -> dict[str, Any]:
    """Everything, for whoever comes or comes back: as of which fold, and each figure as it is shown."""
    fresh, today = freshness(), localdate()
    said = _said.get((fresh.version, today))
    return {"version": fresh.version, "at": fresh.folded_at, "month": f"{today:%Y-%m}", "figures": said}


def _read(asked: tuple[int, date]) -> Said:
    """The figures as of one fold and day. After a restart all open pages ask for the same at once."""
    _version, today = asked
    _months, figures = this_month(today)
    said = {code: as_said(figure) for code, figure in figures.items()}
    return said | {told_of(row.code): as_said(figure) for row, figure in towns_of_this_month(today)}


_said = Memory(_read, most=2)


def towns_of_this_month(today: date) -> list[tuple[Row, Published]]:
    """In the order of the house."""
    figures = towns_now(today)
    return [(row, figures[row.key]) for row in rows_of(Dimension.PLACE) if row.key is not None]


def told_of(town: str) -> str:
    """The name under which a town's figure is told, by its code."""
    return f"received@{town}"


def as_said(figure: Published) -> dict[str, Any]:
    """Without words, so that one message serves both languages."""
    of = f"{figure.part:,} / {figure.whole:,}" if figure.part is not None and figure.whole is not None else ""
    return {"shown": str(figure), "of": of}


def tell(folded: Folded, *, at: datetime) -> None:
    """After each fold and in the seconds after it: what reads differently now, if the running month changed."""
    _Told.is_waiting |= has_moved(folded, localdate(at).replace(day=1))
    if not _Told.is_waiting:
        return
    is_last = FoldState.objects.filter(told_version=_Told.version).exists()  # else another process has told since
    version = freshness().version
    if FoldState.objects.may_tell(version, at=at, pause=PAUSE):
        said = now_said()
        publish(TOPIC, said | {"figures": _news(said["figures"], _Told.figures if is_last else {})})
        _Told.version, _Told.figures, _Told.is_waiting = version, said["figures"], False


def has_moved(folded: Folded, month: date) -> bool:
    """Whatever changes a town changes the city."""
    return bool(folded.changed) and has_city() and (Kept.PLACE, city_key(), month) in folded.changed


def _news(figures: Said, known: Said) -> Said:
    """What reads differently from what everybody was told last."""
    return {code: said for code, said in figures.items() if known.get(code) != said}
