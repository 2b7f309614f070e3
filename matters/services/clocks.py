"""Which clocks a move stops and starts. The clock does not stop for a return, and pauses only where a basis says so."""

from collections.abc import Iterable
from datetime import datetime

from foundation.workdays.services import Due, due
from matters.models import Clock, ClockRule, Matter, kept_version


def rules_of(matter: Matter) -> dict[str, ClockRule]:
    """Of the rules with one code the first that fits this matter."""
    found: dict[str, ClockRule] = {}
    for rule in kept_version(matter.version_id).clocks.all():
        if rule.fits(urgency=matter.urgency, kind=matter.kind):
            found.setdefault(rule.code, rule)
    return found


def due_of(rule: ClockRule, start: datetime, *, extended_by: int = 0) -> Due:
    return due(start, rule.amount + extended_by, rule.workday_unit)


def first_clocks(matter: Matter, move: str, at: datetime) -> list[Clock]:
    """The clocks a new matter starts with, not saved yet."""
    return [_started(matter, rule, at) for rule in rules_of(matter).values() if move in rule.starts]


def turn(matter: Matter, move: str, at: datetime) -> datetime | None:
    """Stops and starts what the move does, in the caller's transaction; the next limit from now on."""
    rules = rules_of(matter)
    running = list(Clock.objects.filter(matter=matter).running())
    stopped = [clock for clock in running if clock.code in rules and move in rules[clock.code].stops]
    if stopped:
        Clock.objects.filter(pk__in=[clock.pk for clock in stopped]).update(stopped_at=at)
    going = {clock.code: clock for clock in running if clock not in stopped}
    new = [_started(matter, rule, at) for rule in rules.values() if move in rule.starts and rule.code not in going]
    Clock.objects.bulk_create(new)
    return next_limit([*going.values(), *new])


def next_limit(clocks: Iterable[Clock]) -> datetime | None:
    return min((clock.legal_due_at for clock in clocks if clock.stopped_at is None), default=None)


def _started(matter: Matter, rule: ClockRule, at: datetime) -> Clock:
    limit = due_of(rule, at)
    return Clock(
        matter=matter, code=rule.code, is_main=rule.is_main, started_at=at, internal_due_at=limit.internal_at,
        legal_due_at=limit.legal_at,
    )  # fmt: skip
