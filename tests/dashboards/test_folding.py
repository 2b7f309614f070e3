"""A fold makes sums of touches: once each, in batches, and anew whenever that is asked."""

import ast
import hashlib
import inspect
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db.models import F

from dashboards import contributing, folding
from dashboards.folding import fold, fold_all, rebuild
from dashboards.metrics import Count
from dashboards.models import Contribution, Dimension, FoldState, Rollup, Touch
from dashboards.reading import freshness, read
from dashboards.tasks import fold_figures
from foundation.places.services import move_place
from foundation.schedule import registry
from matters.categories import change_category
from matters.models import Channel, Matter, MatterState
from matters.rates import Rate
from reception_days.models import ReceptionDay
from tests.dashboards.histories import DECEMBER, END, NOVEMBER, counted, history, sums
from tests.matters.casework import LATER, dispatched, signed, unit
from tests.matters.factories import MatterFactory, another_town, category, city, moment, town, village
from tests.reception_days.factories import BookingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folded_city")]


def test_a_matter_counts_under_its_place_unit_category_and_channel():
    matter = dispatched()
    fold_all(at=END)
    keys = [
        (Dimension.PLACE, [city().pk, town().pk, village().pk]),
        (Dimension.UNIT, [unit().pk]),
        (Dimension.CATEGORY, [each.pk for each in (*matter.category.get_ancestors(), matter.category)]),
        (Dimension.CHANNEL, [contributing.CHANNEL_KEYS[Channel.WEB]]),
    ]
    for dimension, wanted in keys:
        assert set(Rollup.objects.filter(dimension=dimension).values_list("key", flat=True)) == set(wanted)
        assert read(dimension, wanted, NOVEMBER, NOVEMBER, ["received"]).by_key("received") == dict.fromkeys(
            wanted, Count(1)
        )


def test_a_reclassified_matter_leaves_its_old_key():
    matter = MatterFactory()
    fold_all(at=END)
    old = matter.category
    Matter.objects.update(category=category("traffic"))
    fold_all(at=END)
    figures = read(Dimension.CATEGORY, [old.pk, category("traffic").pk], NOVEMBER, DECEMBER, ["received"])
    assert list(figures.by_key("received").values()) == [Count(0), Count(1)]
    assert not Rollup.objects.filter(value=0).exists()


def test_what_moves_to_another_town_takes_its_matters_along():
    matter = MatterFactory()
    fold_all(at=END)
    move_place(place=village(), parent=another_town(), source="test", at=END)
    fold_all(at=END)
    assert [counted(place=each) for each in (city(), town(), another_town(), matter.place)] == [
        Count(1), Count(0), Count(1), Count(1),
    ]  # fmt: skip


def test_a_category_that_moves_takes_its_matters_along():
    fine, above = category("housing").add_child(code="lifts", name="电梯"), category("traffic")
    MatterFactory(category=fine)
    fold_all(at=END)
    change_category(category=fine, parent=above, facts={})
    fold_all(at=END)
    figures = read(Dimension.CATEGORY, [category("housing").pk, above.pk], NOVEMBER, NOVEMBER, ["received"])
    assert list(figures.by_key("received").values()) == [Count(0), Count(1)]


def test_a_reception_day_that_is_put_off_takes_its_registrations_along():
    BookingFactory()
    fold_all(at=END)
    ReceptionDay.objects.update(date=date(2027, 1, 5))
    fold_all(at=END)
    figures = read(Dimension.PLACE, [city().pk], DECEMBER, date(2027, 1, 1), ["reception_registered"])
    assert list(figures.by_month("reception_registered").values()) == [Count(0), Count(1)]


def test_a_limit_that_passes_is_late_without_anybody_touching_it():
    matter = signed()
    due = matter.clocks.get(is_main=True).legal_due_at
    fold_all(at=due - timedelta(seconds=1))
    assert counted("on_time") == Rate(0, 0)
    assert fold_all(at=due).changed
    assert (counted("on_time"), counted("overdue")) == (Rate(0, 1), Count(1))
    assert fold(at=END).changed == frozenset()


def test_a_fold_tells_what_changed_and_the_version_grows_with_it():
    MatterFactory(place=town(), category=None)
    before = freshness().version
    folded = fold_all(at=END)
    channel = contributing.CHANNEL_KEYS[Channel.WEB]
    assert folded.changed == {
        (Dimension.PLACE, city().pk, NOVEMBER),
        (Dimension.PLACE, town().pk, NOVEMBER),
        (Dimension.CHANNEL, channel, NOVEMBER),
    }
    assert folded.version == freshness().version == before + 1
    Matter.objects.update(state=MatterState.NEEDS_INFORMATION)  # touched, and no figure is another one
    assert fold_all(at=END).changed == frozenset()
    assert freshness().version == before + 1


def test_a_matter_that_is_taken_back_leaves_nothing_behind():
    MatterFactory()
    fold_all(at=END)
    Matter.objects.update(state=MatterState.VOID)
    fold_all(at=END)
    assert sums() == set()
    assert not Contribution.objects.exists()


def test_a_fold_with_nothing_to_do_asks_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert fold(at=moment(2026, 11, 2)).changed == frozenset()


def test_a_fold_asks_the_same_however_many_matters_were_touched(django_assert_max_num_queries):
    for _ in range(25):
        dispatched()
    with django_assert_max_num_queries(24):
        fold(at=LATER(1))


def test_batches_are_folded_until_nothing_is_left(monkeypatch):
    monkeypatch.setattr(folding, "BATCH", 2)
    for _ in range(5):
        MatterFactory()
    assert fold(at=END).has_more
    fold_all(at=END)
    assert (counted(), Touch.objects.count()) == (Count(5), 0)


# --- From nothing ---------------------------------------------------------------------------------------------


def test_sums_made_anew_are_those_that_were_folded(monkeypatch):
    history()
    fold_all(at=END)
    folded = sums()
    monkeypatch.setattr(folding, "BATCH", 2)
    rebuild(at=END)
    assert sums() == folded
    Rollup.objects.update(value=F("value") + 1)
    rebuild(at=END)
    assert sums() == folded


def test_a_newer_code_makes_all_sums_anew_and_an_older_one_leaves_them(monkeypatch):
    history()
    fold_all(at=END)
    folded = sums()
    Rollup.objects.all().delete()
    monkeypatch.setattr(folding, "CODE_VERSION", folding.CODE_VERSION + 1)
    assert fold_all(at=END).changed
    assert (sums(), FoldState.objects.get().code_version) == (folded, folding.CODE_VERSION)
    MatterFactory()
    monkeypatch.setattr(folding, "CODE_VERSION", folding.CODE_VERSION - 1)
    assert fold_all(at=END).changed == frozenset()


def test_whoever_changes_what_is_counted_raises_the_version_of_the_code():
    code = ast.dump(ast.parse(inspect.getsource(contributing)))
    known = {1: "313eec059d28a35e"}
    assert hashlib.sha256(code.encode()).hexdigest()[:16] == known[contributing.CODE_VERSION]


# --- Without anybody pressing a button --------------------------------------------------------------------------


def test_every_worker_looks_each_second():
    registry.discover()
    assert fold_figures in registry.POLLS


def test_what_a_worker_looks_at_is_folded_by_command_as_well(capsys):
    MatterFactory(place=town(), category=None)
    call_command("fold_figures")
    assert "3 months of keys" in capsys.readouterr().out
    assert counted() == Count(1)
