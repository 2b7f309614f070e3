"""Real processes that all start at the same moment, each with its own connection to PostgreSQL."""

import json
import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from django.db import connection
from stdnum.iso7064 import mod_11_2

from reception_days.models import Seat
from reception_days.services import Application
from reception_days.services.seats import NOBODY
from tests.races import take_position
from tests.reception_days.factories import application

PATIENCE = 120
SPACE = UUID("12345678-1234-5678-1234-567812345678")


def token_of(client: int) -> UUID:
    return uuid5(SPACE, str(client))


def id_number_of(client: int) -> str:
    body = f"32998119850712{client:03}"
    return body + str(mod_11_2.calc_check_digit(body))


def told_by(client: int) -> Application:
    """Everybody has a name, a phone and an ID number of their own."""
    return application(name=f"居民{client}", phone=f"138001{client:05}", id_number=id_number_of(client))


def take_without_asking(*, seat: Seat, booking: Any, token: UUID, at: Any) -> None:
    """The guard off: the WHERE clause no longer asks whose hold it is."""
    Seat.objects.filter(pk=seat.pk).update(booking=booking, **NOBODY)


def race(act: Callable[[int], Any], *, clients: int, processes: int = 20) -> list[Any]:
    """Runs `act(0)` … `act(clients - 1)` in forked processes; an exception counts as its class name."""
    forking = multiprocessing.get_context("fork")
    start, outcomes = forking.Barrier(processes), forking.SimpleQueue()
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's; a socket shared by two processes breaks both
    runners = [
        forking.Process(target=_run, args=(act, range(number, clients, processes), start, outcomes), daemon=True)
        for number in range(processes)
    ]
    for runner in runners:
        runner.start()
    gathered = [outcome for _ in runners for outcome in outcomes.get()]
    for runner in runners:
        runner.join(PATIENCE)
    return gathered


def _run(act: Callable[[int], Any], numbers: range, start: Any, outcomes: Any) -> None:
    """In the child: connect first, wait for all others, act. Leaves without pytest's own ending."""
    found: list[Any] = []
    try:
        take_position(start)
        found = [_outcome(act, number) for number in numbers]
    except BaseException as error:
        found = [f"could not start: {error!r}"] * len(numbers)
    finally:
        outcomes.put(found)
        os._exit(0)


def _outcome(act: Callable[[int], Any], number: int) -> Any:
    try:
        return act(number)
    except Exception as error:  # whatever it is, the test counts it
        return type(error).__name__


def die() -> None:
    """As a worker dies that the system kills: no cleaning up, no answer."""
    os.kill(os.getpid(), signal.SIGKILL)


class Nth:
    """True for one caller in all processes: the one that comes as number `number`."""

    def __init__(self, number: int) -> None:
        self.number, self.counted = number, multiprocessing.get_context("fork").Value("i", 0)

    def is_me(self) -> bool:
        with self.counted.get_lock():
            self.counted.value += 1
            return bool(self.counted.value == self.number)


def race_with_deaths(act: Callable[[int], Any], *, clients: int, processes: int = 20) -> dict[int, Any]:
    """Like `race`, but a runner may die: what each client was told, and nothing for those who got no answer."""
    forking = multiprocessing.get_context("fork")
    start, (told, telling) = forking.Barrier(processes), os.pipe()
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # as in race()
    runners = [
        forking.Process(target=_run_and_tell, args=(act, range(number, clients, processes), start, telling))
        for number in range(processes)
    ]
    for runner in runners:
        runner.start()
    os.close(telling)
    with os.fdopen(told) as answers:
        return dict(map(json.loads, answers))


def _run_and_tell(act: Callable[[int], Any], numbers: range, start: Any, telling: int) -> None:
    """Tells each outcome at once: one short write to a pipe is whole or not at all."""
    try:
        take_position(start)
        for number in numbers:
            os.write(telling, json.dumps([number, _outcome(act, number)]).encode() + b"\n")
    finally:
        os._exit(0)
