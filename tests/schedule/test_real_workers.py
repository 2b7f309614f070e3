"""Workers as real processes: killed, racing, stopped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server.own_database import ROOT, query, race, run

ONE_JOB = """
from datetime import timedelta
from foundation.schedule import registry, services
from tests.schedule import jobs
registry.JOBS.clear()
registry.periodic(every=timedelta(days=1))(jobs.fail)
"""


def wait_for(condition: Callable[[], bool], seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def start_worker(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "manage.py", "run_worker"], env=environment, cwd=ROOT, text=True)


RACE = (
    ONE_JOB
    + """
import time
from contextlib import suppress
from django.db.models import QuerySet
from django.utils.timezone import now
from foundation.schedule.models import Slot
create = QuerySet.create
def hesitate(self, **values):  # between the look and the write
    if self.model is Slot:
        time.sleep(0.005)
    return create(self, **values)
QuerySet.create = hesitate
job = next(iter(services.JOBS.values()))
slots = [job.slot(now() + timedelta(days=n)) for n in range(20)]
go()
won = 0
for n, slot in enumerate(slots):
    at(n)
    with suppress(Slot.MultipleObjectsReturned):  # only ever without the unique row
        won += services.enqueue_slot(job=job, slot=slot)
print(won)
"""
)
WITHOUT_THE_UNIQUE_ROW = """
from django.db import connection
from foundation.schedule.models import Slot
unique = Slot._meta.constraints.pop()
with connection.schema_editor() as editor:
    editor.remove_constraint(Slot, unique)
"""
STATUS = "SELECT status FROM django_tasks_database_dbtaskresult WHERE task_path LIKE '%jobs%'"
BEATS = "SELECT count(*) FROM schedule_heartbeat"


def test_racing_schedulers_enqueue_a_slot_once(own_database):
    won = [int(output) for output in race(own_database, RACE, processes=3)]
    assert sum(won) == 20
    assert query(own_database, "SELECT count(*) FROM django_tasks_database_dbtaskresult") == [20]


def test_without_the_unique_row_racing_schedulers_enqueue_more(own_database):
    run(own_database, WITHOUT_THE_UNIQUE_ROW)
    unguarded = RACE.replace("services.enqueue_slot(", "services.enqueue_slot.__wrapped__(")
    won = [int(output) for output in race(own_database, unguarded, processes=3)]
    assert sum(won) > 20


def test_a_task_of_a_killed_worker_is_finished_by_the_next(own_database, tmp_path):
    """kill -9 leaves the task RUNNING for ever: the reaper is what brings it back."""
    log = tmp_path / "attempts"
    run(own_database, f"from tests.schedule import jobs; jobs.sleep_the_first_time.enqueue({str(log)!r})")
    first = start_worker(own_database)
    wait_for(lambda: log.exists() and log.read_text() == f"{first.pid}\n")
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert query(own_database, STATUS) == ["RUNNING"], "without the reaper it stays so"
    reap = """
from datetime import timedelta
from django.utils.timezone import now
from foundation.schedule.services import reap
print(reap(at=now()), reap(at=now() + timedelta(hours=2)))
from django_tasks_db.models import DBTaskResult
DBTaskResult.objects.filter(status="READY").update(run_after=now())
"""
    assert run(own_database, reap) == "0 1"
    second = start_worker(own_database)
    wait_for(lambda: log.read_text() == f"{first.pid}\n{second.pid}\n")
    wait_for(lambda: query(own_database, STATUS) == ["SUCCESSFUL"])
    second.terminate()
    assert second.wait(20) == 0


def test_a_worker_told_to_stop_says_goodbye(own_database):
    worker = start_worker(own_database)
    wait_for(lambda: query(own_database, BEATS) == [1])
    os.kill(worker.pid, signal.SIGTERM)
    assert worker.wait(20) == 0
    assert query(own_database, BEATS) == [0]


@pytest.mark.nightly  # figures of a clock: they mean something on a machine that does nothing else
def test_the_embedded_worker_acts_soon_after_commit_and_idles_cheaply(own_database, tmp_path):
    log: Path = tmp_path / "log"
    code = f"""
import pathlib, resource, time
from foundation.schedule.embedded import start_worker_thread
from tests.schedule import jobs
worker = start_worker_thread()
time.sleep(6)
log, waited = pathlib.Path({str(log)!r}), []
for n in range(5):
    started = time.monotonic()
    jobs.note.enqueue(str(log), str(n))
    while not log.exists() or f"{{n}}\\n" not in log.read_text():
        time.sleep(0.002)
    waited.append(time.monotonic() - started)
    time.sleep(0.1)
before = resource.getrusage(resource.RUSAGE_SELF)
time.sleep(5)
after = resource.getrusage(resource.RUSAGE_SELF)
worker.stop()
print(sorted(waited)[2], (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / 5)
"""
    waited, idle = map(float, run(own_database, code).split())
    assert waited < 0.5
    assert idle < 0.05
    print(f"woken after {waited * 1000:.0f} ms, idle {idle:.2%} of a CPU")  # noqa: T201
