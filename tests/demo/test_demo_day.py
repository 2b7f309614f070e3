"""`make demo-day`: a tiny day played through the services."""

import signal
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from itertools import count, islice
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from foundation.ledger.verification import verify
from foundation.people.models import User
from matters.models import Matter, MatterEvent, Verdict
from portal.demo.demo_day import DemoDay
from portal.demo.demo_matters import NothingToDo
from portal.demo.loading_reception import publish_until_open
from portal.management.commands import demo_day
from reception_days.models import LIVE_STATES, Booking, BookingEvent, BookingState, ReceptionDay, Seat
from tests.demo.conftest import LOADED_AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]


def ticking():
    """No two things happen at the same moment."""
    ticks = count()
    return lambda: LOADED_AT + timedelta(microseconds=next(ticks))


def played(steps: int, seed: int = 1):
    return list(islice(DemoDay(clock=ticking(), chance=Random(seed)).steps(), steps))


def test_everybody_has_a_part():
    happened = played(300)
    assert {each.who for each in happened} == {"citizen", "clerk", "office", "desk", "unit", "agent"}
    made = set(MatterEvent.objects.filter(at__gte=LOADED_AT).values_list("move", flat=True))
    assert {"register", "dispatch", "sign", "submit_reply", "approve_reply", "accept_verdict", "rework"} <= made
    asked_again = Verdict.objects.filter(kind="recheck", given_at__gte=LOADED_AT)
    assert "no" in set(asked_again.values_list("solved", flat=True))
    moves = set(BookingEvent.objects.values_list("move", flat=True))
    assert {"register", "confirm", "ask_for_information", "supply_information", "withdraw"} <= moves
    channels = set(BookingEvent.objects.filter(move="register").values_list("channel", flat=True))
    assert {"web", "window", "phone"} <= channels


def test_what_was_played_keeps_every_promise():
    played(240, seed=2)
    live = Booking.objects.filter(state__in=LIVE_STATES).exclude(state=BookingState.DISPLACED)
    assert not live.filter(seat=None, day__date__gt=LOADED_AT.date()).exists()
    assert not Seat.objects.exclude(booking=None).exclude(booking__state__in=LIVE_STATES).exists()
    assert not verify().problems


@pytest.fixture
def casework():
    return DemoDay(clock=ticking(), chance=Random(1)).casework


def not_solved(casework, said="no"):
    """The agents call one another after the other until somebody says so: their matter."""
    for _call in range(30):
        casework._ask_again()
        verdict = Verdict.objects.latest("pk")
        if verdict.solved == said:
            return verdict.matter
    raise AssertionError(said)


def test_what_a_recheck_finds_unsolved_is_done_again_by_the_unit(casework):
    Matter.objects.filter(unit=None, state="closed").update(outcome="silent")
    matter = not_solved(casework)
    event = matter.events.last()
    assert (event.move, event.role, event.actor.username) == ("rework_recheck", "callback_agent", "callback_agent")
    while matter.state == "handling":
        casework._do_again()
        matter.refresh_from_db()
    assert matter.events.last().move == "submit_reply"
    assert not verify().problems


def test_what_no_unit_had_goes_back_to_the_desk(casework):
    Matter.objects.exclude(unit=None).filter(state="closed").update(outcome="silent")
    matter = not_solved(casework)
    assert matter.events.last().move == "reopen"
    assert matter.state == "registered"


@pytest.mark.parametrize(("draw", "move"), [(0.1, "reopen"), (0.9, "explain_closed")])
def test_where_the_unit_has_tried_twice_the_desk_decides(casework, monkeypatch, draw, move):
    Matter.objects.filter(state="closed").update(reworks=2, reopenings=1)
    matter = not_solved(casework)
    assert matter.events.last().move == "supervise_recheck"
    monkeypatch.setattr(casework.chance, "random", lambda: draw)
    casework._decide_recheck()
    assert matter.events.last().move == move
    with pytest.raises(NothingToDo):
        casework._decide_recheck()


def test_nobody_is_asked_about_the_same_matter_twice(casework):
    with suppress(NothingToDo):
        for _call in range(200):
            casework._ask_again()
    asked = Verdict.objects.filter(kind="recheck").values_list("matter", flat=True)
    assert len(asked) == len(set(asked))


def test_a_line_says_when_who_what_and_how_many_places_are_free():
    line = str(played(1)[0])
    assert line.startswith("10:00:00  ")
    assert line.endswith(" free")


def test_the_same_seed_plays_the_same_parts():
    assert [each.who for each in played(5, seed=7)] == [each.who for each in played(5, seed=7)]


def test_who_signs_in_to_look_is_left_alone():
    mine = Booking.objects.exclude(matter__person__user=None)
    before = dict(mine.values_list("number", "state"))
    played(120, seed=3)
    assert dict(mine.values_list("number", "state")) == before
    assert User.objects.filter(username="reception_officer").exists()


def run(**options):
    out = StringIO()
    call_command("demo_day", stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.fixture
def _open_now():
    if not ReceptionDay.objects.taking_bookings(at=now()).exists():
        publish_until_open(at=now())


@pytest.mark.usefixtures("_open_now")
def test_the_command_prints_one_line_an_event_and_ends_in_time():
    lines = run(speed=1_000_000, minutes=0.01, seed=1)
    assert len(lines) > 2
    assert lines[-1].startswith("Bookings of the day: ")


@pytest.mark.usefixtures("_open_now")
def test_ctrl_c_ends_it_after_the_step_in_progress(monkeypatch):
    steps = DemoDay.steps

    def interrupted(self):
        for happened in steps(self):
            signal.raise_signal(signal.SIGINT)
            yield happened

    monkeypatch.setattr(DemoDay, "steps", interrupted)
    usual = signal.getsignal(signal.SIGINT)
    lines = run(speed=1, minutes=10)
    assert len(lines) == 3
    assert lines[-1].startswith("Bookings of the day: ")
    assert signal.getsignal(signal.SIGINT) is usual


def test_it_refuses_where_text_messages_are_real(settings):
    settings.SMS_PROVIDER = "tests.demo.gateway.RealGateway"
    with pytest.raises(CommandError, match="sends real text messages"):
        run()


def test_speed_and_minutes_are_above_nothing():
    with pytest.raises(CommandError, match="above 0"):
        run(speed=0)
    assert demo_day.LIFE_BETWEEN > 0
