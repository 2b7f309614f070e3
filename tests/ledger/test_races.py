"""Appending and signing by real processes at once."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection

from foundation.ledger import services
from foundation.ledger.models import Entry, Series, SeriesQuerySet, SignedDay
from foundation.ledger.services import append, sign_day
from foundation.ledger.verification import verify
from tests.races import Crossroads, at_once, tally

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

RACERS, EACH = 8, 10
AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def append_many(number):
    for turn in range(EACH):
        append("matter:1", "moved", {"racer": number, "turn": turn}, AT)


def test_appending_at_once_gives_one_unbroken_chain():
    assert tally(at_once(append_many, RACERS)) == {None: RACERS}
    assert Series.objects.get().length == Entry.objects.count() == RACERS * EACH
    assert verify().problems == []


@pytest.fixture
def guard_off(monkeypatch):
    """The UPDATE no longer asks whether somebody was faster, and two have read before either writes."""
    meet = Crossroads()
    monkeypatch.setattr(SeriesQuerySet, "as_read", lambda self, series: (meet(), self.filter(pk=series.pk))[1])


@pytest.mark.usefixtures("guard_off")
def test_twin_without_the_condition_two_writers_take_one_number():
    assert IntegrityError in at_once(append_many, RACERS)


@pytest.mark.usefixtures("guard_off")
def test_twin_without_condition_and_constraint_the_chain_breaks():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DROP CONSTRAINT entry_numbered_once")
    at_once(append_many, RACERS)
    assert verify().problems


def append_and_sign(number):
    if number % 2:
        append_many(number)
        return None
    return sign_day(date(2026, 11, 22)).digest


def test_a_day_is_signed_once_while_others_append():
    results = at_once(append_and_sign, RACERS)
    assert len({result for result in results if result}) == 1
    assert SignedDay.objects.count() == 1
    sign_day(date(2026, 11, 23))
    assert verify().problems == []
    assert services.Series.objects.unsigned().count() == 0
