"""Several folders at once, in processes of their own on PostgreSQL, while others write; a twin counts twice."""

from datetime import date

import pytest
from django.db.models import QuerySet

from dashboards import folding
from dashboards.folding import fold, fold_all
from dashboards.metrics import Count
from dashboards.models import Dimension, Touch
from dashboards.reading import read
from dashboards.reconciling import reconcile
from foundation.people.models import User
from foundation.places.models import Unit
from matters.models import Matter
from matters.services.triage import dispatch
from tests.matters.casework import AT, DESK, somebody, unit
from tests.matters.factories import MatterFactory, city, moment
from tests.races import Crossroads, at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
END = moment(2027, 1, 15)
MATTERS = 24


def received() -> object:
    return read(Dimension.PLACE, [city().pk], date(2026, 11, 1), date(2026, 11, 1), ["received"]).whole("received")


def some_matters() -> None:
    somebody()
    unit()
    fold_all(at=AT)
    for _ in range(MATTERS):
        MatterFactory()


def test_two_folders_at_once_count_a_matter_once():
    some_matters()
    at_once(lambda number: bool(fold_all(at=END).changed), 6)
    fold_all(at=END)
    assert received() == Count(MATTERS)


def write_or_fold(number):
    """Of eight processes six send matters to a unit, two fold all the while."""
    if number >= 6:
        for _ in range(60):
            fold(at=END)
        return "folded"
    actor, housing = User.objects.get(username="desk"), Unit.objects.get()
    for matter in Matter.objects.order_by("pk")[number * 4 : number * 4 + 4]:
        dispatch(matter=matter, unit=housing, actor=actor, roles=DESK, at=AT)
    return "sent"


def test_whoever_folds_while_others_write_misses_nothing(monkeypatch):
    some_matters()
    monkeypatch.setattr(folding, "BATCH", 5)
    at_once(write_or_fold, 8)
    found = reconcile(at=END)
    assert found.differences == []
    assert (received(), Touch.objects.count()) == (Count(MATTERS), 0)


def test_twin_without_the_lock_two_folders_count_twice(monkeypatch):
    some_matters()
    load, meet = folding.load, Crossroads()

    def load_when_both_are_here(matters):
        meet()
        return load(matters)

    monkeypatch.setattr(folding, "load", load_when_both_are_here)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    at_once(lambda number: fold(at=END).version, 2)
    assert received() == Count(2 * MATTERS)
