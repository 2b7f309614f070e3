"""Tasks for tests, importable by real workers."""

import os
import time
from pathlib import Path

from django_tasks import task
from django_tasks.base import TaskContext


@task()
def note(path: str, text: str) -> None:
    with Path(path).open("a") as file:
        file.write(f"{text}\n")


@task()
def fail() -> None:
    raise ValueError("no")


@task(takes_context=True)
def sleep_the_first_time(context: TaskContext, path: str) -> None:
    """Says its process id and hangs; a second attempt finishes."""
    is_first = len(context.task_result.worker_ids) == 1
    with Path(path).open("a") as file:
        file.write(f"{os.getpid()}\n")
    if is_first:
        time.sleep(120)
