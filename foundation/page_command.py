"""A command that writes one generated page of docs/, or only says whether the page is stale."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override


class PageCommand(BaseCommand):
    """`name`: of the page in docs/; `page()`: its text, in English where it does not choose."""

    name = ""

    def page(self) -> str:
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--file", type=Path, default=Path(settings.BASE_DIR) / "docs" / self.name)

    def handle(self, *args: Any, check: bool, file: Path, **options: Any) -> None:
        with override("en"):
            text = self.page()
        if not check:
            file.write_text(text, encoding="utf-8")
            self.stdout.write(f"{file.name} written")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            raise CommandError(f"{file.name} is stale: run make docs")
