import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils.timezone import now

from dashboards.folding import fold_all


class Command(BaseCommand):
    help = "Bring the sums of the figures up to date, as every worker does each second."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forever", action="store_true", help="look again every second")

    def handle(self, *args: Any, forever: bool, **options: Any) -> None:
        self._fold()
        while forever:
            time.sleep(1)
            close_old_connections()
            self._fold()

    def _fold(self) -> None:
        if changed := fold_all(at=now()).changed:
            self.stdout.write(f"{len(changed)} months of keys have other figures now")
            self.stdout.flush()
