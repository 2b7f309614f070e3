"""What may be asked for: figures of the city, of one town, unit, kind or channel, and the table of all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from dashboards.months import Months
from dashboards.publishing.families import COMPOSITE, composite_weights, family_of, is_of_posts
from dashboards.publishing.keys import Dimension, Key, city_key, keys_of
from dashboards.publishing.published import Counts, Kind, Published, Why, composite, published, published_counts
from dashboards.publishing.raw import read, read_day, states
from dashboards.publishing.tables import month_table, quarter_table, sum_of
from dashboards.reading import freshness

__all__ = ["Series", "city", "city_days", "freshness", "one", "table", "village"]


@dataclass(frozen=True)
class Series:
    """A figure of one key: of the whole period, and by the first day of each month."""

    total: Published
    months: dict[date, Published]


def city(codes: Sequence[str], months: Months) -> dict[str, Series]:
    """Of everything. The city's totals are public; the month that runs is counted up to now."""
    asked = _with_rates(codes)
    summed = [code for code in asked if not is_of_posts(code)]
    figures = read(Dimension.PLACE, [city_key()], months.first, months.last, summed)
    found = {
        code: Series(
            published(figures.whole(code)), {month: published(each) for month, each in figures.by_month(code).items()}
        )
        for code in summed
    }
    found |= {code: _of_posts(code, months) for code in asked if is_of_posts(code)}
    return _with_composite(found, codes)


def _of_posts(code: str, months: Months) -> Series:
    """As it stood on the last day of each month; of a period, on its last."""
    key = city_key()
    by_month = {month: _posts(Dimension.PLACE, code, month, [key])[key] for month in months}
    return Series(by_month[months.last], by_month)


def city_days(codes: Sequence[str], days: Iterable[date]) -> dict[date, dict[str, Published]]:
    """Of the whole city, for figures of single days such as reception days."""
    return {day: {code: published(value) for code, value in read_day(city_key(), day, codes).items()} for day in days}


def one(dimension: Dimension, key: Key, codes: Sequence[str], months: Months) -> dict[str, Series]:
    """Of one town, unit, kind or channel."""
    found = {}
    for code in _with_rates(codes):
        by_month = {month: _cell(dimension, code, key, month) for month in months}
        found[code] = Series(table(dimension, code, months, [key])[key], by_month)
    return _with_composite(found, codes)


def village(key: int, town: int, codes: Sequence[str], quarters: Months) -> dict[str, Series]:
    """Of whole quarters that are over, together. A village has no months here, and nothing of it is told by kind."""
    return {code: Series(_of_quarters(code, key, town, quarters), {}) for code in codes}


def _of_quarters(code: str, key: int, town: int, quarters: Months) -> Published:
    """Shown where every quarter is: less would say the one that is hidden once another window is published."""
    tables = [quarter_table(town, family_of(code), first) for first in quarters.quarters]
    kind = tables[0].kind(code)
    if any(each.row_of(key) in each.hidden for each in tables):
        return Published(kind, why=Why.PERIOD)
    if kind == Kind.DAYS:
        return published(read(Dimension.PLACE, [key], quarters.first, quarters.last, [code]).whole(code))
    counts = [each.counts[code][each.row_of(key)] for each in tables]
    return published_counts(kind, tuple(map(sum, zip(*counts, strict=True))))


def table(
    dimension: Dimension, code: str, months: Months, keys: Iterable[Key | None] | None = None
) -> dict[Key | None, Published]:
    """Of the period by key, in the order of the house; under None what belongs to none of them."""
    asked = [*keys_of(dimension), None] if keys is None else list(keys)
    if code == COMPOSITE:
        weights = composite_weights()
        rates = {each: table(dimension, each, months, asked) for each in weights}
        return {key: composite({each: rates[each][key] for each in rates}, weights) for key in asked}
    if is_of_posts(code):
        return _posts(dimension, code, months.last, [key for key in asked if key is not None])
    return {key: _total(dimension, code, key, months) for key in asked}


def _with_rates(codes: Sequence[str]) -> list[str]:
    extra = [code for code in composite_weights() if COMPOSITE in codes and code not in codes]
    return [code for code in [*codes, *extra] if code != COMPOSITE]


def _with_composite(found: dict[str, Series], codes: Sequence[str]) -> dict[str, Series]:
    if COMPOSITE in codes:
        rates, weights = {code: found[code] for code in composite_weights()}, composite_weights()
        months = {
            month: composite({code: each.months[month] for code, each in rates.items()}, weights)
            for month in rates["response"].months
        }
        found[COMPOSITE] = Series(composite({code: each.total for code, each in rates.items()}, weights), months)
    return {code: found[code] for code in codes}


def _posts(dimension: Dimension, code: str, month: date, keys: Sequence[Key]) -> dict[Key | None, Published]:
    if dimension != Dimension.PLACE:
        return {key: Published(Kind.SHARE, why=Why.NOTHING) for key in keys}
    figures = states(keys, month, code)
    return {key: published(figures[key], least=1) for key in keys}  # of grids and villages, not of people


def _is_over(month: date) -> bool:
    return month < localdate().replace(day=1)


def _cell(dimension: Dimension, code: str, key: Key | None, month: date) -> Published:
    if is_of_posts(code):
        return _posts(dimension, code, month, [key] if key is not None else [])[key]
    if not _is_over(month):
        return Published(Kind.COUNT, why=Why.NOT_OVER)
    return month_table(dimension, family_of(code), month).cell(code, key)


def _total(dimension: Dimension, code: str, key: Key | None, months: Months) -> Published:
    """The sum of what is published. One month is itself."""
    if len(months) == 1:
        return _cell(dimension, code, key, months.first)
    if not _is_over(months.last):
        return Published(Kind.COUNT, why=Why.NOT_OVER)
    kind = month_table(dimension, family_of(code), months.first).kind(code)
    parts = [_of_year(dimension, code, key, [each for each in months if each.year == year]) for year in months.years]
    counts = [part for part in parts if part is not None]
    if len(counts) < len(parts):
        return Published(kind, why=Why.PERIOD)
    if kind == Kind.DAYS and key is not None:
        return published(read(dimension, [key], months.first, months.last, [code]).whole(code))
    return published_counts(kind, tuple(map(sum, zip(*counts, strict=True))))


def _of_year(dimension: Dimension, code: str, key: Key | None, months: list[date]) -> Counts | None:
    return sum_of(dimension, family_of(code), code, key, months)
