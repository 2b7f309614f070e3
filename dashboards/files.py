"""A figure as files: CSV for people and their spreadsheets, JSON for programs. Both say the same."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from dashboards.months import Months
from dashboards.publishing import (
    Dimension,
    Published,
    Why,
    city,
    definition_of,
    history_of,
    is_of_posts,
    name_of,
    one,
    table,
)
from dashboards.rows import rows_of
from foundation.exchange.services import write_csv
from foundation.places.models import Place

COLUMNS = ("of", "code", "name", "period", "value", "part", "whole", "ninth_decile", "not_shown")


class Entry(NamedTuple):
    """`of` is "city" or a dimension, `period` a month (2026-11) or a run of months (2026-01/2026-11)."""

    of: str
    code: str
    name: str
    period: str
    figure: Published

    @property
    def cells(self) -> tuple[Any, ...]:
        """`not_shown` says why in one word: small, protects, period, not_over, nothing, few."""
        number = self.figure.number
        value = round(number, 4) if number is not None else str(self.figure) if self.figure.why == Why.SMALL else None
        ninth = round(self.figure.p90, 2) if self.figure.p90 is not None else None
        shown = (value, self.figure.part, self.figure.whole, ninth, self.figure.why)
        return (self.of, self.code, self.name, self.period, *("" if each is None else each for each in shown))


def entries(code: str, dimension: Dimension, months: Months) -> Iterator[Entry]:
    """The city by month and in all, then each row of the dimension. The rest of the city has no months here."""
    whole = city([code], months)[code]
    name = Place.objects.get(depth=1).display_name
    yield from (Entry("city", "", name, f"{month:%Y-%m}", value) for month, value in whole.months.items())
    if len(months) > 1:
        yield Entry("city", "", name, str(months), whole.total)
    if is_of_posts(code) and dimension != Dimension.PLACE:
        return
    totals = table(dimension, code, months)
    for row in rows_of(dimension):
        of = (dimension.value, row.code, row.name)
        if row.key is not None:
            by_month = one(dimension, row.key, [code], months)[code].months
            yield from (Entry(*of, f"{month:%Y-%m}", value) for month, value in by_month.items())
        if row.key in totals and (row.key is None or len(months) > 1):
            yield Entry(*of, str(months) if len(months) > 1 else f"{months.first:%Y-%m}", totals[row.key])


def as_csv(code: str, dimension: Dimension, months: Months) -> bytes:
    return write_csv(COLUMNS, (entry.cells for entry in entries(code, dimension, months)))


def as_json(code: str, dimension: Dimension, months: Months) -> dict[str, Any]:
    rows = [dict(zip(COLUMNS, entry.cells, strict=True)) for entry in entries(code, dimension, months)]
    return {
        "code": code,
        "name": name_of(code),
        "definition": definition_of(code),
        "counted_since": f"{history_of(code)[0]:%Y-%m-%d}",
        "language": get_language(),
        "period": str(months),
        "page": settings.PORTAL_URL + reverse("dashboards:figure", args=[code]),
        "rows": [{name: None if value == "" else value for name, value in row.items()} for row in rows],
    }
