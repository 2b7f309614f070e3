"""When is it due? From minutes to working days, each with an internal and a legal end (DOMAIN §3, §8.13)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from django.utils.timezone import get_default_timezone, localtime

from foundation.workdays.calendar import add_working_days, is_certain, next_workday

Unit = Literal["minute", "hour", "calendar_day", "working_day"]


@dataclass(frozen=True)
class Due:
    """The end of a limit. Internal: as counted; legal: a last day off rolls to the next working day (art. 203)."""

    internal_at: datetime
    legal_at: datetime

    @property
    def internal_on(self) -> date:
        return localtime(self.internal_at).date()

    @property
    def legal_on(self) -> date:
        return localtime(self.legal_at).date()

    @property
    def is_certain(self) -> bool:
        """False when a year it ends in has no holiday notice yet: the date may still move."""
        return is_certain(self.internal_on.year) and is_certain(self.legal_on.year)


def end_of(day: date) -> datetime:
    """The last second of a day in the city's time zone: the hour a limit in days runs out."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=get_default_timezone())


def due(start: datetime, amount: int, unit: Unit) -> Due:
    """When a limit that starts now runs out. The start day is not counted; minutes and hours do not roll."""
    if amount < 0:
        raise ValueError("a limit cannot be negative")
    if unit in ("minute", "hour"):
        at = start + (timedelta(minutes=amount) if unit == "minute" else timedelta(hours=amount))
        return Due(at, at)
    started_on = localtime(start).date()
    if unit == "working_day":
        internal = add_working_days(started_on, amount)
    elif unit == "calendar_day":
        internal = started_on + timedelta(days=amount)
    else:
        raise ValueError(f"unknown unit {unit!r}")
    return Due(end_of(internal), end_of(next_workday(internal)))
