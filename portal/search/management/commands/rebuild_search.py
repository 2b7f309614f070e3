from typing import Any

from django.core.management.base import BaseCommand

from portal.search.services import rebuild


class Command(BaseCommand):
    help = "Write the search index anew from the public pages. May run at any time and as often as you like."

    def handle(self, *args: Any, **options: Any) -> None:
        is_chatty = options["verbosity"] > 1
        count = rebuild(say=lambda done: self.stdout.write(f"{done} pages") if is_chatty else None)
        self.stdout.write(f"{count} entries")
