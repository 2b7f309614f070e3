"""A worker: three loops in one process, each outliving any failure.

clock: enqueues jobs, reaps the dead, beats. polls: outboxes; apart, so that a slow carrier stops no clock.
tasks: django-tasks-db's own worker, run in batches, so that a wake-up is felt at once.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import close_old_connections, connections
from django.utils.crypto import get_random_string
from django.utils.timezone import now
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from foundation.schedule import registry, services
from foundation.schedule.waking import wait_for_work

logger = logging.getLogger(__name__)

INTERVAL = 1.0
BEAT_EVERY = timedelta(seconds=10)
REAP_EVERY = timedelta(seconds=30)
AFTER_TROUBLE = 5.0


class Worker:
    def __init__(self, *, interval: float = INTERVAL) -> None:
        registry.discover()
        for chatty in ("django_tasks", "django_tasks_db"):  # a line for every batch and every task
            logging.getLogger(chatty).setLevel(logging.WARNING)
        self.name = f"{socket.gethostname()[:40]}-{os.getpid()}-{get_random_string(8)}"
        self.interval = interval
        self.started_at = now()
        self._stopping = threading.Event()
        self._seen: dict[str, datetime] = {}
        self._beaten_at: datetime | None = None
        self._reaped_at: datetime | None = None
        self._batch: TaskWorker | None = None

    def stop(self) -> None:
        """Finish the task in hand, then leave every loop. Safe in a signal handler."""
        self._stopping.set()
        if self._batch is not None:
            self._batch.running = False

    def clock(self) -> None:
        """One tick."""
        at = now()
        if self._beaten_at is None or at - self._beaten_at >= BEAT_EVERY:
            services.beat(worker=self.name, started_at=self.started_at, at=at)
            self._beaten_at = at
        if self._reaped_at is None or at - self._reaped_at >= REAP_EVERY:
            services.reap(at=at)
            self._reaped_at = at
        services.enqueue_due(at=at, seen=self._seen)

    def polls(self) -> None:
        for look in registry.POLLS:
            look(now())

    def tasks(self) -> None:
        """Run everything that is ready. The look before spares SQLite an exclusive lock every second."""
        if not DBTaskResult.objects.ready().exists():
            return
        self._batch = TaskWorker(
            queue_names=["*"], excluded_queue_names=[], interval=0, batch=True, backend_name="default",
            startup_delay=False, max_tasks=None, worker_id=self.name,
        )  # fmt: skip
        self._batch.running = not self._stopping.is_set()
        self._batch.run()

    def loop(self, step: Callable[[], None]) -> None:
        """Repeat until stopped; a failure (the database away, a broken poll) is logged and waited out."""
        woken = 0
        while not self._stopping.is_set():
            try:
                close_old_connections()
                step()
                close_old_connections()
            except Exception as error:
                logger.exception("worker: %s failed: %s", step.__name__, type(error).__name__)
                connections.close_all()
                self._stopping.wait(AFTER_TROUBLE)
            woken = wait_for_work(woken, self.interval)
        connections.close_all()

    def run(self) -> None:
        """All three loops; the tasks in this thread. Returns when stopped."""
        threads = [
            threading.Thread(target=self.loop, args=(step,), name=f"worker-{step.__name__}", daemon=True)
            for step in (self.clock, self.polls)
        ]
        for thread in threads:
            thread.start()
        self.loop(self.tasks)
        deadline = time.monotonic() + 10
        for thread in threads:
            thread.join(max(deadline - time.monotonic(), 0))
        services.say_goodbye(worker=self.name)
        connections.close_all()
