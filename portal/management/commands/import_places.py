"""Takes over a file of places: `manage.py import_places FILE.csv [--dry-run]`."""

from typing import Any

from django.utils.timezone import now

from portal.management.commands._import import ImportCommand
from portal.setup_files import Outcome, take_places


class Command(ImportCommand):
    help = "Import places (columns code,name,parent_code,level). All or nothing; the same file twice changes nothing."

    def take(self, file: Any, name: str, *, dry_run: bool) -> Outcome:
        return take_places(file, source=name, at=now(), dry_run=dry_run)
