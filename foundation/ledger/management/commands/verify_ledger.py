from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.ledger.verification import verify


class Command(BaseCommand):
    help = "Name every changed, removed and inserted entry of the ledger, and every signed day that is not sound."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="only the series that moved that day")
        parser.add_argument("--key", action="append", default=[], help="an earlier public key that is trusted, in hex")

    def handle(self, *args: Any, day: date | None, key: list[str], **options: Any) -> None:
        report = verify(day=day, also_trusted=frozenset(key))
        for problem in report.problems:
            self.stdout.write(str(problem))
        self.stdout.write(f"{report.entries} entries, {report.series} series, {report.days} signed days")
        if report.unbound:
            self.stdout.write(
                f"{report.unbound} events it cannot speak for: older than their chain or than bound words, or erased"
            )
        if report.problems:
            raise CommandError(f"{len(report.problems)} problems")
