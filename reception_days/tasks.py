from datetime import datetime, time

from django.utils.timezone import now
from django_tasks import task

from foundation.schedule.registry import periodic, poll
from reception_days import (
    reminder_tasks,  # noqa: F401  # declares its own
    services,
)
from reception_days.news import HoldsRunningOut

_holds = HoldsRunningOut()


@periodic(daily_at=time(5, 30))
@task()
def draft_coming_days() -> int:
    return len(services.draft_coming_days(at=now()))


@poll
def tell_of_holds_that_ran_out(at: datetime) -> None:
    """Every second: open pages show a place as free again when nobody sent the form in time."""
    _holds(at)
