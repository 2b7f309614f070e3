"""Jobs of rooms that may not know the schedule, which stands beside them."""

from datetime import timedelta

from django.utils.timezone import now
from django_tasks import task

from foundation.requests.services import purge_requests
from foundation.schedule.registry import periodic


@periodic(every=timedelta(hours=1))
@task()
def forget_old_requests() -> int:
    return purge_requests(at=now())
