"""Accepting and dispatching by many processes at once, with the upkeep of figures and without it."""

import multiprocessing
import os
import resource
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from benchmarks.measure import aim, cpu_seconds
from dashboards import triggers
from dashboards.folding import fold_all
from dashboards.models import Touch

fork = multiprocessing.get_context("fork")
PATIENCE = 600


@dataclass(frozen=True)
class Round:
    writes: int
    seconds: float
    cpu: float

    @property
    def per_second(self) -> float:
        return self.writes / self.seconds

    @property
    def per_cpu_second(self) -> float:
        return self.writes / self.cpu


def compare(writers: int, each: int, rounds: int) -> None:
    """Medians of the shares of rounds that follow each other."""
    wall, cpu = [], []
    for _ in range(rounds):
        triggers.remove(connection)
        bare = one_round(writers, each, folds=False)
        triggers.install(connection)
        ours = one_round(writers, each, folds=True)
        wall.append(ours.per_second / bare.per_second)
        cpu.append(ours.per_cpu_second / bare.per_cpu_second)
        print(
            f"{writers} writers: without {bare.per_second:.0f} / s, {bare.per_cpu_second:.0f} / CPU-s; "
            f"with {ours.per_second:.0f} / s, {ours.per_cpu_second:.0f} / CPU-s", flush=True,
        )  # fmt: skip
    what = f"dispatching by {writers} with figures kept up, of without"
    aim(f"{what}, per CPU-second", statistics.median(cpu), "×", at_least=0.7)
    aim(f"{what}, wall", statistics.median(wall), "×", at_least=0.7)


def one_round(writers: int, each: int, *, folds: bool) -> Round:
    """Writers register their matters first, start dispatching together, and stay until their CPU was read."""
    server = _server_pid()
    fold_all(at=_now())
    connection.close()
    connection.close_pool()
    begin, end, leave = (fork.Barrier(writers + 1) for _ in range(3))
    stop, used = fork.Event(), fork.SimpleQueue()
    racers = [fork.Process(target=_write, args=(each, begin, end, leave, used)) for _ in range(writers)]
    folder = fork.Process(target=_fold, args=(stop, used))
    for racer in racers:
        racer.start()
    begin.wait(PATIENCE)
    if folds:
        folder.start()
    cpu, started = cpu_seconds(server), time.perf_counter()
    end.wait(PATIENCE)
    seconds = time.perf_counter() - started
    stop.set()
    total = used.get() if folds else 0.0  # when all is folded
    total += cpu_seconds(server) - cpu
    leave.wait(PATIENCE)
    total += sum(used.get() for _ in racers)
    for process in [*racers, *([folder] if folds else [])]:
        process.join(PATIENCE)
    assert not (folds and Touch.objects.exists())
    return Round(writers * each, seconds, total)


def _write(each: int, begin: Any, end: Any, leave: Any, used: Any) -> None:
    from foundation.people.models import User
    from foundation.people.services import person_for_contact
    from foundation.places.models import Place, Unit
    from matters.services.registering import register_matter
    from matters.services.triage import dispatch

    _own_connection()
    actor, unit = User.objects.get(username="dispatcher"), Unit.objects.get(code="housing")
    place = Place.objects.filter(level="village").order_by("?").first()
    person = person_for_contact("王小明", "13800139999")
    matters = [
        register_matter(person=person, text="电梯坏了。", request="请修好。", category=None, place=place,  # type: ignore[arg-type]
                        channel="web", at=_now()).matter
        for _ in range(each)
    ]  # fmt: skip
    begin.wait(PATIENCE)
    before = _own_cpu()
    for matter in matters:
        dispatch(matter=matter, unit=unit, actor=actor, roles={"dispatcher"}, at=_now())
    spent = _own_cpu() - before
    end.wait(PATIENCE)
    leave.wait(PATIENCE)
    used.put(spent)
    os._exit(0)


def _fold(stop: Any, used: Any) -> None:
    """As the worker does each second, until writers are done and everything is folded."""
    _own_connection()
    before = _own_cpu()
    while not stop.wait(1):
        fold_all(at=_now())
    fold_all(at=_now())
    used.put(_own_cpu() - before)
    stop.wait()
    time.sleep(1)  # the server's process for it is still there when its CPU is read
    os._exit(0)


def _own_connection() -> None:
    """Without a pool: it starts threads, and a fork has none of its parent's."""
    connection.settings_dict["OPTIONS"] = {
        name: value for name, value in connection.settings_dict["OPTIONS"].items() if name != "pool"
    }


def _own_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _server_pid() -> int:
    """Of the database server, which runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = cursor.fetchone()[0]
    return int((Path(folder) / "postmaster.pid").read_text().split("\n", 1)[0])


def _now() -> Any:
    from django.utils.timezone import now

    return now()
