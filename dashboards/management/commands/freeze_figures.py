from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from dashboards.releasing import Inconsistent, NothingToRelease, YearNotOver, freeze_year


class Command(BaseCommand):
    help = (
        "Release the figures of a year that is over as files that never change. Run again after a correction it makes "
        "the next release beside the first; where nothing changed it makes none. The worker does so by itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int)

    def handle(self, *args: Any, year: int, **options: Any) -> None:
        try:
            release = freeze_year(year, at=now())
        except YearNotOver as error:
            raise CommandError(f"{year} is not over.") from error
        except NothingToRelease as error:
            raise CommandError(f"There are no figures of {year}.") from error
        except Inconsistent as error:
            raise CommandError(f"Not released, the files disagree: {error}") from error
        if release is None:
            self.stdout.write(f"{year}: nothing has changed since the latest release")
        else:
            self.stdout.write(f"{year}: release {release.number}, {release.size:,} bytes, sha256 {release.sha256}")
