"""Real processes that do the same thing at the same moment: the only honest test of a claim."""

import multiprocessing
import os
from collections import Counter
from collections.abc import Callable
from typing import Any

TIMEOUT = 120


def at_once(act: Callable[[int], object], processes: int) -> list[Any]:
    """Calls `act(number)` in that many forked processes, started together by a barrier.

    Returns what each returned, or the class of what it raised, in no order. Needs a test that commits
    (`django_db(transaction=True)`) and PostgreSQL: mark it `postgresql`.
    """
    from django.db import connection

    fork = multiprocessing.get_context("fork")
    barrier, results = fork.Barrier(processes), fork.SimpleQueue()
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()  # no connection may be shared across a fork
    racers = [fork.Process(target=_race, args=(act, number, barrier, results)) for number in range(processes)]
    for racer in racers:
        racer.start()
    found = [results.get() for _ in racers]
    for racer in racers:
        racer.join(TIMEOUT)
    return found


def take_position(barrier: Any) -> None:
    """In the child: a plain connection, because a pool starts threads and a fork has none of its parent's; then waits
    for all others. Who cannot start tells the others, so that nobody waits for them."""
    from django.db import connection

    try:
        connection.settings_dict["OPTIONS"] = {
            name: value for name, value in connection.settings_dict["OPTIONS"].items() if name != "pool"
        }
        connection.ensure_connection()
        barrier.wait(TIMEOUT)
    except BaseException:
        barrier.abort()
        raise


def _race(act: Callable[[int], object], number: int, barrier: Any, results: Any) -> None:
    """Leaves without pytest's own exit handlers."""
    try:
        take_position(barrier)
        results.put(act(number))
    except BaseException as error:
        results.put(type(error))
    finally:
        os._exit(0)


class Crossroads:
    """For a twin: the first `racers` processes that come here wait for each other, later ones and second visits pass.

    Between a look and the act upon it: all of them have looked, none has acted, which a race only makes likely.
    """

    def __init__(self, racers: int = 2) -> None:
        fork = multiprocessing.get_context("fork")
        self.racers, self.came, self.barrier = racers, fork.Value("i", 0), fork.Barrier(racers)
        self.was_here = False

    def __call__(self) -> None:
        if self.was_here:
            return
        self.was_here = True
        with self.came.get_lock():
            self.came.value += 1
            waits = self.came.value <= self.racers
        if waits:
            self.barrier.wait(TIMEOUT)


def tally(results: list[Any]) -> Counter[Any]:
    """How often each outcome came up."""
    return Counter(results)
