from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from foundation.people.services import load_roles


class Command(BaseCommand):
    help = "Write the default roles that are missing. Roles edited by an administrator stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--overwrite", action="store_true", help="set every default role back to what ships")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_roles(overwrite=options['overwrite'])} roles written")
