"""`make demo-day`: a tiny day played through the services."""

import signal
from io import StringIO
from itertools import islice
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from foundation.ledger.verification import verify
from foundation.people.models import User
from matters.models import MatterEvent
from portal.demo.demo_day import DemoDay
from portal.demo.loading_reception import publish_until_open
from portal.management.commands import demo_day
from reception_days.models import LIVE_STATES, Booking, BookingEvent, BookingState, ReceptionDay, Seat
from tests.demo.conftest import LOADED_AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]


def played(steps: int, seed: int = 1):
    return list(islice(DemoDay(clock=lambda: LOADED_AT, chance=Random(seed)).steps(), steps))


def test_everybody_has_a_part():
    happened = played(300)
    assert {each.who for each in happened} == {"citizen", "clerk", "office", "desk", "unit", "agent"}
    made = set(MatterEvent.objects.filter(at=LOADED_AT).values_list("move", flat=True))
    assert {"register", "dispatch", "sign", "submit_reply", "approve_reply", "accept_verdict", "rework"} <= made
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
