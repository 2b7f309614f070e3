"""What the two import commands share: a path, --dry-run, and how an outcome is printed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portal.setup_files import Outcome


class ImportCommand(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV (UTF-8, UTF-8 with BOM or GB18030) or XLSX")
        parser.add_argument("--dry-run", action="store_true", help="say what would change and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                outcome = self.take(file, path.name, dry_run=options["dry_run"])
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        self._print(outcome, dry_run=options["dry_run"])

    def take(self, file: Any, name: str, *, dry_run: bool) -> Outcome:
        raise NotImplementedError

    def _print(self, outcome: Outcome, *, dry_run: bool) -> None:
        for label, number in outcome.counts:
            self.stdout.write(f"{label}: {number}")
        if outcome.ignored_columns:
            self.stdout.write(_("Columns not used: %(columns)s") % {"columns": ", ".join(outcome.ignored_columns)})
        for problem in outcome.problems:
            self.stderr.write(f"{problem.row}\t{problem.column}\t{problem.message}")
        if not outcome.is_clean:
            raise CommandError(_("Nothing was written: the file has errors."))
        self.stdout.write(_("Trial run: nothing was written.") if dry_run else _("Done: everything was written."))
