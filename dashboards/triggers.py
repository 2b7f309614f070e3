"""Triggers that write a Touch when something changes that figures count: no door can forget to.

They are made after every `migrate` that finds them missing: on SQLite a migration that makes a table anew takes its
triggers with it. What changed meanwhile nobody saw, so the sums are then made anew as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import models

from dashboards.models import FoldState, Touch, Touched
from foundation.places.models import Place
from matters.models import (
    Assignment,
    Category,
    Clock,
    Exclusion,
    Matter,
    MatterEvent,
    Reply,
    ReturnRequest,
    Verdict,
)
from matters.states import REWORK_MOVES
from reception_days.models import Booking, ReceptionDay

EVENTS = ("insert", "update", "delete")
PREFIX = "touch_"


@dataclass(frozen=True)
class Watched:
    """`row` is the column that says whom a touch is about, `columns` the others that count; `only` a condition in SQL
    on the row `{row}`, for tables of which most rows are in no figure."""

    model: type[models.Model]
    columns: tuple[str, ...]
    row: str = "matter_id"
    kind: Touched = Touched.MATTER
    only: str = ""
    events: tuple[str, ...] = EVENTS

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def holds(self, row: str) -> str:
        return f"({self.only.format(row=row)})" if self.only else "(1 = 1)"


MATTER_COLUMNS = (
    "state", "outcome", "split_from_id", "place_id", "unit_id", "category_id", "channel", "registered_at",
    "accepted_at", "replied_at", "closed_at",
)  # fmt: skip
WATCHED = (
    Watched(Matter, MATTER_COLUMNS, row="id"),
    Watched(MatterEvent, ("move", "at"), only=f"{{row}}.move IN {REWORK_MOVES}"),
    Watched(Assignment, ("began_at", "ended_at", "ended_how")),
    Watched(Clock, ("is_main", "legal_due_at", "stopped_at"), only="{row}.is_main"),
    Watched(Reply, ("sent_at", "claims_solved"), only="{row}.sent_at IS NOT NULL"),
    Watched(ReturnRequest, ("asked_at", "ruled_at", "is_upheld"), only="{row}.ruled_at IS NOT NULL"),
    Watched(Verdict, ("kind", "was_contacted", "solved", "satisfaction", "given_at")),
    Watched(Exclusion, ("is_approved", "decided_at"), only="{row}.is_approved"),
    Watched(Booking, ("day_id", "state")),
    Watched(ReceptionDay, ("date",), row="id", kind=Touched.DAY, events=("update",)),
    Watched(Place, ("path", "level"), row="id", kind=Touched.PLACE, events=("update",)),
    Watched(Category, ("path",), row="id", kind=Touched.CATEGORY, events=("update",)),
)


@dataclass(frozen=True)
class Trigger:
    """Its name tells which definition it was made of."""

    table: str
    event: str
    statements: tuple[str, ...]  # with {name}

    @property
    def name(self) -> str:
        digest = sha256("".join(self.statements).encode()).hexdigest()
        return f"{PREFIX}{self.table}_{self.event}_{digest[:8]}"


def install(connection: Any) -> int:
    """Makes those that are missing and drops what is outdated; how many were missing."""
    wanted = {each.name: each for each in triggers_for(connection)}
    there = installed(connection)
    with connection.cursor() as cursor:
        for name, table in there.items():
            if name not in wanted:
                _drop(cursor, connection.vendor, name, table)
        missing = [each for name, each in wanted.items() if name not in there]
        for each in missing:
            for statement in each.statements:
                cursor.execute(statement.format(name=each.name))
    return len(missing)


def remove(connection: Any) -> None:
    with connection.cursor() as cursor:
        for name, table in installed(connection).items():
            _drop(cursor, connection.vendor, name, table)


def missing(connection: Any) -> list[str]:
    """Names of triggers that should be there."""
    return sorted({each.name for each in triggers_for(connection)} - installed(connection).keys())


def after_migrate(using: str, **kwargs: Any) -> None:
    """Receiver of post_migrate."""
    from django.db import connections

    connection = connections[using]
    if Touch._meta.db_table in connection.introspection.table_names() and install(connection):
        FoldState.objects.using(using).update(code_version=0)


def installed(connection: Any) -> dict[str, str]:
    """Name: table."""
    query = (
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name: table for name, table in cursor.fetchall() if name.startswith(PREFIX)}


def triggers_for(connection: Any) -> Iterator[Trigger]:
    """Of the tables and columns there are: in the middle of a migration there may be fewer."""
    write = _postgresql if connection.vendor == "postgresql" else _sqlite
    tables = set(connection.introspection.table_names())
    for watched in WATCHED:
        if watched.table in tables and {watched.row, *watched.columns} <= _columns(connection, watched.table):
            for event in watched.events:
                yield Trigger(watched.table, event, write(watched, event))


def _columns(connection: Any, table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608  # our own name
        return {column[0] for column in cursor.description}


def _drop(cursor: Any, vendor: str, name: str, table: str) -> None:
    if vendor == "postgresql":
        cursor.execute(f"DROP TRIGGER {name} ON {table}")
        cursor.execute(f"DROP FUNCTION {name}()")
    else:
        cursor.execute(f"DROP TRIGGER {name}")


INTO = f"INSERT INTO {Touch._meta.db_table} (kind, row_id)"


def _postgresql(watched: Watched, event: str) -> tuple[str, ...]:
    """Once a statement, however many rows it changed."""
    seen = {
        "insert": "NEW TABLE AS news",
        "update": "NEW TABLE AS news OLD TABLE AS olds",
        "delete": "OLD TABLE AS olds",
    }
    body = _changed_rows(watched) if event == "update" else _rows(watched, "news" if event == "insert" else "olds")
    function = (
        "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {INTO} {body}; RETURN NULL; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {{name}} AFTER {event.upper()} ON {watched.table} REFERENCING {seen[event]} "
        "FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
    return function, trigger


def _rows(watched: Watched, rows: str) -> str:
    about = f"{watched.kind:d}, r.{watched.row}"
    return f"SELECT DISTINCT {about} FROM {rows} r WHERE {watched.holds('r')}"  # noqa: S608  # our own names


def _changed_rows(watched: Watched) -> str:
    """Whom the row was about before counts as well."""
    new, old = (", ".join(f"{row}.{column}" for column in (watched.row, *watched.columns)) for row in "no")
    about = f"(VALUES (n.{watched.row}), (o.{watched.row})) about (id)"
    counts = f"({watched.holds('n')} OR {watched.holds('o')}) AND ROW({new}) IS DISTINCT FROM ROW({old})"
    rows = f"news n JOIN olds o ON o.id = n.id CROSS JOIN LATERAL {about}"
    return f"SELECT DISTINCT {watched.kind:d}, about.id FROM {rows} WHERE {counts}"  # noqa: S608  # our own names


def _sqlite(watched: Watched, event: str) -> tuple[str, ...]:
    if event == "update":
        columns = (watched.row, *watched.columns)
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)
        when = f"({watched.holds('NEW')} OR {watched.holds('OLD')}) AND ({changed})"
        on = f"UPDATE OF {', '.join(columns)}"
        body = f"SELECT {watched.kind:d}, NEW.{watched.row} UNION SELECT {watched.kind:d}, OLD.{watched.row}"
    else:
        row = "NEW" if event == "insert" else "OLD"
        when, on, body = watched.holds(row), event.upper(), f"VALUES ({watched.kind:d}, {row}.{watched.row})"
    return (f"CREATE TRIGGER {{name}} AFTER {on} ON {watched.table} WHEN {when} BEGIN {INTO} {body}; END",)
