from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from dashboards.metrics import Days, Question, Value, all_metrics
from dashboards.periods import Period, PeriodRefused
from foundation.places.models import Place
from matters.models import Channel


class Command(BaseCommand):
    help = (
        "Print every figure of a place and a period, counted from the records themselves. Exact and not rounded: for "
        "checking, not for publishing (small counts are not hidden)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("first", type=date.fromisoformat, help="first day, as 2026-11-01")
        parser.add_argument("last", type=date.fromisoformat, help="last day")
        parser.add_argument("--place", help="code; the whole city by default")
        parser.add_argument("--channel", choices=Channel.values, default="")

    def handle(self, *args: Any, first: date, last: date, place: str | None, channel: str, **options: Any) -> None:
        where = Place.objects.filter(code=place).first() if place else Place.objects.filter(depth=1).first()
        if where is None:
            raise CommandError("there is no such place; import the places first")
        try:
            asked = Question(where, Period(first, last), now(), channel=channel)
        except PeriodRefused as error:
            raise CommandError(str(error)) from error
        for each in all_metrics():
            value = each.compute(asked)
            self.stdout.write("\t".join([each.code, str(value), *map(str, _counts(value))]))


def _counts(value: Value) -> tuple[int, ...]:
    """What the value is made of: a number, a part and its whole, or how many took how long (Days.bins)."""
    return value.bins if isinstance(value, Days) else tuple(value)
