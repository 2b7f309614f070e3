"""Reminding, every few minutes; `tasks` imports this so that the schedule finds it."""

from datetime import timedelta

from django.utils.timezone import now
from django_tasks import task

from foundation.schedule.registry import periodic
from reception_days.services.reminders import send_due_reminders


@periodic(every=timedelta(minutes=10))
@task()
def send_reminders() -> int:
    return send_due_reminders(at=now())
