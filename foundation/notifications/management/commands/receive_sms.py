"""Play a text message from somebody's phone: for development and the demo, where no carrier hands any over."""

from argparse import ArgumentParser
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from foundation.notifications.inbound import receive_sms


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("phone")
        parser.add_argument("text")
        parser.add_argument("--id", default="", help="the carrier's reference; the same one is read once")

    def handle(self, *args: Any, **options: Any) -> None:
        reference = options["id"] or f"command-{uuid4().hex}"
        outcome = receive_sms(phone=options["phone"], text=options["text"], reference=reference, at=now())
        self.stdout.write(outcome)
