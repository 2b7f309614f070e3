"""A migrated database that real child processes share, apart from the one the other tests use."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import databases

ROOT = databases.ROOT
SETUP = "import django; django.setup()\n"

# One process sets Django up and forks the racers, so that a race costs one start and not three.
RACERS = """
import contextlib, io, json, multiprocessing, sys, time, traceback
import foundation.files.services, foundation.schedule.services  # slow to import

forking = multiprocessing.get_context("fork")
started = forking.Value("d", 0.0)

def note_the_start():
    started.value = time.time() + 0.05

def at(n):
    time.sleep(max(started.value + n * 0.02 - time.time(), 0))

def racer(number, outputs):
    with contextlib.redirect_stdout(io.StringIO()) as output:
        try:
            exec(code, {"go": lambda: barrier.wait(60), "at": at, "__name__": "racer"})
        except BaseException:
            outputs.put((number, traceback.format_exc()))
            raise
    outputs.put((number, None))
    said.put((number, output.getvalue().strip()))

count, code = int(sys.argv[1]), sys.argv[2]
barrier = forking.Barrier(count, note_the_start)
errors, said = forking.Queue(), forking.Queue()
racers = [forking.Process(target=racer, args=(number, errors)) for number in range(count)]
for process in racers: process.start()
failures = [text for _, text in sorted(errors.get(timeout=100) for _ in racers) if text]
if failures: sys.exit(failures[0])
print(json.dumps([text for _, text in sorted(said.get(timeout=10) for _ in racers)]))
"""


@pytest.fixture
def own_database(
    django_db_setup: None, database_engine: databases.SQLite | databases.PostgreSQL, tmp_path: Path
) -> Iterator[dict[str, str]]:
    """The environment of a child process that works on a fresh copy of the migrated template."""
    name = f"own_{os.getpid()}"
    database_engine.copy(databases.migrated_template(database_engine), name)
    yield os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings", "PORTAL_MODE": "test", "PORTAL_VAR": str(tmp_path / "var"),
        "PYTHONPATH": str(ROOT), "PORTAL_LOG_LEVEL": "WARNING", "DATABASE_URL": database_engine.url(name),
    }  # fmt: skip
    database_engine.drop(name)


def run(environment: dict[str, str], code: str, *arguments: str) -> str:
    """The output of a Python process with Django set up; fails with its errors."""
    command = [sys.executable, "-c", SETUP + code, *arguments]
    child = subprocess.run(command, env=environment, cwd=ROOT, text=True, capture_output=True, timeout=180)
    assert child.returncode == 0, child.stderr
    return child.stdout.strip()


def race(environment: dict[str, str], code: str, *, processes: int) -> list[str]:
    """Run the code in several processes; what each printed.

    The code calls `go()`, which lets all go at once, and `at(n)` for the n-th of many common moments 20 ms apart.
    """
    outputs: list[str] = json.loads(run(environment, RACERS, str(processes), code))
    return outputs


def query(environment: dict[str, str], statement: str) -> list[Any]:
    """The first column, read without starting Django."""
    url = environment["DATABASE_URL"]
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)) as database:
            return [row[0] for row in database.execute(statement)]
    import psycopg

    with psycopg.connect(url.replace("postgres://", "postgresql://")) as server:
        return [row[0] for row in server.execute(statement)]  # type: ignore[call-overload]
