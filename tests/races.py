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


def _race(act: Callable[[int], object], number: int, barrier: Any, results: Any) -> None:
    """Leaves without pytest's own exit handlers."""
    from django.db import connection

    try:
        connection.ensure_connection()
        barrier.wait(TIMEOUT)
        results.put(act(number))
    except BaseException as error:
        results.put(type(error))
    finally:
        os._exit(0)


def tally(results: list[Any]) -> Counter[Any]:
    """How often each outcome came up."""
    return Counter(results)
