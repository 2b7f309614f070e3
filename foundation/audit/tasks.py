from datetime import time

from django.utils.timezone import now
from django_tasks import task

from foundation.audit import services
from foundation.schedule.registry import periodic


@periodic(daily_at=time(3, 40))
@task()
def forget_old_entries() -> int:
    return services.forget_old_entries(at=now())
