"""The published values of a year as lines of tables."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from dashboards.months import Months
from dashboards.opendata.words import LANGUAGES, Words, in_both, in_language
from dashboards.publishing import (
    Dimension,
    Key,
    Kind,
    Published,
    Series,
    Why,
    composite_weights,
    definition_of,
    is_of_posts,
    known_codes,
    name_of,
    table,
)
from dashboards.rows import rows_of
from foundation.disclosure.bins import Bin
from foundation.places.models import Place

REST = "_rest"
COMPOSITE = "composite"
# Counts that are worked out from other published figures.
WORKED_OUT = {"accepted": "direct_share.whole", "overdue": "on_time.whole - on_time.part"}
WITH_FRACTIONS = {"days_between_units"}  # each month drops its part day, the year only one


class Figure(NamedTuple):
    code: str
    name: Words
    definition: Words
    kind: Kind
    parts: str
    over_months: str

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.code, *self.name, *self.definition, self.kind.value, self.parts, self.over_months)


class Name(NamedTuple):
    code: str
    words: Words


def months_of(year: int, today: date) -> Months:
    """Of a year that runs those that have begun."""
    whole = Months.year(year)
    return whole if today.year > year else Months(whole.first, today.replace(day=1))


def figures_of(series: dict[str, Series]) -> list[Figure]:
    return [
        Figure(
            code,
            in_both(lambda code=code: name_of(code)),  # type: ignore[misc]  # bound to this code
            in_both(lambda code=code: definition_of(code)),  # type: ignore[misc]
            series[code].total.kind,
            _parts_of(code, series[code].total.kind),
            _over_months(code, series[code].total.kind),
        )
        for code in known_codes()
    ]


def _parts_of(code: str, kind: Kind) -> str:
    if code == COMPOSITE:
        return " + ".join(f"{rate}*{weight}" for rate, weight in composite_weights().items())
    return "part/whole" if kind == Kind.SHARE else WORKED_OUT.get(code, "")


def _over_months(code: str, kind: Kind) -> str:
    if code == COMPOSITE or kind == Kind.DAYS:
        return "none"
    if is_of_posts(code):
        return "last"
    return "floor" if code in WITH_FRACTIONS else "sum"


def city_lines(series: dict[str, Series], months: Months) -> Iterator[tuple[Any, ...]]:
    name = _city_name()
    for code, each in series.items():
        months_too = {f"{month:%Y-%m}": value for month, value in each.months.items()}
        for period, value in (months_too | {f"{months.first:%Y}": each.total}).items():
            yield _line(code, name, period, value, bins=value.bins)


def _city_name() -> Name:
    place = Place.objects.get(depth=1)
    return Name(place.code, in_both(lambda: place.display_name))


def dimension_lines(dimension: Dimension, months: Months) -> Iterator[tuple[Any, ...]]:
    """In the order of the house, the rest of the city last. Posts are held in places only."""
    names = _names_of(dimension)
    for code in known_codes():
        if is_of_posts(code) and dimension != Dimension.PLACE:
            continue
        by_month = {f"{month:%Y-%m}": table(dimension, code, Months(month, month)) for month in months}
        by_month[f"{months.first:%Y}"] = table(dimension, code, months)
        for key, name in names:
            if all(key in values for values in by_month.values()):
                yield from (_line(code, name, period, values[key]) for period, values in by_month.items())


def _names_of(dimension: Dimension) -> list[tuple[Key | None, Name]]:
    chinese, english = (in_language(language, lambda: rows_of(dimension)) for language in LANGUAGES)
    names = {row.key: row.name for row in english}
    return [(row.key, Name(row.code or REST, Words(row.name, names[row.key]))) for row in chinese]


def _line(code: str, name: Name, period: str, figure: Published, bins: Iterable[Bin] = ()) -> tuple[Any, ...]:
    """Bins of the whole city only: those of rows would add up to what is hidden of another."""
    value = _value(figure)
    counts = ("" if each is None else each for each in (figure.part, figure.whole))
    ninth = "" if figure.p90 is None else _number(round(figure.p90, 4))
    below = figure.below if figure.why == Why.SMALL else ""
    listed = " ".join(f"{begins}-{ends}:{count}" for begins, ends, count in bins)
    return (code, name.code, *name.words, period, value, *counts, ninth, listed, figure.why or "", below)


def _value(figure: Published) -> Any:
    if figure.number is None:
        return ""
    return _number(figure.number if figure.kind == Kind.COUNT else round(figure.number, 6))


def _number(value: float) -> float | int:
    """1, not 1.0."""
    return int(value) if float(value).is_integer() else value
