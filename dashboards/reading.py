"""What figures come to by place, unit, category and channel, month by month, counted from the records themselves.

Raw counts: nothing here has passed the gate of small numbers. Only dashboards.publishing reads them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import TextChoices
from django.utils.timezone import now

from dashboards.metrics import Question, Value, get_metric
from dashboards.periods import Period
from foundation.places.models import Place, Unit
from matters.models import Category

Key = int | str  # a channel has its code, everything else its primary key


class Dimension(TextChoices):
    PLACE = "place"
    UNIT = "unit"
    CATEGORY = "category"
    CHANNEL = "channel"


@dataclass(frozen=True)
class Figures:
    dimension: Dimension
    keys: Sequence[Key]
    first: date
    last: date
    codes: Sequence[str]

    def whole(self, code: str) -> Value:
        """Of the whole period, where one key was asked for."""
        (key,) = self.keys
        return self._compute(code, key, Period(self.first, Period.month(self.last.year, self.last.month).last))

    def by_month(self, code: str) -> dict[date, Value]:
        """By the first day of the month, where one key was asked for."""
        (key,) = self.keys
        return {month: self._compute(code, key, Period.month(month.year, month.month)) for month in self._months}

    def by_key(self, code: str) -> dict[Key, Value]:
        """Of the whole period."""
        period = Period(self.first, Period.month(self.last.year, self.last.month).last)
        return {key: self._compute(code, key, period) for key in self.keys}

    @property
    def _months(self) -> list[date]:
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        numbers = [self.first.year * 12 + self.first.month - 1 + each for each in range(count)]
        return [date(number // 12, number % 12 + 1, 1) for number in numbers]

    def _compute(self, code: str, key: Key, period: Period) -> Value:
        """Where there never was a matter nothing is counted twice over."""
        if self.dimension == Dimension.PLACE or not self._is_empty(key):
            return get_metric(code).compute(self._question(key, period))
        if code not in self._nothing:
            self._nothing[code] = get_metric(code).compute(self._question(key, period))
        return self._nothing[code]

    def _question(self, key: Key, period: Period) -> Question:
        if self.dimension == Dimension.PLACE:
            return Question(self._rows[key], period, now())
        narrowed: dict[str, Any] = {self.dimension.value: self._rows[key]}
        return Question(self._city, period, now(), **narrowed)

    def _is_empty(self, key: Key) -> bool:
        if key not in self._empty:
            self._empty[key] = not self._question(key, Period(self.first, self.first)).matters().exists()
        return self._empty[key]

    @cached_property
    def _nothing(self) -> dict[str, Value]:
        return {}

    @cached_property
    def _empty(self) -> dict[Key, bool]:
        return {}

    @cached_property
    def _city(self) -> Place:
        return Place.objects.get(depth=1)

    @cached_property
    def _rows(self) -> dict[Key, Any]:
        if self.dimension == Dimension.CHANNEL:
            return {key: key for key in self.keys}
        models: dict[str, Any] = {Dimension.PLACE: Place, Dimension.UNIT: Unit, Dimension.CATEGORY: Category}
        return dict(models[self.dimension].objects.in_bulk(list(self.keys)))


def read(dimension: Dimension, keys: Sequence[Key], first: date, last: date, codes: Sequence[str]) -> Figures:
    """`first` and `last` are first days of months."""
    return Figures(dimension, keys, first, last, codes)


def read_day(place: int, day: date, codes: Sequence[str]) -> dict[str, Value]:
    """Of one place and day: reception days, which are few."""
    asked = Question(Place.objects.get(pk=place), Period(day, day), now())
    return {code: get_metric(code).compute(asked) for code in codes}
