from datetime import time

from django.utils.timezone import now
from django_tasks import task

from foundation.schedule.registry import periodic
from reception_days import (
    reminder_tasks,  # noqa: F401  # declares its own
    services,
)


@periodic(daily_at=time(5, 30))
@task()
def draft_coming_days() -> int:
    return len(services.draft_coming_days(at=now()))
