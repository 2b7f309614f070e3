"""What keeps the figures fresh without anybody pressing a button."""

from datetime import datetime, time

from django.utils.timezone import now
from django_tasks import task

from dashboards.folding import fold
from dashboards.news import tell
from dashboards.publishing import has_city, open_large_towns
from dashboards.releasing import freeze_due
from foundation.schedule.registry import periodic, poll


@poll
def fold_figures(at: datetime) -> None:
    """Every second in every worker: one small query while nothing was touched, one folder at a time. One batch only:
    more would keep text messages waiting, which the same loop sends."""
    tell(fold(at=at), at=at)


@periodic(daily_at=time(0, 10))
@task()
def open_towns() -> None:
    """Towns that are large enough by now may be watched from today on."""
    if has_city():
        open_large_towns(at=now())


@periodic(daily_at=time(4, 10))
@task()
def release_figures() -> int:
    """Years that have become final, without anybody pressing a button."""
    return len(freeze_due(at=now()))
