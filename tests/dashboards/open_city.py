"""A city made up of numbers with every figure, and its year as a package."""

import csv
import io
import json
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

from dashboards.metrics import Count, Days
from dashboards.metrics.values import BINS
from dashboards.months import Months
from dashboards.opendata import tables
from dashboards.opendata.package import Edition, Package, build, zipped
from dashboards.opendata.words import Words
from dashboards.publishing import Dimension, is_of_posts, known_codes
from dashboards.rows import Row
from matters.rates import Rate
from tests.dashboards.test_publishing import total

VERIFIER = Path(tables.__file__).with_name("verify_figures.py")
TOWNS = 4
AS_COUNTS = ("received", "excluded", "days_between_units", "reception_registered", "reception_redirected")
AS_DAYS = ("days_to_accept", "days_to_answer", "days_to_close")


def some(chance: random.Random) -> int:
    """Mostly plenty, sometimes none or few."""
    return chance.choice([0, 2, 7, *[chance.randint(20, 90)] * 9])


def some_rate(chance: random.Random, whole: int | None = None) -> Rate:
    whole = some(chance) if whole is None else whole
    part = chance.choice([0, whole, whole // 2, whole // 2, whole // 3])
    return Rate(part, whole)


def some_days(chance: random.Random) -> Days:
    bins = [0] * len(BINS)
    for _each in range(some(chance)):
        bins[chance.randrange(12)] += 1
    return Days(tuple(bins))


def a_month(chance: random.Random) -> dict[str, object]:
    """Every figure of one row and month, as far as they are made of one another."""
    values: dict[str, object] = {code: Count(some(chance)) for code in AS_COUNTS}
    values |= {code: some_days(chance) for code in AS_DAYS}
    values |= {
        code: some_rate(chance)
        for code in known_codes()
        if code not in values and code not in ("accepted", "overdue", "composite") and not is_of_posts(code)
    }
    accepted = values["direct_share"].whole
    values["dispatch_share"] = some_rate(chance, accepted)
    values["accepted"] = Count(accepted)
    values["overdue"] = Count(values["on_time"].whole - values["on_time"].part)
    return values


def made_up_values(seed: int) -> dict[str, list[list[object]]]:
    chance = random.Random(seed)
    rows = [[a_month(chance) for _month in range(12)] for _row in range(TOWNS + 1)]
    return {code: [[month[code] for month in row] for row in rows] for code in rows[0][0]}


def rows_of(dimension: Dimension) -> list[Row]:
    named = [Row(key, f"{dimension.value}-{key}", f"{dimension.value} {key}", "", "") for key in range(1, TOWNS + 1)]
    return [*named, Row(None, "", "rest", "", "")]


def states(keys, month: date, code: str) -> dict:
    """Of the city (0) the sum of its towns."""
    held = {key: Rate(key + month.month % 3, 10) for key in range(1, TOWNS + 1)}
    return {key: held.get(key) or total(list(held.values())) for key in keys}


def patch(monkeypatch, made_up, seed: int) -> None:
    made_up(**made_up_values(seed))
    monkeypatch.setattr("dashboards.publishing.series.states", states)
    monkeypatch.setattr(tables, "rows_of", rows_of)
    monkeypatch.setattr(tables, "_city_name", lambda: tables.Name("city-1", Words("望澜市", "Wanglan")))


def package_of(year: int = 2026, release: int = 1, today: date = date(2027, 2, 2)) -> Package:
    return build(Edition(year, release), today)


# --- Files -------------------------------------------------------------------------------------------------------
def lines_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def written(lines: list[dict[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(lines[0]))
    writer.writeheader()
    writer.writerows(lines)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def changed(files: dict[str, bytes], name: str, change) -> dict[str, bytes]:
    """`change(lines)` changes them in place, or answers with others."""
    lines = lines_of(files[name])
    lines = change(lines) or lines
    return {**files, name: written(lines)}


def place_of(files: dict[str, bytes], name: str, **wanted: str) -> int:
    """Of the first line that shows a number above 5 and is as wanted."""
    for place, line in enumerate(lines_of(files[name])):
        if line["value"] and float(line["value"]) > 5 and all(line[key] == value for key, value in wanted.items()):
            return place
    raise LookupError(wanted)


def run_verifier(tmp_path: Path, files: dict[str, bytes], *arguments: str) -> subprocess.CompletedProcess[str]:
    """As anybody would: nothing but Python."""
    archive = tmp_path / "figures.zip"
    archive.write_bytes(zipped(files))
    command = [sys.executable, "-I", "-S", str(VERIFIER), str(archive), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def said(tmp_path: Path, files: dict[str, bytes]) -> dict:
    return json.loads(run_verifier(tmp_path, files, "--json").stdout)


def whole_year() -> Months:
    return Months.year(2026)
