from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from foundation.ledger.export import export


class Command(BaseCommand):
    help = "Write the ledger to a folder, with the stand-alone verifier beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path)

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        self.stdout.write(f"{export(directory)} entries written to {directory}")
