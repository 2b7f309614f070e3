"""Brings the demo city to life: `manage.py demo_day [--speed 60] [--minutes 10]`. Watch it while `make run` runs."""

import signal
from random import Random
from threading import Event
from time import monotonic
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count
from django.utils.timezone import now

from portal.demo.demo_day import DemoDay, NoDayOpen
from portal.demo.guard import DemoRefused
from reception_days.models import Booking, ReceptionDay

LIFE_BETWEEN = 120  # seconds of a real day between two things that happen


class Command(BaseCommand):
    help = "Play citizens, clerks and the office on the demo city, so that the pages move. Ctrl-C stops it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--speed", type=float, default=60, help="times faster than life (60: one event in 2 s)")
        parser.add_argument("--minutes", type=float, default=10, help="how long to play, by your own watch")
        parser.add_argument("--seed", type=int, default=None, help="the same number plays the same parts")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["speed"] <= 0 or options["minutes"] <= 0:
            raise CommandError("--speed and --minutes are numbers above 0.")
        try:
            played = DemoDay(clock=now, chance=Random(options["seed"]))  # noqa: S311  # a play, no secret
        except DemoRefused as error:
            raise CommandError(str(error)) from error
        except NoDayOpen as error:
            raise CommandError("No day of the demo city is open for registration. Load it first: make demo") from error
        self._play(played, pause=LIFE_BETWEEN / options["speed"], seconds=60 * options["minutes"])

    def _play(self, played: DemoDay, *, pause: float, seconds: float) -> None:
        """A step in progress is always finished: Ctrl-C only says that no other one begins."""
        stopped, ends = Event(), monotonic() + seconds

        def stop(number: int, frame: FrameType | None) -> None:
            stopped.set()

        usual = signal.signal(signal.SIGINT, stop)
        self._say(f"{played.day}: http://localhost:8000{played.day.get_absolute_url()}  (Ctrl-C stops)")
        try:
            for happened in played.steps():
                self._say(str(happened))
                if stopped.wait(played.chance.uniform(0.5, 1.5) * pause) or monotonic() >= ends:
                    break
        finally:
            signal.signal(signal.SIGINT, usual)
        self._say(self._summary(played.day))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _summary(self, day: ReceptionDay) -> str:
        counted = Booking.objects.filter(day=day).values_list("state").annotate(Count("pk")).order_by("state")
        return "Bookings of the day: " + ", ".join(f"{state} {count}" for state, count in counted)
