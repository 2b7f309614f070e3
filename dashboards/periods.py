"""The days a figure is about: whole days in the city's own time zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

MOST_MONTHS = 120  # ten years: longer than any figure is compared, short enough to answer at once


class PeriodRefused(ValueError):
    """The message is for the person who asked, in their language."""


@dataclass(frozen=True)
class Period:
    """From the first day to the last one, both included. Raises PeriodRefused."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise PeriodRefused(_("The period ends before it begins."))
        if self.months > MOST_MONTHS:
            raise PeriodRefused(_("A period has at most %(months)d months.") % {"months": MOST_MONTHS})

    @classmethod
    def month(cls, year: int, month: int) -> Self:
        following = date(year + month // 12, month % 12 + 1, 1)
        return cls(date(year, month, 1), following - timedelta(days=1))

    @property
    def months(self) -> int:
        """Calendar months it touches."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def begins(self) -> datetime:
        return make_aware(datetime.combine(self.first, time.min))

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return make_aware(datetime.combine(self.last + timedelta(days=1), time.min))

    def within(self, field: str) -> dict[str, datetime]:
        """The condition that a moment lies in it, for a queryset."""
        return {f"{field}__gte": self.begins, f"{field}__lt": self.ends}
