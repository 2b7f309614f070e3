"""The years before in the demo city: over, whole, told alike each time, and in every figure."""

from datetime import timedelta

import pytest
from django.db import connection

from dashboards.folding import rebuild
from dashboards.months import Months
from dashboards.publishing import city, of_matters
from dashboards.reconciling import reconcile
from foundation.ledger.verification import verify
from foundation.notifications.models import Message
from matters.models import (
    Callback,
    Clock,
    ClockRule,
    Exclusion,
    Matter,
    MatterEvent,
    Publication,
    ReturnRequest,
    Verdict,
    version_on,
)
from matters.services.clocks import rules_of
from matters.states import OPEN_STATES
from portal.demo.loading_past import load_past
from portal.demo.past import Life, Past
from tests.demo.conftest import LOADED_AT

pytestmark = [pytest.mark.django_db]


@pytest.fixture(scope="module")
def past(demo_city: object, django_db_blocker: object) -> int:
    """A tenth of the demo's own past, on top of its city; what follows looks at these matters only."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        first = Matter.objects.order_by("-pk").values_list("pk", flat=True)[0]
        messages = Message.objects.count()
        load_past(at=LOADED_AT, monthly=2.5)
        rebuild(at=LOADED_AT)
        connection.check_constraints()
        assert Message.objects.count() == messages
    return first


def _rows(past):
    return Matter.objects.filter(pk__gt=past)


def test_nothing_of_the_past_is_open(past):
    assert _rows(past).count() > 500
    assert not _rows(past).filter(state__in=OPEN_STATES).exists()
    assert not Clock.objects.running().filter(matter__in=_rows(past)).exists()
    assert not Callback.objects.open().filter(matter__in=_rows(past)).exists()
    assert not _rows(past).exclude(due_at=None).exists()


def test_it_reaches_from_two_years_before_into_the_running_month(past):
    moments = list(_rows(past).order_by("registered_at").values_list("registered_at", flat=True))
    assert moments[0].astimezone(LOADED_AT.tzinfo).date().isoformat().startswith("2024-01")
    assert moments[-1].astimezone(LOADED_AT.tzinfo).date().isoformat().startswith("2026-11")
    assert not MatterEvent.objects.filter(matter__in=_rows(past), at__gt=LOADED_AT).exists()


def test_every_move_is_one_of_its_procedure_by_somebody_who_may_make_it(past):
    for matter in _rows(past).prefetch_related("events"):
        state, last = "", None
        for event in matter.events.all():
            move = matter.table.check(event.move, state, {event.role}, event.words)
            assert (event.before, event.after) == (state, move.target(state))
            assert last is None or last <= event.at
            state, last = event.after, event.at
        assert matter.state == state


def test_all_that_a_city_meets_is_there(past):
    rows = _rows(past)
    assert rows.filter(reworks=1).exists()
    assert ReturnRequest.objects.filter(matter__in=rows, is_upheld=True).exists()
    assert Exclusion.objects.approved().filter(matter__in=rows).exists()
    assert Verdict.objects.filter(matter__in=rows, kind="recheck").exists()
    assert Publication.objects.public().filter(matter__in=rows).exists()
    late = Clock.objects.main().filter(matter__in=rows)
    assert 0.05 < sum(not clock.is_kept(at=LOADED_AT) for clock in late) / late.count() < 0.3


def test_its_figures_are_those_of_its_records(past):
    found = reconcile(at=LOADED_AT + timedelta(seconds=1), months=3, sample=5)
    assert found.differences == []


def test_every_figure_of_matters_has_a_number_for_the_last_twelve_months(past):
    figures = city(of_matters(), Months.last_twelve(LOADED_AT.date()))
    untold = [code for code, series in figures.items() if series.total.number is None]
    assert untold == []


def test_the_ledger_is_clean_beside_it(past):
    assert list(verify().problems) == []


def test_the_same_seed_tells_the_same_story(past):
    def story() -> list[list[Life]]:
        return list(Past(at=LOADED_AT, villages=2, monthly=1, rules=_rules_of_phone, people=9).by_month())

    assert story() == story()


def _rules_of_phone(life: Life) -> dict[str, ClockRule]:
    return rules_of(Matter(version_id=version_on("hotline", LOADED_AT.date()), urgency=life.urgency, kind="help"))
