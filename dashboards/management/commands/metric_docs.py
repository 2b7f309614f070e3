from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dashboards.definitions import page


class Command(BaseCommand):
    help = "Write docs/metrics.md from the definitions of the figures; --check only says whether it is stale."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--file", type=Path, default=Path(settings.BASE_DIR) / "docs" / "metrics.md")

    def handle(self, *args: Any, check: bool, file: Path, **options: Any) -> None:
        text = page()
        if not check:
            file.write_text(text, encoding="utf-8")
            self.stdout.write(f"{file.name} written")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            raise CommandError(f"{file.name} is stale: run manage.py metric_docs")
