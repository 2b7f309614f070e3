"""Real messages of citizens, registered and looked up. Places in them are letters already."""

import csv
from itertools import islice
from pathlib import Path
from uuid import uuid4

import pytest

from foundation.places.importing import import_places
from foundation.places.models import Place
from matters.exceptions import TextRefused
from matters.services import find_by_number_and_code
from reception_days.models import Booking, Seat
from reception_days.services import add_session, hold_a_time, publish_day, register_booking, schedule_day
from tests.matters.factories import moment
from tests.reception_days.factories import AT, PostFactory, application

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
ROWS = 50

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.exists(), reason="real messages: ../shared/data is not there"),
]


def rows_of(name):
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def id_number(number):
    """A valid number of the fictional county for each."""
    from stdnum.iso7064 import mod_11_2

    body = f"32998119850712{number:03}"
    return body + mod_11_2.calc_check_digit(body)


@pytest.fixture
def day():
    """The real places of a county-level city, and a day with room for all."""
    report = import_places(rows_of("places_320681.csv"), source="places_320681.csv", at=AT)
    assert report.is_clean
    city = Place.objects.get(code="320681000000")
    day = schedule_day(year=2026, month=12, place=city, at=AT)
    for number in range(8):
        post = PostFactory(place=city)
        add_session(day=day, post=post, half_day="am", room=str(number))
    publish_day(day=day, at=moment(2026, 11, 10))
    return day


def test_fifty_real_messages_are_registered_and_looked_up(day):
    villages = list(Place.objects.filter(level="village")[:ROWS])
    refused = 0
    for number, row in enumerate(islice(rows_of("messages_answered.csv"), ROWS)):
        token, free = uuid4(), Seat.objects.free(at=AT).order_by("starts_at").first()
        hold_a_time(day=day, starts_at=free.starts_at, token=token, at=AT)
        told = application(
            name=f"居民{number}", phone=f"138001{number:05}", id_number=id_number(number), text=row["body"],
            request=row["subject"], place=villages[number % len(villages)], category=None, starts_at=free.starts_at,
        )  # fmt: skip
        try:
            receipt = register_booking(key=str(number), token=token, day=day, application=told, at=AT)
        except TextRefused:
            assert len(row["body"]) > 2000
            refused += 1
            continue
        found = find_by_number_and_code(number=receipt.number, code=receipt.query_code, client="", at=AT)
        assert found.text == row["body"].replace("\r\n", "\n").strip()
    assert Booking.objects.count() == ROWS - refused
    assert refused <= 2
