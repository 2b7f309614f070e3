"""Write every text message the portal can send as CSV: hand the texts to the carrier, fill in its numbers.

With PORTAL_SMS_TEMPLATES set, numbers already in that file are kept, so that a new version shows what is missing.
"""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from foundation.notifications.texts import sms_texts


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the CSV file to write; it may be the one in use")

    def handle(self, *args: Any, **options: Any) -> None:
        known = _known(settings.SMS_GATEWAY.templates)
        texts = sms_texts()
        with Path(options["file"]).open("w", encoding="utf-8-sig", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["template_id", "text", "template", "language"])
            rows.writerows([known.get(each.text, ""), each.text, each.template, each.language] for each in texts)
        waiting = sum(each.text not in known for each in texts)
        self.stdout.write(f"{len(texts)} texts, {waiting} without a number of the carrier's")


def _known(file: str) -> dict[str, str]:
    if not file or not Path(file).exists():
        return {}
    with Path(file).open(encoding="utf-8-sig", newline="") as rows:
        return {row["text"]: row["template_id"] for row in csv.DictReader(rows) if row["template_id"]}
