"""Runs of whole months: what figures are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from dashboards.contributing import first_day, month_of
from dashboards.periods import Period


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
        now = month_of(today)
        return cls(first_day(now - 12), first_day(now - 1))

    @classmethod
    def quarter(cls, first: date) -> Self:
        """`first` is the first day of its first month."""
        return cls(first, first_day(month_of(first) + 2))

    @classmethod
    def last_four_quarters(cls, today: date) -> Self:
        """Calendar quarters, those that are over."""
        running = month_of(date(today.year, (today.month - 1) // 3 * 3 + 1, 1))
        return cls(first_day(running - 12), first_day(running - 1))

    @property
    def quarters(self) -> list[date]:
        """Their first days, where these months begin with a quarter."""
        return [each for each in self if each.month % 3 == 1]

    def __iter__(self) -> Iterator[date]:
        return map(first_day, range(month_of(self.first), month_of(self.last) + 1))

    def __len__(self) -> int:
        return month_of(self.last) - month_of(self.first) + 1

    @property
    def before(self) -> Self:
        """As many months, just before these."""
        return type(self)(first_day(month_of(self.first) - len(self)), first_day(month_of(self.first) - 1))

    @property
    def after(self) -> date:
        """The first day after them."""
        return first_day(month_of(self.last) + 1)

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
