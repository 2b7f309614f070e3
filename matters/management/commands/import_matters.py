"""Takes in a file of another system: `manage.py import_matters FILE.csv --system mailbox [--dry-run]`."""

import argparse
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from foundation.exchange.exceptions import TableRefused
from foundation.places.models import Place
from matters.models import ImportBatch, OfficialSystem
from matters.services.import_engine import ImportReport
from matters.services.importing import import_file, undo_import
from matters.services.importing_numbers import import_numbers


def _pair(text: str) -> tuple[str, str]:
    theirs, separator, ours = text.partition("=")
    if not separator:
        raise argparse.ArgumentTypeError("their header=our column")
    return theirs, ours


class Command(BaseCommand):
    help = (
        "Import matters, or with --numbers their numbers elsewhere, from CSV or XLSX. "
        "Good rows are kept, wrong ones told; the same file twice changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--system", choices=OfficialSystem.values, default=OfficialSystem.OTHER.value)
        parser.add_argument("--place", help="code of the place of rows without one; the whole city by default")
        parser.add_argument("--map", nargs="*", type=_pair, default=[], metavar="THEIRS=OURS")
        parser.add_argument("--procedure", default="", help="by system where none is named")
        parser.add_argument("--numbers", action="store_true", help="a list of two columns: our number, number there")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--undo", type=int, metavar="BATCH", help="take back an earlier import")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["undo"]:
            self._undo(options["undo"])
        elif options["file"] is None:
            raise CommandError("name a file, or --undo BATCH")
        else:
            self._import(options)

    def _import(self, options: dict[str, Any]) -> None:
        path = options["file"]
        try:
            with path.open("rb") as file:
                report = (self._numbers if options["numbers"] else self._matters)(file, options)
        except OSError as error:
            raise CommandError(f"cannot read {path.name}: {error.strerror}") from error
        except TableRefused as error:
            raise CommandError(str(error)) from error
        except KeyError as error:
            raise CommandError(f"there is no column {error}") from error
        self._print(report, dry_run=options["dry_run"])

    def _numbers(self, file: IO[bytes], options: dict[str, Any]) -> ImportReport:
        return import_numbers(
            file=file, source=options["file"].name, system=options["system"], at=now(), dry_run=options["dry_run"]
        )

    def _matters(self, file: IO[bytes], options: dict[str, Any]) -> ImportReport:
        code = options["place"]
        place = Place.objects.filter(code=code).first() if code else Place.objects.filter(depth=1).first()
        if place is None:
            raise CommandError("there is no such place; import the places first")
        return import_file(
            file=file, source=options["file"].name, system=options["system"], place=place, at=now(),
            mapping=dict(options["map"]), procedure=options["procedure"], dry_run=options["dry_run"],
        )  # fmt: skip

    def _print(self, report: ImportReport, *, dry_run: bool) -> None:
        for error in report.errors:
            where = " ".join(filter(None, [f"row {error.row}", error.about, error.column]))
            self.stderr.write(f"{where}: {error.message}")
        if report.more_errors:
            self.stderr.write(f"and {report.more_errors} more")
        what = "would be" if dry_run else "are"
        self.stdout.write(
            f"{report.read} rows read, {report.new} {what} new, {report.updated} {what} updated, "
            f"{report.unchanged} unchanged, {report.wrong} wrong"
        )
        if report.batch is not None:
            self.stdout.write(f"batch {report.batch.pk}: undo with --undo {report.batch.pk}")

    def _undo(self, key: int) -> None:
        batch = ImportBatch.objects.filter(pk=key, undone_at=None).first()
        if batch is None:
            raise CommandError("there is no such import, or it was undone already")
        undone, left = undo_import(batch=batch, actor=None, at=now())
        self.stdout.write(f"{undone} taken back, {left} left alone because somebody has worked on them")
