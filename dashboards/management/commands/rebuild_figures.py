from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from dashboards.folding import rebuild
from dashboards.models import Contribution


class Command(BaseCommand):
    help = "Make all sums of the figures anew from the records. Pages show the old ones until it is done."

    def handle(self, *args: Any, **options: Any) -> None:
        rebuild(at=now())
        self.stdout.write(f"Figures of {Contribution.objects.count():,} matters")
