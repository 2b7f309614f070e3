"""Whatever changes leaves a touch, by whichever door it came."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F

from dashboards.folding import fold_all
from dashboards.metrics import Count
from dashboards.models import FoldState, Touch, Touched
from dashboards.triggers import install, installed, missing, remove, triggers_for
from matters.models import Channel, Clock, Matter, MatterState, Verdict
from matters.services.procedures import current_version
from matters.services.verdicts import give_verdict
from tests.dashboards.histories import END, NOVEMBER, counted
from tests.matters.casework import LATER, answered, dispatched
from tests.matters.factories import MatterFactory, category, village
from tests.reception_days.factories import BookingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folded_city")]


def touched() -> set[int]:
    """The matters that wait to be counted again."""
    return set(Touch.objects.filter(kind=Touched.MATTER).values_list("row_id", flat=True))


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


@pytest.mark.django_db(transaction=True)
def test_without_the_app_its_triggers_are_gone_and_matters_go_on():
    call_command("migrate", "dashboards", "zero", verbosity=0)
    assert installed(connection) == {}
    MatterFactory()
    call_command("migrate", verbosity=0)
    assert missing(connection) == []
    fold_all(at=END)
    assert counted() == Count(1)
