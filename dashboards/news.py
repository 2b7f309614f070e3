"""The city's running month to open pages: what changed of it, once a fold. Only city totals move while one looks."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from dashboards.folding import Folded
from dashboards.models import Dimension as Kept
from dashboards.months import Months
from dashboards.publishing import Published, city, city_key, freshness
from foundation.live.services import publish
from foundation.live.topics import register_topic

TOPIC = "dashboards.city"
LIVE = ("received", "accepted", "on_time", "response", "resolution", "satisfaction")

Said = dict[str, dict[str, Any]]  # by figure


class _Told:
    """What this process told last, and of which fold. Another process may have folded and told since."""

    version = -1
    figures: Said = {}


def register_topics() -> None:
    register_topic(TOPIC.replace(".", r"\."))


def this_month(today: date) -> tuple[Months, dict[str, Published]]:
    months = Months(today.replace(day=1), today.replace(day=1))
    return months, {code: series.total for code, series in city(LIVE, months).items()}


def now_said() -> dict[str, Any]:
    """Everything, for whoever comes or comes back: as of which fold, and each figure as it is shown."""
    fresh, (months, figures) = freshness(), this_month(localdate())
    said = {code: as_said(figure) for code, figure in figures.items()}
    return {"version": fresh.version, "at": fresh.folded_at, "month": f"{months.first:%Y-%m}", "figures": said}


def as_said(figure: Published) -> dict[str, Any]:
    """Without words, so that one message serves both languages."""
    of = f"{figure.part:,} / {figure.whole:,}" if figure.part is not None and figure.whole is not None else ""
    return {"shown": str(figure), "of": of}


def tell(folded: Folded, *, at: datetime) -> None:
    """Of a fold that changed the city's running month, what reads differently now."""
    month = localdate(at).replace(day=1)
    if (Kept.PLACE, city_key(), month) not in folded.changed:
        return
    said = now_said()
    publish(TOPIC, said | {"figures": _news(said["version"], said["figures"])})


def _news(version: int, figures: Said) -> Said:
    """Of the fold after the one told last, what reads differently; else everything."""
    known = _Told.figures if _Told.version == version - 1 else {}
    _Told.version, _Told.figures = version, figures
    return {code: said for code, said in figures.items() if known.get(code) != said}
