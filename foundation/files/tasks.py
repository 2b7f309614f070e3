from datetime import timedelta

from django.utils.timezone import now
from django_tasks import task

from foundation.files import services
from foundation.schedule.registry import periodic


@periodic(every=timedelta(hours=1))
@task()
def purge_drafts() -> int:
    return services.purge_drafts(at=now())
