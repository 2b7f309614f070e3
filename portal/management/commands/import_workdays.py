"""Takes over the State Council's holiday notices: `manage.py import_workdays FILE.csv [--dry-run]`."""

from typing import Any

from django.utils.timezone import now

from portal.management.commands._import import ImportCommand
from portal.setup_files import Outcome, take_notices


class Command(ImportCommand):
    help = "Import holiday notices (columns year,date,kind,occasion,notice,published_on), replacing those years."

    def take(self, file: Any, name: str, *, dry_run: bool) -> Outcome:
        return take_notices(file, at=now(), dry_run=dry_run)
