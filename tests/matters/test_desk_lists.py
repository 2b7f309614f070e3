"""What the desks' lists hold, and in which order."""

from datetime import timedelta

import pytest

from matters.desk import listing
from matters.desk.listing import (
    EXTENSION,
    NEAR,
    NO_ROUTE,
    OVERDUE,
    PAGE,
    RECHECK,
    REOPENED,
    RETURN,
    Wanted,
    assisted_by_units_of,
    counts_of,
    led_by_units_of,
    narrowed,
    only,
    page_by_clock,
    page_newest_first,
)
from matters.models import Clock, Matter, MatterState
from matters.services.extending import ask_extension
from matters.services.returns import ask_return
from matters.services.routing import make_rule, rule_for
from matters.services.triage import dispatch
from tests.matters.casework import AT, DESK, LATER, OFFICER, dispatched, signed, somebody, staff, unit
from tests.matters.factories import MatterFactory, another_town, category, town, village
from tests.people.factories import UserFactory

pytestmark = pytest.mark.django_db


def found(what: str, at=AT) -> set[int]:
    return set(only(Matter.objects.all(), what, at=at).values_list("pk", flat=True))


def test_near_in_the_database_is_near_on_the_row():
    matter = dispatched()
    clock = Clock.objects.get(matter=matter, code="sign")
    moments = [clock.started_at + (clock.legal_due_at - clock.started_at) * share for share in (0.5, 0.79, 0.81, 0.99)]
    said = [clock.is_near(at=at) for at in moments]
    assert said == [False, False, True, True]
    assert [Clock.objects.near(at=at).filter(pk=clock.pk).exists() for at in moments] == said
    assert found(NEAR, moments[0]) == set()
    assert found(NEAR, moments[2]) == {matter.pk}


def test_late_is_not_near_any_more():
    matter = dispatched()
    late = matter.due_at + timedelta(minutes=1)
    assert (found(OVERDUE, late), found(NEAR, late)) == ({matter.pk}, set())


@pytest.mark.parametrize("place", [None, "village", "elsewhere"])
@pytest.mark.parametrize("about", [None, "housing", "water"])
def test_the_triage_box_holds_what_no_rule_fits(place, about):
    other = another_town()
    rows = [MatterFactory(), MatterFactory(place=other), MatterFactory(category=None)]
    if place or about:
        where = {"village": village(), "elsewhere": other}.get(place)
        what = {"housing": category(), "water": category("environment")}.get(about)
        make_rule(category=what, place=where, unit=unit(), reason="定", actor=None, at=AT)
    expected = {row.pk for row in rows if rule_for(row.category, row.place, at=AT) is None}
    assert found(NO_ROUTE) == expected


def test_what_is_asked_of_the_desk_can_be_listed():
    returned, extended, reopened = signed(), signed(), MatterFactory(reopenings=1)
    ask_return(
        matter=returned, basis="三定规定", reason="不属于我局职责", suggested_unit=unit("water-bureau"),
        actor=somebody("officer"), roles=OFFICER, at=LATER(2),
    )  # fmt: skip
    ask_extension(
        matter=extended, amount=2, basis="条例第二十条", reason="配件未到", actor=somebody("officer"), roles=OFFICER,
        at=LATER(2),
    )  # fmt: skip
    assert found(RETURN) == {returned.pk}
    assert found(EXTENSION) == {extended.pk}
    assert found(REOPENED) == {reopened.pk}


def test_a_town_includes_its_villages_and_a_category_what_is_below_it():
    here = MatterFactory()
    MatterFactory(place=another_town())
    assert list(narrowed(Matter.objects.all(), Wanted(place=town().code), at=AT)) == [here]
    assert narrowed(Matter.objects.all(), Wanted(category="housing"), at=AT).count() == 2
    assert narrowed(Matter.objects.all(), Wanted(unit="nobody", place="nowhere"), at=AT).count() == 2


def test_pages_follow_the_clock_and_come_back():
    without = MatterFactory(due_at=None)
    due = [MatterFactory(due_at=AT + timedelta(minutes=minute // 2)) for minute in range(PAGE + 10)]
    first = page_by_clock(Matter.objects.all())
    second = page_by_clock(Matter.objects.all(), after=first.after)
    assert first.matters + second.matters == [*due, without]
    assert (first.before, second.after) == ("", "")
    assert page_by_clock(Matter.objects.all(), before=second.before).matters == due[:PAGE]
    assert page_by_clock(Matter.objects.all(), after="rubbish~").matters == first.matters


def test_what_ended_comes_newest_first():
    rows = [MatterFactory(state=MatterState.WITHDRAWN) for _ in range(PAGE + 1)]
    first = page_newest_first(Matter.objects.all())
    assert first.matters[0] == rows[-1]
    assert page_newest_first(Matter.objects.all(), after=first.after).matters == rows[:1]


def test_only_what_is_open_is_counted():
    MatterFactory(state=MatterState.WITHDRAWN)
    MatterFactory(due_at=AT)
    assert counts_of(Matter.objects.all(), at=LATER(1)) == {"registered": 1, OVERDUE: 1, RECHECK: 0}


def test_a_city_of_matters_is_not_counted_to_the_end(monkeypatch):
    monkeypatch.setattr(listing, "MOST_COUNTED", 2)
    for _ in range(4):
        MatterFactory()
    counted = counts_of(Matter.objects.all(), at=LATER(1))["registered"]
    assert (counted, listing.how_many(counted), listing.how_many(2)) == (3, "2+", "2")


def test_an_inbox_tells_leading_from_assisting():
    officer = staff("unit_officer", unit("water-bureau"))
    officer.is_acting = True
    led = dispatched(unit("water-bureau"))
    assisted = MatterFactory()
    dispatch(
        matter=assisted, unit=unit(), assisting=[unit("water-bureau")], actor=UserFactory(), roles=DESK, at=AT
    )  # fmt: skip
    dispatched()
    assert list(led_by_units_of(officer)) == [led]
    assert list(assisted_by_units_of(officer)) == [assisted]
