"""One move of one row, with a matter as the row."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection
from django.db.models import CASCADE, ForeignKey, QuerySet
from django.test.utils import isolate_apps

from foundation.append_only import WrittenOnce
from foundation.moves import services
from foundation.moves.exceptions import MovedMeanwhile, MoveNotAllowed, ReasonMissing
from foundation.moves.models import MoveEvent
from foundation.moves.services import make_move
from foundation.people.models import User
from matters.models import Matter, MatterEvent
from tests.matters.factories import MatterFactory
from tests.races import Crossroads, at_once, tally

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
ANSWER = {"move": "answer_directly", "event": MatterEvent, "roles": ["reception_officer"], "at": AT}


def answer(matter, **facts):
    return make_move(**ANSWER | {"table": matter.table, "row": matter, "words": "The lift runs again."} | facts)


def withdraw(matter, **facts):
    return answer(matter, move="withdraw", roles=["citizen"], **facts)


def test_a_move_changes_the_row_and_leaves_an_event(db):
    matter, officer = MatterFactory(), User.objects.create(username="officer")
    event = answer(matter, actor=officer, channel="window")
    assert matter.state == Matter.objects.get().state == "replied"
    assert event == MatterEvent.objects.get()
    assert (event.matter, event.move, event.before, event.after) == (matter, "answer_directly", "registered", "replied")
    assert (event.actor, event.role, event.channel, event.at) == (officer, "reception_officer", "window", AT)
    assert event.words == "The lift runs again."


def test_words_are_not_readable_in_the_table(db):
    answer(MatterFactory())
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM matters_matterevent")
        assert "lift" not in cursor.fetchone()[0]


def test_other_columns_change_in_the_same_update(db, django_assert_max_num_queries):
    matter = MatterFactory()
    with django_assert_max_num_queries(6) as queries:
        answer(matter, changes={"consents_to_publication": True})
    assert Matter.objects.get().consents_to_publication
    (update,) = [each["sql"] for each in queries.captured_queries if each["sql"].startswith("UPDATE")]
    assert "SELECT" not in update


def test_a_role_without_the_move_changes_nothing(db):
    matter = MatterFactory()
    with pytest.raises(MoveNotAllowed):
        answer(matter, roles=["editor"])
    assert (Matter.objects.get().state, MatterEvent.objects.count()) == ("registered", 0)


def test_a_move_that_needs_a_reason_is_refused_without_one(db):
    with pytest.raises(ReasonMissing):
        answer(MatterFactory(), words=" ")


def test_who_read_an_old_state_is_told_that_somebody_was_faster(db):
    matter = MatterFactory()
    stale = Matter.objects.get()
    withdraw(matter)
    with pytest.raises(MovedMeanwhile):
        answer(stale)
    assert (Matter.objects.get().state, MatterEvent.objects.count()) == ("withdrawn", 1)


# --- History --------------------------------------------------------------------------------------------------------
def test_events_cannot_be_changed_or_deleted(db):
    event = answer(MatterFactory())
    for attempt in (
        event.save,
        event.delete,
        MatterEvent.objects.all().delete,
        lambda: MatterEvent.objects.update(role="forged"),
        lambda: MatterEvent.objects.bulk_update([event], ["role"]),
        lambda: MatterEvent.objects.update_or_create(pk=event.pk, defaults={"role": "forged"}),
        lambda: event.matter.events.all().delete(),
    ):
        with pytest.raises(WrittenOnce):
            attempt()
    assert MatterEvent.objects.get().role == "reception_officer"


def test_a_row_made_with_an_old_key_does_not_replace_an_event(db):
    event = answer(MatterFactory())
    with pytest.raises(IntegrityError):
        MatterEvent(pk=event.pk, matter=event.matter, move="x", after="replied", role="forged", at=AT).save()


def test_twin_without_the_guard_an_event_can_be_rewritten(db):
    answer(MatterFactory())
    QuerySet(MatterEvent).update(role="forged")
    assert MatterEvent.objects.get().role == "forged"


@isolate_apps("tests.moves")
def test_an_event_that_would_go_with_its_row_is_a_system_error():
    class Wrong(MoveEvent):
        matter = ForeignKey(Matter, on_delete=CASCADE)

        class Meta(MoveEvent.Meta):
            app_label = "moves"

    assert "foundation.E001" in [error.id for error in Wrong.check()]


# --- Two people, two buttons ----------------------------------------------------------------------------------------
RACERS = 8


def press():
    """Everybody has read the matter before anybody writes, as two open browser tabs have."""
    all_have_read = Crossroads(RACERS)

    def act(number):
        matter = Matter.objects.get()
        all_have_read()
        return answer(matter).after if number % 2 else withdraw(matter).after

    return act


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_many_buttons_pressed_at_once_one_moves_the_matter():
    MatterFactory()
    results = tally(at_once(press(), RACERS))
    assert results["replied"] + results["withdrawn"] == 1
    assert results[MovedMeanwhile] == RACERS - 1
    assert MatterEvent.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_twin_without_the_condition_several_do(monkeypatch):
    """The guard off: the row is written whatever its state is by then."""
    MatterFactory()
    filtered = QuerySet.filter
    monkeypatch.setattr(
        services.models.QuerySet,
        "filter",
        lambda self, *args, **rule: filtered(self, *args, **{name: rule[name] for name in rule if name != "state"}),
    )
    at_once(press(), RACERS)
    assert MatterEvent.objects.count() > 1
