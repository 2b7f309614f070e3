from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime

from foundation.backup.exceptions import BackupRefused
from foundation.backup.services import restore_backup
from foundation.ledger.verification import verify


class Command(BaseCommand):
    help = "Put a backup back into an empty portal. Stop the servers and the worker first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="do it; without this only the question is asked")
        parser.add_argument("--replace", action="store_true", help="lose what this portal holds now")

    def handle(self, *args: Any, file: Path, yes: bool, replace: bool, **options: Any) -> None:
        if not yes and input(f"Restore {file} into this portal? [yes/no] ").strip() != "yes":
            raise CommandError("Nothing was changed.")
        try:
            restored = restore_backup(file=file, replace=replace, at=localtime())
        except BackupRefused as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        call_command("migrate", verbosity=0, interactive=False)  # a backup may be older than this portal
        report = verify()
        self.stdout.write(f"Restored the backup of {restored.manifest.made_at}: {restored.files} files.")
        self.stdout.write(f"Ledger: {report.entries} entries, {len(report.problems)} problems.")
        if report.problems:
            raise CommandError("The ledger of this backup is not sound: manage.py verify_ledger names what is wrong.")
