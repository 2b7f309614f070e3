"""Enqueueing jobs at their time, putting dead and failed tasks back, and saying that we are alive."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from foundation.schedule.models import Heartbeat, Slot
from foundation.schedule.registry import JOBS, LONGEST_PERIOD, Job, rules_for

logger = logging.getLogger(__name__)

KEEP_SUCCESSES = timedelta(days=7)
KEEP_FAILURES = timedelta(days=90)
DEATHS_ALLOWED = 3  # a task that kills its worker is not run for ever


@transaction.atomic
def enqueue_slot(*, job: Job, slot: datetime) -> bool:
    """Enqueue the job for this slot unless somebody else did: the unique row decides, not the look before."""
    _, is_ours = Slot.objects.get_or_create(job=job.name, starts_at=slot)
    if is_ours:
        job.task.enqueue()
    return is_ours


def enqueue_due(*, at: datetime, seen: dict[str, datetime]) -> int:
    """Enqueue every job whose slot has begun. `seen` spares the database while nothing changes."""
    enqueued = 0
    for job in list(JOBS.values()):
        slot = job.slot(at)
        if seen.get(job.name) != slot:
            enqueued += enqueue_slot(job=job, slot=slot)
            seen[job.name] = slot
    return enqueued


def put_back_failed(*, task_id: str, path: str, attempts: int, at: datetime) -> bool:
    """After an exception: run the task again later, if its rules allow one more attempt."""
    rules = rules_for(path)
    if attempts >= rules.attempts:
        return False
    failed = DBTaskResult.objects.filter(pk=task_id, status=TaskResultStatus.FAILED)
    return bool(failed.update(status=TaskResultStatus.READY, run_after=at + rules.pause_after(attempts)))


def reap(*, at: datetime) -> int:
    """Put back tasks that have been running longer than they may: their worker is gone. How many."""
    reaped = 0
    for row in DBTaskResult.objects.running().only("pk", "task_path", "started_at", "worker_ids"):
        if row.started_at is None or row.started_at > at - rules_for(row.task_path).limit:
            continue
        attempts = max(rules_for(row.task_path).attempts, DEATHS_ALLOWED)
        status = TaskResultStatus.READY if len(row.worker_ids) < attempts else TaskResultStatus.FAILED
        # The WHERE clause: unless it finished, or was claimed anew, since we looked.
        dead = DBTaskResult.objects.filter(
            pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at
        ).update(status=status, run_after=at, finished_at=None if status == TaskResultStatus.READY else at)
        if dead:
            logger.warning("task %s was left behind by its worker: %s", row.task_path, status.lower())
        reaped += dead
    return reaped


def beat(*, worker: str, started_at: datetime, at: datetime) -> None:
    Heartbeat.objects.update_or_create(
        worker=worker, defaults={"seen_at": at}, create_defaults={"seen_at": at, "started_at": started_at}
    )


def say_goodbye(*, worker: str) -> None:
    Heartbeat.objects.filter(worker=worker).delete()


def is_anybody_working(*, at: datetime) -> bool:
    """Is there a worker whose clock ticked within the last 45 seconds?"""
    return Heartbeat.objects.alive(at=at).exists()


def prune(*, at: datetime) -> int:
    """Forget old results, slots and heartbeats; failures stay longer, for whoever looks into them."""
    old = DBTaskResult.objects.successful().filter(finished_at__lt=at - KEEP_SUCCESSES).delete()[0]
    old += DBTaskResult.objects.failed().filter(finished_at__lt=at - KEEP_FAILURES).delete()[0]
    Slot.objects.filter(starts_at__lt=at - 3 * LONGEST_PERIOD).delete()
    Heartbeat.objects.filter(seen_at__lt=at - timedelta(days=1)).delete()
    return old
