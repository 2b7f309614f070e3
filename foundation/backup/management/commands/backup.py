from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime

from foundation.backup.exceptions import BackupRefused
from foundation.backup.services import write_backup


class Command(BaseCommand):
    help = "Write one archive of the database, all files and the ledger. The keys are not in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            file = write_backup(folder=folder, at=localtime())
        except BackupRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file} ({file.stat().st_size / 1_000_000:.1f} MB)")
        self.stdout.write("The keys (PORTAL_FIELD_KEYS, PORTAL_INDEX_KEY, PORTAL_LEDGER_SIGNING_KEY) are not in it: ")
        self.stdout.write("keep them apart. Without them nobody can read the personal fields of this backup.")
