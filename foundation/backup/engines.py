"""How each database is copied out and put back. Both read one consistent moment while the portal goes on."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from django.db import connection

from foundation.backup.exceptions import BackupRefused

FRESH_SCHEMA = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"


def part_name() -> str:
    return {"sqlite": "database.sqlite3", "postgresql": "database.dump"}[connection.vendor]


def is_empty() -> bool:
    """No table at all: a portal that was never migrated."""
    return not connection.introspection.table_names()


def copy_out(target: Path) -> None:
    if connection.vendor == "sqlite":
        _copy_sqlite(target)
    else:
        _postgresql("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", *_address())


def put_back(source: Path) -> None:
    """Replaces everything in the database, in one step."""
    if connection.vendor == "sqlite":
        _replace_sqlite(source)
    else:
        _replace_postgresql(source)


def _copy_sqlite(target: Path) -> None:
    connection.ensure_connection()
    copy = sqlite3.connect(target)
    try:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()


def _replace_sqlite(source: Path) -> None:
    """Through SQLite's backup, so that a process that still has the file open sees one transaction."""
    restored = sqlite3.connect(source)
    try:
        if restored.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupRefused("The database in the backup is damaged.")
        connection.ensure_connection()
        restored.backup(connection.connection)
    finally:
        restored.close()
    connection.close()


def _replace_postgresql(source: Path) -> None:
    _disconnect()
    with tempfile.TemporaryDirectory() as folder:
        fresh, script = Path(folder) / "fresh.sql", Path(folder) / "restore.sql"
        fresh.write_text(FRESH_SCHEMA)
        _postgresql("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source))
        files = [f"--file={fresh}", f"--file={script}"]
        _postgresql("psql", "-X", "-q", "--single-transaction", "--set=ON_ERROR_STOP=1", *files, *_address())


def _disconnect() -> None:
    connection.close()
    pool: Any = getattr(connection, "close_pool", None)
    if pool:
        pool()


def _address() -> list[str]:
    """A connection string without the password, which goes through the environment."""
    given = connection.settings_dict
    names = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "NAME"}
    return ["--dbname=" + " ".join(f"{key}='{given[name]}'" for key, name in names.items() if given[name])]


def _postgresql(program: str, *arguments: str) -> None:
    path = shutil.which(program)
    if path is None:
        raise BackupRefused(f"{program} is not installed. On Debian: apt-get install postgresql-client")
    environment = os.environ | {"PGPASSWORD": str(connection.settings_dict["PASSWORD"])}
    done = subprocess.run([path, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # our own arguments
    if done.returncode:
        raise BackupRefused(f"{program} failed: {done.stderr.strip().splitlines()[-1] if done.stderr else ''}")
