"""What apps declare in their `tasks.py`: periodic jobs, retry rules, and things to look after every second."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.module_loading import autodiscover_modules
from django.utils.timezone import get_default_timezone, localtime

LONGEST_PERIOD = timedelta(days=31)  # slots are pruned after three times that


@dataclass(frozen=True, kw_only=True)
class Job:
    """A task and its times: every so often, or daily at a local time."""

    name: str
    task: Any
    every: timedelta | None
    daily_at: time | None

    def slot(self, at: datetime) -> datetime:
        """The latest moment at or before `at` for which the job is due."""
        if self.every is not None:
            step = self.every.total_seconds()
            return datetime.fromtimestamp(at.timestamp() // step * step, tz=get_default_timezone())
        assert self.daily_at is not None
        today = datetime.combine(localtime(at).date(), self.daily_at, tzinfo=get_default_timezone())
        return today if today <= at else today - timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How often a task is tried, the first pause (it doubles), and how long it may run before it counts as dead."""

    attempts: int = 1
    first_pause: timedelta = timedelta(seconds=30)
    limit: timedelta = timedelta(hours=1)

    def pause_after(self, attempts: int) -> timedelta:
        return min(self.first_pause * 2 ** max(attempts - 1, 0), timedelta(hours=6))


JOBS: dict[str, Job] = {}
RULES: dict[str, Rules] = {}
POLLS: list[Callable[[datetime], object]] = []


def periodic(*, every: timedelta | None = None, daily_at: time | None = None) -> Callable[[Any], Any]:
    """Above `@task()`: the task takes no arguments and may run twice without harm.

    `daily_at` is local time. A slot missed while no worker ran is made up for once, at the next start.
    """
    if (every is None) == (daily_at is None):
        raise ValueError("Say either every= or daily_at=.")
    if every is not None and not timedelta(seconds=1) <= every <= LONGEST_PERIOD:
        raise ValueError("A period lies between a second and 31 days.")

    def register(task: Any) -> Any:
        JOBS[task.module_path] = Job(name=task.module_path, task=task, every=every, daily_at=daily_at)
        return task

    return register


def retrying(
    *,
    attempts: int = 5,
    first_pause: timedelta = timedelta(seconds=30),
    limit: timedelta = timedelta(minutes=10),
) -> Callable[[Any], Any]:
    """Above `@task()`: an exception puts the task back with a growing pause, `attempts` times in all."""

    def register(task: Any) -> Any:
        RULES[task.module_path] = Rules(attempts=attempts, first_pause=first_pause, limit=limit)
        return task

    return register


def poll(look: Callable[[datetime], object]) -> Callable[[datetime], object]:
    """A cheap look every second in every worker, without a task row: for outboxes, whose claims decide who acts."""
    POLLS.append(look)
    return look


def rules_for(path: str) -> Rules:
    """Tasks of other packages, such as Wagtail's, have no rules of their own: no retry, an hour to run."""
    return RULES.get(path, Rules())


def discover() -> None:
    """Import `tasks.py` of every app."""
    autodiscover_modules("tasks")
