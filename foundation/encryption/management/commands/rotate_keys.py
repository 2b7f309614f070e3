from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.encryption.keys import current_key_id
from foundation.encryption.rotation import encrypted_fields, rotate_field


class Command(BaseCommand):
    help = (
        "Encrypt every personal field again that is not under the current (first) field key. May be stopped and "
        "started again. Remove an old key from PORTAL_FIELD_KEYS only after a run that changed nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="rows a transaction")

    def handle(self, *args: Any, batch: int, **options: Any) -> None:
        if batch < 1:
            raise CommandError("--batch must be at least 1.")
        results = [rotate_field(field, batch=batch) for field in encrypted_fields()]
        for result in results:
            if result.changed:
                self.stdout.write(f"{result.column}: {result.changed}")
            for pk in result.unreadable:
                self.stderr.write(f"{result.column}: row {pk} cannot be decrypted with any listed key")
        changed, unreadable = sum(each.changed for each in results), sum(len(each.unreadable) for each in results)
        self.stdout.write(f"{changed} values now under key {current_key_id()!r}, in {len(results)} columns")
        if unreadable:
            raise CommandError(f"{unreadable} values cannot be decrypted; keep the old keys.")
