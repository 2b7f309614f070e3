"""Whatever changes leaves a touch, a fold makes sums of it, and the sums are what the functions count."""

import ast
import hashlib
import inspect
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F

from dashboards import contributing, folding
from dashboards.folding import fold, fold_all, rebuild
from dashboards.metrics import Count, get_metric, rolled_up_metrics
from dashboards.models import Contribution, Dimension, FoldState, Rollup, Touch, Touched
from dashboards.reading import NotRolledUp, freshness, read
from dashboards.reconciling import reconcile
from dashboards.tasks import fold_figures
from dashboards.triggers import install, installed, missing, remove, triggers_for
from foundation.places.services import move_place
from foundation.schedule import registry
from matters.categories import change_category
from matters.models import Channel, Clock, Matter, MatterState, Verdict
from matters.rates import Rate
from matters.services.procedures import current_version
from matters.services.reviewing import ask_exclusion, decide_exclusion
from matters.services.verdicts import give_verdict
from reception_days.models import ReceptionDay
from tests.matters.casework import LATER, answered, dispatched, signed, somebody, unit
from tests.matters.factories import MatterFactory, another_town, category, city, moment, town, village
from tests.reception_days.factories import BookingFactory

pytestmark = pytest.mark.django_db
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
END = moment(2027, 1, 15)


@pytest.fixture(autouse=True)
def _folded():
    """The first fold of a database makes everything anew: here of nothing."""
    city()
    fold_all(at=moment(2026, 11, 1))


def touched() -> set[int]:
    """The matters that wait to be counted again."""
    return set(Touch.objects.filter(kind=Touched.MATTER).values_list("row_id", flat=True))


def counted(code: str = "received", *, place=None, first=NOVEMBER, last=DECEMBER):
    return read(Dimension.PLACE, [(place or city()).pk], first, last, [code]).whole(code)


def sums() -> set[tuple[int, int, date, int, int]]:
    return set(Rollup.objects.values_list("dimension", "key", "month", "measure", "value"))


# --- Touches ------------------------------------------------------------------------------------------------


def test_every_trigger_is_there_after_migrating():
    assert missing(connection) == []
    assert len(installed(connection)) == len(list(triggers_for(connection)))


def test_a_table_made_anew_gets_its_triggers_back_and_all_sums_are_made_anew():
    remove(connection)
    assert missing(connection)
    call_command("migrate", verbosity=0)
    assert missing(connection) == []
    assert FoldState.objects.get().code_version == 0


def test_a_second_look_changes_no_trigger():
    assert install(connection) == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda matter: Matter.objects.update(state=MatterState.VOID),
        lambda matter: Matter.objects.filter(pk=matter.pk).update(channel=Channel.PHONE),
        lambda matter: Matter.objects.bulk_update([_with(matter, closed_at=END)], ["closed_at"]),
        lambda matter: _with(matter, category=category("traffic")).save(),
        lambda matter: Clock.objects.filter(is_main=True).update(legal_due_at=F("legal_due_at") + timedelta(days=1)),
        lambda matter: matter.assignments.update(ended_at=END, ended_how="returned"),
        lambda matter: Verdict.objects.bulk_create([Verdict(matter=matter, solved="yes", given_at=END)]),
        lambda matter: BookingFactory(matter=matter),
        lambda matter: _sql("UPDATE matters_matter SET outcome = 'silent' WHERE id = %s", matter.pk),
    ],
)
def test_no_door_can_forget_a_touch(change):
    matter = dispatched()
    fold_all(at=END)
    assert touched() == set()
    change(matter)
    assert touched() == {matter.pk}


def _with(matter: Matter, **facts: object) -> Matter:
    for name, fact in facts.items():
        setattr(matter, name, fact)
    return matter


def _sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_bulk_insert_touches_each_matter_once():
    one = MatterFactory.build(place=village(), category=category(), person=None, name="", phone="")
    two = MatterFactory.build(place=village(), category=category(), person=None, name="", phone="")
    made = Matter.objects.bulk_create(
        [_with(each, version=current_version("hotline", on=NOVEMBER)) for each in (one, two)]
    )
    assert sorted(Touch.objects.values_list("row_id", flat=True)) == sorted(each.pk for each in made)


def test_what_no_figure_reads_leaves_no_touch():
    matter = dispatched()
    fold_all(at=END)
    Matter.objects.update(text="另一句话。", state=F("state"))
    matter.assignments.update(signed_at=LATER(2))
    assert not Touch.objects.exists()


def test_a_verdict_that_changes_its_matter_touches_both():
    one, two = answered(), answered()
    give_verdict(
        matter=one, solved="yes", satisfaction=5, was_contacted=True, wants_rework=False, channel="web", at=LATER(30)
    )
    fold_all(at=END)
    Verdict.objects.update(matter=two, reply=None)
    assert touched() == {one.pk, two.pk}


def test_what_is_rolled_back_leaves_no_touch():
    with transaction.atomic():
        MatterFactory()
        transaction.set_rollback(True)
    assert not Touch.objects.exists()


# --- Folding ------------------------------------------------------------------------------------------------


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


def history() -> None:
    matter, low = answered(), answered()
    give_verdict(
        matter=matter, solved="yes", satisfaction=5, was_contacted=True, wants_rework=False, channel="web", at=LATER(30)
    )
    give_verdict(
        matter=low, solved="no", satisfaction=1, was_contacted=True, reason="还是坏的", channel="web", at=LATER(30)
    )
    asked = ask_exclusion(matter=matter, reason="unlawful", words="依法不能", actor=somebody("one"), at=LATER(40))
    decide_exclusion(exclusion=asked, is_approved=True, actor=somebody("two"), at=LATER(41))
    BookingFactory()


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


# --- Without anybody pressing a button --------------------------------------------------------------------------


def test_every_worker_looks_each_second():
    registry.discover()
    assert fold_figures in registry.POLLS


def test_what_a_worker_looks_at_is_folded_by_command_as_well(capsys):
    MatterFactory(place=town(), category=None)
    call_command("fold_figures")
    assert "3 months of keys" in capsys.readouterr().out
    assert counted() == Count(1)


@pytest.mark.django_db(transaction=True)
def test_without_the_app_its_triggers_are_gone_and_matters_go_on():
    call_command("migrate", "dashboards", "zero", verbosity=0)
    assert installed(connection) == {}
    MatterFactory()
    call_command("migrate", verbosity=0)
    assert missing(connection) == []
    fold_all(at=END)
    assert counted() == Count(1)
