"""The 358 real towns and villages beside the repository; said in one line when they are not there."""

import csv
from pathlib import Path

import pytest
from django.db import connection

from foundation.places.importing import import_places
from foundation.places.models import Level, Place
from foundation.places.search import find_places
from tests.places.factories import AT

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "places_320681.csv"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.real_data,
    pytest.mark.skipif(not FILE.exists(), reason="the real places (../shared/data/places_320681.csv) are absent"),
]


@pytest.fixture
def real_rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def imported(real_rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """As a city finds them a minute later: without figures of the new rows, PostgreSQL looks for each among all."""
    import_places(real_rows, source=FILE.name, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return real_rows


def test_all_real_places_come_in_and_are_found(real_rows: list[dict[str, str]]) -> None:
    report = import_places(real_rows, source=FILE.name, at=AT)
    assert report.problems == []
    assert (report.read, report.new) == (358, 358)
    assert all(not problems for problems in Place.find_problems())
    assert Place.objects.at_level(Level.VILLAGE).count() == 339
    assert import_places(real_rows, source=FILE.name, at=AT).unchanged == 358


def test_every_real_place_is_among_the_ten_found_by_its_own_name(imported: list[dict[str, str]]) -> None:
    lost = [row["name"] for row in imported if row["code"] not in [m.place.code for m in find_places(row["name"])]]
    assert lost == []


def test_nearly_every_real_village_is_found_by_what_people_call_it(imported: list[dict[str, str]]) -> None:
    """Without 居委会 or 村委会, and with 社区 instead."""
    villages = [row for row in imported if row["level"] == "village"]
    for ending in ("", "社区", "村"):
        lost = []
        for row in villages:
            asked = row["name"].removesuffix("村委会").removesuffix("居委会") + ending
            if row["code"] not in [match.place.code for match in find_places(asked)]:
                lost.append(asked)
        assert len(lost) <= 3, lost
