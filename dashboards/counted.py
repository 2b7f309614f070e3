"""The last step of a matter's thread: in which public figures it is counted, told on its own person's page only."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from dashboards.contributing import first_day
from dashboards.metrics import get_metric
from dashboards.metrics.measures import Measure
from dashboards.models import Contribution
from matters.models import Matter

# One figure for each thing that can be said of a single matter; what a figure counts besides stands in its definition.
FIGURES = {
    Measure.RECEIVED: "received",
    Measure.ACCEPTED: "accepted",
    Measure.LIMITS: "on_time",
    Measure.ANSWERS: "claimed",
    Measure.JUDGED: "resolution",
    Measure.EXCLUDED: "excluded",
    Measure.REGISTERED_FOR_RECEPTION: "reception_registered",
}


class CountedIn(NamedTuple):
    name: str
    month: date
    url: str


def panel_of(request: HttpRequest, matter: Matter) -> dict[str, Any] | None:
    """None where it is in no figure: imported by mistake, for example."""
    row = Contribution.objects.filter(pk=matter.pk).first()
    figures = list(_figures_of(row)) if row else []
    return {"figures": figures} if figures else None


def _figures_of(row: Contribution) -> Iterator[CountedIn]:
    for number, measure, _value in row.cells:
        if measure in FIGURES:
            code, month = FIGURES[measure], first_day(number)
            period = f"?since={month:%Y-%m}&until={month:%Y-%m}"
            yield CountedIn(str(get_metric(code).name), month, reverse("dashboards:figure", args=[code]) + period)
