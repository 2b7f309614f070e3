from datetime import time

from django.utils.timezone import now
from django_tasks import task

from foundation.schedule import services
from foundation.schedule.registry import periodic


@periodic(daily_at=time(3, 20))
@task()
def prune_results() -> int:
    return services.prune(at=now())
