"""Databases for tests are copies of a template, because migrating takes 10 to 17 seconds and copying far less than one.

A template is named by the fingerprint of what it is made from, so an outdated one is never picked up.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("portal", "dashboards", "reception_days", "participation", "matters", "foundation")
KEPT_TEMPLATES = 6


class Engine(Protocol):
    def url(self, name: str) -> str: ...
    def exists(self, name: str) -> bool: ...
    def copy(self, source: str, target: str) -> None: ...
    def rename(self, source: str, target: str) -> None: ...
    def create(self, name: str) -> None: ...
    def drop(self, name: str) -> None: ...
    def forget_old_templates(self) -> None: ...


class SQLite:
    """A name is a file below the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"

    def url(self, name: str) -> str:
        return f"sqlite:///{self.path(name)}"

    def exists(self, name: str) -> bool:
        return self.path(name).exists()

    def create(self, name: str) -> None:
        self.drop(name)

    def copy(self, source: str, target: str) -> None:
        self.drop(target)
        shutil.copy(self.path(source), self.path(target))

    def rename(self, source: str, target: str) -> None:
        with sqlite3.connect(self.path(source)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        self.path(source).rename(self.path(target))

    def drop(self, name: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path(name)}{suffix}").unlink(missing_ok=True)

    def restore(self, source: str, into: sqlite3.Connection) -> None:
        """Through SQLite's own backup, so that connections of other threads see it as one transaction."""
        with sqlite3.connect(f"file:{self.path(source)}?immutable=1", uri=True) as template:
            template.backup(into)
        template.close()

    def forget_old_templates(self) -> None:
        for file in self.folder.glob("test_*.sqlite3*"):  # left behind by runs that were killed
            if file.stat().st_mtime < time.time() - 86_400:
                file.unlink(missing_ok=True)
        newest_first = sorted(
            self.folder.glob("template_*.sqlite3"), key=lambda file: file.stat().st_mtime, reverse=True
        )
        for file in newest_first[KEPT_TEMPLATES:]:
            self.drop(file.stem)


class PostgreSQL:
    """A name is a database of the server that DATABASE_URL names."""

    def __init__(self, url: str) -> None:
        self.server = urlsplit(url)

    def url(self, name: str) -> str:
        return self.server._replace(path=f"/{name}").geturl()

    def _run(self, statement: str, *parameters: str) -> list[tuple[object, ...]]:
        import psycopg

        with psycopg.connect(self.url("postgres").replace("postgres://", "postgresql://"), autocommit=True) as server:
            cursor = server.execute(statement, parameters or None)  # type: ignore[call-overload]  # built below from our own names
            return cursor.fetchall() if cursor.description else []

    def exists(self, name: str) -> bool:
        return bool(self._run("SELECT 1 FROM pg_database WHERE datname = %s", name))

    def create(self, name: str) -> None:
        self.drop(name)
        self._run(f'CREATE DATABASE "{name}"')

    def copy(self, source: str, target: str, tries: int = 20) -> None:
        """Copying waits while another run copies the same template."""
        import psycopg

        self.drop(target)
        for last in [False] * (tries - 1) + [True]:
            try:
                self._run(f'CREATE DATABASE "{target}" TEMPLATE "{source}" STRATEGY FILE_COPY')
                return
            except psycopg.errors.ObjectInUse:
                if last:
                    raise
                time.sleep(0.5)

    def rename(self, source: str, target: str) -> None:
        import psycopg

        try:
            self._run(f'ALTER DATABASE "{source}" RENAME TO "{target}"')
        except psycopg.errors.DuplicateDatabase:  # another run was faster
            self.drop(source)

    def drop(self, name: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def forget_old_templates(self) -> None:
        oldest_last = self._run("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%%' ORDER BY oid DESC")
        for (name,) in oldest_last[KEPT_TEMPLATES:]:
            self.drop(str(name))


def engine_of(database_url: str, folder: Path) -> SQLite | PostgreSQL:
    return PostgreSQL(database_url) if database_url.startswith("postgres") else SQLite(folder)


def fingerprint(files: Iterable[Path]) -> str:
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for file in sorted(files):
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


@cache
def migrations_fingerprint() -> str:
    """Changes when any migration, data a migration loads, or the version of a package that has some, changes."""
    patterns = ("**/migrations/*.py", "**/data/procedures/*.toml", "data/hotlines.csv", "triggers.py")
    return fingerprint(file for source in SOURCES for pattern in patterns for file in (ROOT / source).glob(pattern))


@cache
def source_fingerprint() -> str:
    """Changes with any line of Python or data: what a seeded template depends on."""
    return fingerprint(
        file
        for source in SOURCES
        for file in (ROOT / source).glob("**/*")
        if file.suffix in {".py", ".csv", ".json", ".toml", ".txt"} and "__pycache__" not in file.parts
    )


def environment_for(database_url: str, **more: str) -> dict[str, str]:
    known = {"DJANGO_SETTINGS_MODULE": "portal.settings", "PORTAL_MODE": "test", "DATABASE_URL": database_url}
    return os.environ | known | more


def manage(*arguments: str, database_url: str, **environment: str) -> str:
    """Runs manage.py in its own process, against that database."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment_for(database_url, **environment),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        last_lines = "\n".join((done.stdout + done.stderr).splitlines()[-12:])
        raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{last_lines}")
    return done.stdout


def ensure_template(engine: Engine, name: str, build: Callable[[str], None]) -> str:
    """Builds under another name and renames, so that a parallel run never sees half of it."""
    if not engine.exists(name):
        building = f"building_{name}_{os.getpid()}"
        try:
            engine.create(building)
            build(building)
            engine.rename(building, name)
        except BaseException:
            engine.drop(building)
            raise
        engine.forget_old_templates()
    return name


def migrated_template(engine: Engine) -> str:
    def build(name: str) -> None:
        manage("migrate", "--verbosity=0", database_url=engine.url(name))
        manage("createcachetable", database_url=engine.url(name))

    return ensure_template(engine, f"template_{migrations_fingerprint()}", build)


def demo_template(engine: Engine) -> str:
    """The small demo city on top of the migrated template, without its past: it is copied hundreds of times."""
    base = migrated_template(engine)

    def build(name: str) -> None:
        engine.copy(base, name)
        manage("load_roles", database_url=engine.url(name))
        manage("load_demo", "--scale=small", "--past=none", database_url=engine.url(name), PORTAL_DEMO="1")

    return ensure_template(engine, f"template_demo_{source_fingerprint()}", build)
