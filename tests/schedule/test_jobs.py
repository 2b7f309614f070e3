from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from foundation.schedule import registry, services
from foundation.schedule.apps import retry_after_failure
from foundation.schedule.models import Heartbeat, Slot
from foundation.schedule.registry import Job, Rules, periodic, retrying
from foundation.schedule.working import Worker
from tests.schedule import jobs

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 23, 9, 7, 30, tzinfo=SHANGHAI)
FAIL = jobs.fail.module_path


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "discover", lambda: None)
    # The connection of a test is inside a transaction, which Django takes for "unusable" and closes.
    for module in ("foundation.schedule.working", "django_tasks_db.management.commands.db_worker"):
        monkeypatch.setattr(f"{module}.close_old_connections", lambda: None)
    registers = [registry.JOBS, registry.RULES]
    kept = [dict(register) for register in registers]
    for register in registers:
        register.clear()
    yield
    for register, content in zip(registers, kept, strict=True):
        register.clear()
        register.update(content)


def job(**when: object) -> Job:
    return Job(**{"name": "test", "task": jobs.fail, "every": None, "daily_at": None} | when)  # type: ignore[arg-type]


def work_off() -> None:
    Worker(interval=0).tasks()


def test_a_period_has_slots_on_the_clock():
    assert job(every=timedelta(minutes=5)).slot(AT) == datetime(2026, 11, 23, 9, 5, tzinfo=SHANGHAI)
    assert job(every=timedelta(days=1)).slot(AT) == datetime(2026, 11, 23, 8, 0, tzinfo=SHANGHAI)


def test_a_daily_job_has_its_slot_in_local_time_and_keeps_yesterdays_until_then():
    assert job(daily_at=time(3, 20)).slot(AT) == datetime(2026, 11, 23, 3, 20, tzinfo=SHANGHAI)
    assert job(daily_at=time(22, 0)).slot(AT) == datetime(2026, 11, 22, 22, 0, tzinfo=SHANGHAI)
    assert job(daily_at=time(0, 30)).slot(datetime(2026, 11, 22, 16, 45, tzinfo=ZoneInfo("UTC"))).day == 23


@pytest.mark.parametrize(
    "when",
    [{}, {"every": timedelta(hours=1), "daily_at": time(3)}, {"every": timedelta(0)}, {"every": timedelta(days=60)}],
)
def test_a_job_says_clearly_when(when):
    with pytest.raises(ValueError, match=r"Say either|A period"):
        periodic(**when)


def test_a_slot_is_enqueued_once_by_however_many_schedulers(db):
    periodic(every=timedelta(minutes=5))(jobs.fail)
    assert services.enqueue_due(at=AT, seen={}) == 1
    assert services.enqueue_due(at=AT, seen={}) == 0, "another scheduler, a second later"
    assert services.enqueue_due(at=AT + timedelta(minutes=5), seen={}) == 1
    assert DBTaskResult.objects.count() == 2


def test_a_scheduler_that_knows_the_slot_does_not_ask_the_database(db, django_assert_num_queries):
    periodic(every=timedelta(minutes=5))(jobs.fail)
    seen: dict[str, datetime] = {}
    services.enqueue_due(at=AT, seen=seen)
    with django_assert_num_queries(0):
        services.enqueue_due(at=AT + timedelta(seconds=1), seen=seen)


def test_the_unique_row_decides_between_two_that_looked_at_the_same_time(db):
    Slot.objects.create(job="test", starts_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.create(job="test", starts_at=AT)


def test_a_slot_whose_task_cannot_be_enqueued_is_not_lost(db):
    class Broken:
        def enqueue(self) -> None:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        services.enqueue_slot(job=job(task=Broken(), every=timedelta(hours=1)), slot=AT)
    assert not Slot.objects.exists()


def test_a_task_that_fails_is_tried_again_with_growing_pauses_then_stays_failed(db):
    retrying(attempts=3, first_pause=timedelta(seconds=30))(jobs.fail)
    jobs.fail.enqueue()
    for attempt, pause in ((1, 30), (2, 60)):
        work_off()
        row = DBTaskResult.objects.get()
        assert (row.status, len(row.worker_ids)) == (TaskResultStatus.READY, attempt)
        assert abs((row.run_after - now()).total_seconds() - pause) < 10
        DBTaskResult.objects.update(run_after=now())
    work_off()
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def test_a_task_without_retry_rules_fails_once(db):
    jobs.fail.enqueue()
    work_off()
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def test_without_the_retry_receiver_a_failed_task_stays_failed(db):
    from django_tasks.signals import task_finished

    retrying(attempts=3)(jobs.fail)
    jobs.fail.enqueue()
    task_finished.disconnect(dispatch_uid="schedule.retry")
    try:
        work_off()
    finally:
        task_finished.connect(retry_after_failure, dispatch_uid="schedule.retry")
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def running(started_at: datetime, workers: int = 1) -> DBTaskResult:
    jobs.fail.enqueue()
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING, started_at=started_at, worker_ids=[f"w{n}" for n in range(workers)]
    )
    return DBTaskResult.objects.get()


def test_a_task_left_behind_is_put_back_and_a_running_one_is_left_alone(db):
    registry.RULES[FAIL] = Rules(limit=timedelta(minutes=10))
    running(AT - timedelta(minutes=9))
    assert services.reap(at=AT) == 0
    assert services.reap(at=AT + timedelta(minutes=1)) == 1
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY


def test_a_task_that_kills_every_worker_is_not_run_for_ever(db):
    running(AT - timedelta(hours=2), workers=services.DEATHS_ALLOWED)
    services.reap(at=AT)
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def test_pauses_are_bounded():
    assert Rules(first_pause=timedelta(seconds=30)).pause_after(40) == timedelta(hours=6)


def test_somebody_works_only_while_a_heart_beats(db):
    assert not services.is_anybody_working(at=AT)
    services.beat(worker="w", started_at=AT, at=AT)
    services.beat(worker="w", started_at=AT, at=AT + timedelta(seconds=10))
    assert Heartbeat.objects.get().started_at == AT
    assert services.is_anybody_working(at=AT + timedelta(seconds=50))
    assert not services.is_anybody_working(at=AT + timedelta(minutes=2))
    services.say_goodbye(worker="w")
    assert not services.is_anybody_working(at=AT)


def test_old_results_are_forgotten_and_failures_kept_longer(db):
    jobs.fail.enqueue()
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL, finished_at=AT - timedelta(days=8))
    jobs.fail.enqueue()
    DBTaskResult.objects.filter(status="READY").update(
        status=TaskResultStatus.FAILED, finished_at=AT - timedelta(days=8)
    )
    assert services.prune(at=AT) == 1
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
    assert services.prune(at=AT + timedelta(days=90)) == 1


def test_a_broken_step_does_not_end_the_loop(db, monkeypatch, caplog):
    monkeypatch.setattr("foundation.schedule.working.AFTER_TROUBLE", 0)
    monkeypatch.setattr("foundation.schedule.working.connections", type("C", (), {"close_all": lambda: None}))
    worker, calls = Worker(interval=0), []

    def step() -> None:
        calls.append(1)
        if len(calls) == 3:
            worker.stop()
        raise ConnectionError

    worker.loop(step)
    assert len(calls) == 3
    assert "ConnectionError" in caplog.text
