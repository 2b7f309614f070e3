"""Pages read sums in one query, and the sums are what the functions count."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from dashboards import contributing
from dashboards.folding import fold_all
from dashboards.metrics import Count, get_metric, rolled_up_metrics
from dashboards.models import Dimension, Rollup
from dashboards.reading import NotRolledUp, read
from dashboards.reconciling import reconcile
from matters.models import Channel
from matters.rates import Rate
from tests.dashboards.histories import DECEMBER, END, NOVEMBER, history
from tests.matters.factories import MatterFactory, another_town, city, town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folded_city")]


# --- Reading --------------------------------------------------------------------------------------------------


def test_a_page_reads_all_its_figures_in_one_query(django_assert_num_queries):
    history()
    fold_all(at=END)
    all_of_it, here, there = city().pk, town().pk, another_town().pk
    with django_assert_num_queries(1):
        figures = read(
            Dimension.PLACE,
            [all_of_it, here, there],
            NOVEMBER,
            date(2026, 12, 31),
            ["received", "resolution", "days_to_answer"],
        )
        assert figures.by_key("received")[all_of_it] == Count(3)
        assert figures.by_key_and_month("received")[there] == {NOVEMBER: Count(0), DECEMBER: Count(0)}
        assert figures.of_key(here).whole("resolution") == Rate(0, 1)
        assert figures.of_key(here).by_month("days_to_answer")[NOVEMBER].whole == 2


def test_a_table_of_many_keys_is_added_up_by_the_database(django_assert_num_queries):
    history()
    fold_all(at=END)
    asked = (Dimension.PLACE, [city().pk, town().pk], NOVEMBER, DECEMBER, ["received", "days_to_answer", "composite"])
    with django_assert_num_queries(1):
        whole = read(*asked, as_a_whole=True)
    assert [whole.by_key(code) for code in asked[-1]] == [read(*asked).by_key(code) for code in asked[-1]]
    with pytest.raises(ValueError, match="whole"):
        whole.by_key_and_month("received")


def test_what_was_not_asked_for_is_not_answered_with_nothing():
    figures = read(Dimension.PLACE, [city().pk, town().pk], NOVEMBER, NOVEMBER, ["received"])
    with pytest.raises(KeyError):
        figures.by_key("accepted")
    with pytest.raises(KeyError):
        figures.of_key(-1)
    with pytest.raises(ValueError, match="one key"):
        figures.whole("received")
    with pytest.raises(NotRolledUp):
        read(Dimension.PLACE, [city().pk], NOVEMBER, NOVEMBER, ["grid_workers"])


def test_posts_are_states_of_a_day_and_everything_else_is_rolled_up():
    assert not get_metric("grid_workers").is_rolled_up
    assert get_metric("received").is_rolled_up


def test_every_channel_has_a_number_of_its_own():
    assert set(contributing.CHANNEL_KEYS) == set(Channel)
    assert len(set(contributing.CHANNEL_KEYS.values())) == len(Channel)


# --- Held against the records -----------------------------------------------------------------------------------


def test_the_sums_are_what_the_functions_count():
    history()
    found = reconcile(at=END)
    assert found.differences == []
    assert (found.keys, found.months, found.values) == (6, 3, 6 * 3 * len(rolled_up_metrics()))


def test_a_sum_that_is_wrong_is_named(capsys):
    MatterFactory()
    fold_all(at=END)
    Rollup.objects.filter(dimension=Dimension.PLACE, key=town().pk).update(value=2)
    found = reconcile(at=END)
    assert [
        (each.dimension, each.key, each.first, each.code, each.rolled_up, each.counted) for each in found.differences
    ] == [("place", town().pk, NOVEMBER, "received", Count(2), Count(1))]
    with pytest.raises(CommandError, match="rebuild_figures"):
        call_command("reconcile_metrics")
    assert "received\t2\t1" in capsys.readouterr().out


def test_a_sum_under_a_key_that_is_nothing_is_named():
    Rollup.objects.create(dimension=Dimension.UNIT, key=-5, measure=1, month=NOVEMBER, value=1)
    assert [each.key for each in reconcile(at=END).differences] == [-5]
