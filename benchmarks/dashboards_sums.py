"""Sums of many and of few matters, of a long and of a short history, and a page that reads them."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection

from benchmarks.measure import aim
from dashboards.contributing import first_day, month_of
from dashboards.metrics.measures import Histogram, Measure
from dashboards.models import Dimension, Rollup
from dashboards.reading import read

LAST = date(2026, 11, 1)
SHORT = 60  # months
TOWNS, VILLAGES = 20, 120
KEYS = {  # how many there are of each level: together each level has all matters
    Dimension.PLACE: (1, TOWNS, VILLAGES),
    Dimension.UNIT: (60,),
    Dimension.CATEGORY: (10, 30),
    Dimension.CHANNEL: (11,),
}
SEVEN = ["received", "on_time", "response", "resolution", "satisfaction", "days_to_answer", "coverage"]
FEW, MANY = 300_000, 30_000_000
BINS = len(Histogram.DAYS_TO_ACCEPT.measures)
# A share of a cell below 1 is there that often: few matters leave cells empty.
FILL = """
INSERT INTO {schema}.{table} (dimension, "key", measure, month, "value")
SELECT %(dimension)s, key, measure, month, value FROM (
  SELECT key, measure, (%(first)s::date + make_interval(months => month))::date AS month,
         floor(%(matters)s::float / %(months)s / %(keys)s / CASE WHEN measure >= 100 THEN %(bins)s ELSE 2 END
               * (0.5 + random()) + random())::bigint AS value
  FROM generate_series(0, %(months)s - 1) month
  CROSS JOIN generate_series(%(from_key)s, %(from_key)s + %(keys)s - 1) key
  CROSS JOIN unnest(%(measures)s) measure
) cells WHERE value > 0
"""


def fill(months: int) -> None:
    """Three tables like the real one, in the order in which months pass, so that they lie as they would."""
    for schema, matters, history in (("few", FEW, SHORT), ("many", MANY, SHORT), ("long", MANY, months)):
        started, table = time.perf_counter(), Rollup._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {schema}")
            cursor.execute(f"CREATE TABLE {schema}.{table} (LIKE public.{table} INCLUDING ALL)")
            for facts in _levels(matters, history):
                cursor.execute(FILL.format(schema=schema, table=table), facts)
            cursor.execute(f"VACUUM ANALYZE {schema}.{table}")
            cursor.execute(f"SELECT count(*) FROM {schema}.{table}")
            rows = cursor.fetchone()[0]
        seconds = time.perf_counter() - started
        print(f"{schema}: {matters:,} matters, {history} months, {rows:,} sums in {seconds:.0f} s", flush=True)


def _levels(matters: int, months: int) -> Iterator[dict[str, object]]:
    measures = [*map(int, Measure), *(each for histogram in Histogram for each in histogram.measures)]
    first = first_day(month_of(LAST) - months + 1)
    for dimension, levels in KEYS.items():
        from_key = 1
        for keys in levels:
            yield {
                "dimension": int(dimension), "matters": matters, "months": months, "keys": keys, "bins": BINS,
                "from_key": from_key, "measures": measures, "first": first,
            }  # fmt: skip
            from_key += keys


@contextmanager
def among(schema: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {schema}, public")
        try:
            yield
        finally:
            cursor.execute("RESET search_path")


def page() -> None:
    """Seven panels: the city month by month, and each town as a whole."""
    first = first_day(month_of(LAST) - 23)
    city = read(Dimension.PLACE, [1], first, LAST, SEVEN)
    towns = read(Dimension.PLACE, range(2, TOWNS + 2), first, LAST, SEVEN, as_a_whole=True)
    for code in SEVEN:
        city.by_month(code)
        towns.by_key(code)


def seconds_of(schema: str, times: int = 10) -> float:
    with among(schema):
        page()
        started = time.perf_counter()
        for _ in range(times):
            page()
        return (time.perf_counter() - started) / times


def compare(months: int, rounds: int) -> float:
    """Seconds of a page over sums of many matters."""
    taken: dict[str, list[float]] = {"few": [], "many": [], "long": []}
    for _ in range(rounds):
        for schema, seconds in taken.items():
            seconds.append(seconds_of(schema))
    middle = {schema: statistics.median(seconds) for schema, seconds in taken.items()}
    print("a page: " + ", ".join(f"{schema} {1000 * each:.1f} ms" for schema, each in middle.items()), flush=True)
    aim(f"figures of {MANY:,} matters, of those of {FEW:,}", middle["many"] / middle["few"], "×", at_most=1.2)
    aim(f"figures after {months} months, of those after {SHORT}", middle["long"] / middle["many"], "×", at_most=1.2)
    return middle["many"]
