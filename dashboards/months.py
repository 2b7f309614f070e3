"""Runs of whole months: what figures are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from dashboards.periods import Period


def month_of(number: int) -> date:
    """The first day of a month by its number since the year 0."""
    return date(number // 12, number % 12 + 1, 1)


def number_of(month: date) -> int:
    return month.year * 12 + month.month - 1


@dataclass(frozen=True)
class Months:
    """From one month to another by their first days, both included. Raises dashboards.periods.PeriodRefused."""

    first: date
    last: date

    def __post_init__(self) -> None:
        Period(self.first, self.last)

    @classmethod
    def year(cls, year: int) -> Self:
        return cls(date(year, 1, 1), date(year, 12, 1))

    @classmethod
    def last_twelve(cls, today: date) -> Self:
        """Those that are over."""
        now = number_of(today)
        return cls(month_of(now - 12), month_of(now - 1))

    def __iter__(self) -> Iterator[date]:
        return map(month_of, range(number_of(self.first), number_of(self.last) + 1))

    def __len__(self) -> int:
        return number_of(self.last) - number_of(self.first) + 1

    @property
    def before(self) -> Self:
        """As many months, just before these."""
        return type(self)(month_of(number_of(self.first) - len(self)), month_of(number_of(self.first) - 1))

    @property
    def after(self) -> date:
        """The first day after them."""
        return month_of(number_of(self.last) + 1)

    @property
    def years(self) -> range:
        return range(self.first.year, self.last.year + 1)

    @property
    def label(self) -> str:
        """As on a page: 2026-01 – 2026-11."""
        return f"{self.first:%Y-%m}" if len(self) == 1 else f"{self.first:%Y-%m} – {self.last:%Y-%m}"

    def __str__(self) -> str:
        """As in an address and a file: 2026-01/2026-11 (ISO 8601)."""
        return f"{self.first:%Y-%m}/{self.last:%Y-%m}"
