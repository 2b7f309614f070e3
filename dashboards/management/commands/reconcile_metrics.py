from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.timezone import now

from dashboards.reconciling import Difference, NeverSteady, reconcile
from dashboards.triggers import missing


class Command(BaseCommand):
    help = (
        "Compare every figure of every place, unit, category and channel, month by month, with the records it is "
        "counted from. Ends with an error where any differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--months", type=int, help="only the latest so many")
        parser.add_argument("--sample", type=int, help="only so many keys of each dimension, drawn at random")
        parser.add_argument("--seed", type=int, default=0, help="which ones are drawn")

    def handle(self, *args: Any, months: int | None, sample: int | None, seed: int, **options: Any) -> None:
        try:
            found = reconcile(at=now(), months=months, sample=sample, seed=seed)
        except NeverSteady as error:
            raise CommandError(
                "The records change faster than they are folded: try again at a quieter hour."
            ) from error
        for each in found.differences:
            self.stdout.write(self._line(each))
        absent = missing(connection)
        self.stdout.write(
            f"Compared {found.values:,} values of {found.keys:,} keys and {found.months} months "
            f"by {found.counts:,} counts: {len(found.differences)} differ"
        )
        if absent:
            raise CommandError(f"Triggers are missing, run migrate: {', '.join(absent)}")
        if found.differences:
            raise CommandError("manage.py rebuild_figures makes the sums anew.")

    def _line(self, each: Difference) -> str:
        when = f"{each.first:%Y-%m}" if each.first == each.last else f"{each.first:%Y-%m}..{each.last:%Y-%m}"
        return "\t".join([each.dimension, str(each.key), when, each.code, str(each.rolled_up), str(each.counted)])
