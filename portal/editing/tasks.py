from datetime import timedelta

from django.utils.timezone import now
from django_tasks import task

from foundation.schedule.registry import periodic
from portal.editing.services import publish_due


@periodic(every=timedelta(minutes=1))
@task()
def publish_scheduled_pages() -> int:
    return publish_due(at=now())
