from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScheduleConfig(AppConfig):
    name = "foundation.schedule"
    label = "schedule"
    verbose_name = _("Schedule")

    def ready(self) -> None:
        from django_tasks.signals import task_enqueued, task_finished

        task_enqueued.connect(wake_after_commit, dispatch_uid="schedule.wake")
        task_finished.connect(retry_after_failure, dispatch_uid="schedule.retry")


def wake_after_commit(**kwargs: Any) -> None:
    from django.db import transaction

    from foundation.schedule.waking import wake

    transaction.on_commit(wake)


def retry_after_failure(task_result: Any, **kwargs: Any) -> None:
    from django.utils.timezone import now
    from django_tasks.base import TaskResultStatus

    from foundation.schedule.services import put_back_failed

    if task_result.status == TaskResultStatus.FAILED:
        path, attempts = task_result.task.module_path, len(task_result.worker_ids)
        put_back_failed(task_id=task_result.id, path=path, attempts=attempts, at=now())
