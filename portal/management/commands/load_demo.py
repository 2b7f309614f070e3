"""Loads the fictional city: `manage.py load_demo [--scale small|city] [--past none|usual|full]`."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from portal.demo.counting import LABELS
from portal.demo.guard import DemoRefused
from portal.demo.loading import OtherScaleLoaded, Report, load
from portal.demo.scales import SCALES


class Command(BaseCommand):
    help = "Load the fictional demo city (county code 329981). A second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", choices=list(SCALES), default="small", help="small (default) or the whole city")
        parser.add_argument(
            "--past",
            choices=["none", "usual", "full"],
            default="usual",
            help="matters of the years before: none, some (default), or as many as a city really has",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger("wagtail").setLevel(logging.WARNING)  # a line for each of a hundred pages hides all others
        try:
            scale = SCALES[options["scale"]]
            monthly = {"none": 0, "usual": scale.past, "full": scale.full_past}[options["past"]]
            report = load(scale, at=now(), monthly=monthly, say=self._say)
        except DemoRefused as error:
            raise CommandError(str(error)) from error
        except OtherScaleLoaded as error:
            raise CommandError(
                f"The demo city is already here at scale '{error}'. It is never replaced: "
                "point DATABASE_URL or PORTAL_VAR at a fresh place to load another scale."
            ) from error
        self._print(report)

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line} …")
        self.stdout.flush()

    def _print(self, report: Report) -> None:
        head = f"Loaded in {report.seconds:.0f} s" if report.is_new else "Already loaded, nothing changed"
        self.stdout.write(f"{head}: 望澜市 / Wanglan City (329981)")
        lines = [f"{LABELS[key]} {key.replace('_', ' ')} {count:,}" for key, count in report.counts.items()]
        self.stdout.write("  " + " · ".join(lines))
