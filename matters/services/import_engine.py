"""What all files of other systems share: read, tried or taken row by row, and noted as a batch."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, Protocol

from django.db import transaction

from foundation.exchange.services import read_table
from foundation.exchange.tables import Column, RowError, Table
from foundation.people import journal
from matters.models import ImportBatch

if TYPE_CHECKING:
    from foundation.people.models import User


class WrongRow(Exception):
    """`column` as ours, or as the file names it."""

    def __init__(self, column: str, message: str):
        super().__init__(message)
        self.column = column


class Taker(Protocol):
    """Takes in one row after the other; the batch is there unless the file is only tried."""

    batch: ImportBatch | None

    def take(self, row: dict[str, Any]) -> str:
        """Which count of the report goes up: new, updated, unchanged. Raises WrongRow."""


@dataclass
class ImportReport:
    """What an import did or, with `dry_run`, would do."""

    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    more_errors: int = 0
    batch: ImportBatch | None = None

    @property
    def wrong(self) -> int:
        return len({error.row for error in self.errors}) + self.more_errors


def take_file(
    *,
    file: IO[bytes],
    columns: Sequence[Column],
    taker: Taker,
    brings: str,
    source: str,
    system: str,
    at: datetime,
    actor: "User | None",
    dry_run: bool,
    progress: Callable[[int], None] = lambda done: None,
) -> ImportReport:
    """CSV or XLSX. Each good row is a transaction of its own. Raises TableRefused for a file that is no table."""
    content = file.read()
    file.seek(0)
    table = read_table(file, columns)
    report = ImportReport(len(table.rows) + len({error.row for error in table.errors}), errors=list(table.errors),
                          more_errors=table.more_errors)  # fmt: skip
    if not dry_run:
        report.batch = taker.batch = ImportBatch.objects.create(
            source=source[:200], file_digest=hashlib.sha256(content).hexdigest(), brings=brings, system=system,
            by=actor, at=at,
        )  # fmt: skip
    _take_rows(table, columns, taker, report, dry_run, progress)
    if report.batch is not None:
        _note(report, report.batch, actor, at)
    return report


def _take_rows(
    table: Table,
    columns: Sequence[Column],
    taker: Taker,
    report: ImportReport,
    dry_run: bool,
    progress: Callable[[int], None],
) -> None:
    for done, (number, row) in enumerate(zip(table.numbers, table.rows, strict=True), start=1):
        try:
            with transaction.atomic():
                what = taker.take(row)
                transaction.set_rollback(dry_run)
        except WrongRow as error:
            about = next((str(row.get(column.name) or "") for column in columns if column.identifies), "")
            report.errors.append(RowError(number, table.headers.get(error.column, error.column), str(error), about))
        else:
            setattr(report, what, getattr(report, what) + 1)
        progress(done)
    report.errors.sort(key=lambda error: error.row)


def _note(report: ImportReport, batch: ImportBatch, actor: "User | None", at: datetime) -> None:
    batch.rows_read, batch.rows_new = report.read, report.new
    batch.rows_updated, batch.rows_wrong = report.updated, report.wrong
    batch.save(update_fields=["rows_read", "rows_new", "rows_updated", "rows_wrong"])
    if actor is not None:
        counts = {"read": report.read, "new": report.new, "updated": report.updated, "wrong": report.wrong}
        journal.record("matters.import_file", batch, actor=actor, at=at, data=counts)
