"""Slots make a periodic job run once; heartbeats say that somebody works."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

ALIVE_FOR = timedelta(seconds=45)


class Slot(models.Model):
    """The job was enqueued for this moment. The unique row is the whole agreement between schedulers."""

    job = models.CharField(_("periodic job"), max_length=150)
    starts_at = models.DateTimeField(_("due at"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("slot of a job")
        verbose_name_plural = _("slots of jobs")
        constraints = [models.UniqueConstraint(fields=["job", "starts_at"], name="job_enqueued_once_a_slot")]

    def __str__(self) -> str:
        return f"{self.job} {self.starts_at:%Y-%m-%d %H:%M:%S}"


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def alive(self, *, at: datetime) -> Self:
        return self.filter(seen_at__gt=at - ALIVE_FOR)


class Heartbeat(models.Model):
    """A worker process, written every few seconds while its clock ticks."""

    worker = models.CharField(max_length=100, primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("heartbeat of a worker")
        verbose_name_plural = _("heartbeats of workers")

    def __str__(self) -> str:
        return self.worker
