"""The worker inside the one-process server. A whole city runs `manage.py run_worker` beside its servers instead."""

import threading

from foundation.schedule.working import Worker


class EmbeddedWorker:
    def __init__(self) -> None:
        self.worker = Worker()
        self._thread = threading.Thread(target=self.worker.run, name="worker-tasks", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 15) -> None:
        """Let the task in hand finish, but not longer than this; what is cut off is put back by the reaper."""
        self.worker.stop()
        self._thread.join(seconds)


def start_worker_thread() -> EmbeddedWorker:
    """Installs no signal handlers, so it may be called from a server that has its own."""
    return EmbeddedWorker()
