"""A database of the run's own on the PostgreSQL of DATABASE_URL, or else of `make services`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

SERVICES = Path(__file__).resolve().parent.parent / "var" / "services" / "env"


def server_url() -> str:
    """Raises SystemExit where there is no PostgreSQL: a race on SQLite would say nothing."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return os.environ["DATABASE_URL"]
    if SERVICES.exists():
        for line in SERVICES.read_text().splitlines():
            name, _, value = line.partition("=")
            if name == "DATABASE_URL":
                return value.strip("'\"")
    raise SystemExit("This section needs PostgreSQL: run `make services` first, or set DATABASE_URL.")


@contextmanager
def own_database() -> Iterator[str]:
    """Its URL; the database is dropped afterwards."""
    url, name = server_url(), f"bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{url.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def copy_of_own_database() -> Iterator[str]:
    """The name of a copy of what Django is connected to, for figures of before beside those of after."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    copy = f"{name}_copy"
    leave()
    with psycopg.connect(server_url(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {copy} TEMPLATE {name}")
        try:
            yield copy
        finally:
            leave()
            server.execute(f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")


def change_to(name: str) -> None:
    """Django's next query goes to that database of the same server."""
    from django.db import connection

    leave()
    connection.settings_dict["NAME"] = name


def leave() -> None:
    from django.db import connection

    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of the PostgreSQL backend
