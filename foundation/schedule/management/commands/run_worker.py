import signal
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from foundation.schedule.working import Worker


class Command(BaseCommand):
    help = "Runs background tasks, periodic jobs and message delivery until told to stop (SIGTERM or Ctrl+C)."

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()

        def stop(number: int, frame: FrameType | None) -> None:
            worker.stop()
            signal.signal(number, signal.SIG_DFL)  # a second signal ends it at once; the reaper puts the task back

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        self.stdout.write(f"worker {worker.name} started")
        worker.run()
        self.stdout.write("worker stopped")
