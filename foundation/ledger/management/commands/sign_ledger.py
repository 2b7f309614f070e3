from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from foundation.ledger.exceptions import DayOutOfOrder
from foundation.ledger.services import sign_day


class Command(BaseCommand):
    help = "Sign the heads of all series that moved since the last signature. Run it when a day is over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="the day that is over; yesterday by default")

    def handle(self, *args: Any, day: date | None, **options: Any) -> None:
        try:
            signed = sign_day(day or localdate() - timedelta(days=1))
        except DayOutOfOrder as error:
            raise CommandError(f"{error} has been signed already; days are signed in order.") from error
        self.stdout.write(f"{signed.day} {signed.heads.count()} series, digest {signed.digest}")
        self.stdout.write(f"signature {signed.signature}\npublic key {signed.public_key}")
