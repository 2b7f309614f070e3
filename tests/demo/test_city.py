"""The whole city, in a database of its own."""

import pytest
from django.utils.timezone import now

from foundation.places.models import Place
from portal.demo.loading import load
from portal.demo.scales import CITY


@pytest.mark.nightly
@pytest.mark.django_db
def test_the_whole_city_loads_with_exactly_the_numbers_of_the_speech():
    report = load(CITY, at=now())
    print(f"city loaded in {report.seconds:.0f} s")  # noqa: T201
    expected = {
        "towns": 18, "villages": 340, "general_grids": 632, "dedicated_grids": 70, "micro_grids": 6076,
        "city_units": 54, "town_units": 36, "centres": 359, "windows": 12,
    }  # fmt: skip
    assert {key: report.counts[key] for key in expected} == expected
    assert Place.find_problems() == ([], [], [], [], [])
