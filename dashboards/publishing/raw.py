"""Counts that have not passed the gate: from the sums kept ready, and from the records what has none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.timezone import now

from dashboards import models, reading
from dashboards.contributing import CHANNEL_KEYS
from dashboards.metrics import Question, Value, get_metric
from dashboards.periods import Period
from foundation.memory import Memory
from foundation.places.models import Place
from matters.models import Channel

MOST_STATES = 5000  # two figures of twenty towns in a hundred months
Key = int | str  # a channel has its code, everything else its primary key


class Dimension(TextChoices):
    """As addresses and files name them."""

    PLACE = "place"
    UNIT = "unit"
    CATEGORY = "category"
    CHANNEL = "channel"


@dataclass(frozen=True)
class Raw:
    """What was read, by the keys it was asked for with."""

    _figures: reading.Figures
    _keys: dict[Key, int]

    def whole(self, code: str) -> Value:
        """Of the whole period, where one key was asked for."""
        return self._figures.whole(code)

    def by_month(self, code: str) -> dict[date, Value]:
        """By the first day of the month, where one key was asked for."""
        return self._figures.by_month(code)

    def by_key(self, code: str) -> dict[Key, Value]:
        """Of the whole period."""
        values = self._figures.by_key(code)
        return {key: values[number] for key, number in self._keys.items()}


def read(dimension: Dimension, keys: Sequence[Key], first: date, last: date, codes: Sequence[str]) -> Raw:
    """`first` and `last` are first days of months. Raises NotRolledUp for a state of a day: read it with `states`."""
    numbers = {key: CHANNEL_KEYS[Channel(key)] if isinstance(key, str) else key for key in keys}
    kept = models.Dimension[dimension.name]
    return Raw(reading.read(kept, list(numbers.values()), first, last, codes), numbers)


def watched_in(month: date) -> set[Key | None]:
    """Towns whose count everybody watched while the month ran; None what lies in no town."""
    rows = models.WatchedRow.objects.filter(month=month).values_list("key", flat=True)
    return {key or None for key in rows}


def watch(month: date, keys: Iterable[Key | None]) -> None:
    rows = [models.WatchedRow(month=month, key=int(key or 0)) for key in keys]
    models.WatchedRow.objects.bulk_create(rows, ignore_conflicts=True)


def states(places: Sequence[Key], month: date, code: str) -> dict[Key, Value]:
    """On the last day of the month: posts that are filled, for example."""
    return {key: _states.get((int(key), month, code)) for key in places}


def _state(asked: tuple[int, date, str]) -> Value:
    place, month, code = asked
    period = Period.month(month.year, month.month)
    return get_metric(code).compute(Question(_places.get(place), period, now()))


_places: Memory[int, Place] = Memory(lambda key: Place.objects.get(pk=key))
_states = Memory(_state, most=MOST_STATES)


def read_day(place: int, day: date, codes: Sequence[str]) -> dict[str, Value]:
    """Of one place and day: reception days, which are few."""
    asked = Question(Place.objects.get(pk=place), Period(day, day), now())
    return {code: get_metric(code).compute(asked) for code in codes}
