"""What is asked of a figure: where, when, and of which matters."""

from dataclasses import dataclass
from datetime import datetime

from dashboards.periods import Period
from foundation.places.models import Place, Unit
from matters.models import Category, Matter, MatterQuerySet, MatterState


@dataclass(frozen=True)
class Question:
    """A place with everything in it, a period, what of it is known by `at`; narrowed by unit, category (with everything
    under it) and channel. The same question has the same answer while the records are the same."""

    place: Place
    period: Period
    at: datetime
    unit: Unit | None = None
    category: Category | None = None
    channel: str = ""

    def matters(self) -> MatterQuerySet:
        """All that were told here, once each: not what was imported by mistake, nor the parts one was split into."""
        rows = Matter.objects.filter(split_from=None, place__in=Place.objects.here_and_below(self.place))
        rows = rows.exclude(state=MatterState.VOID)
        if self.unit is not None:
            rows = rows.filter(unit=self.unit)
        if self.category is not None:
            rows = rows.filter(category__in=Category.objects.here_and_below(self.category))
        return rows.filter(channel=self.channel) if self.channel else rows
