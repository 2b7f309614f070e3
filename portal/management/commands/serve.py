import asyncio
import resource
import signal
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from foundation.live.hub import hub
from foundation.schedule.embedded import start_worker_thread

BACKLOG = 2048


class Server(uvicorn.Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let go of the listeners first: an open event stream would hold the others up."""
        hub.dismiss()
        await asyncio.sleep(0)
        await super().shutdown(sockets)


def raise_file_limit() -> None:
    """Every viewer is an open file; the usual soft limit of 1024 is soon reached."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def listen(host: str, port: int) -> socket.socket:
    """Bind before anything else starts, so that a taken port is said at once and in plain words."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CommandError(f"Cannot listen on {host} port {port}: {error.strerror}. Choose another --port.") from error
    return listener


class Command(BaseCommand):
    help = "Serves pages, live connections and background work from one process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-worker", action="store_true", help="background work runs elsewhere (run_worker)")
        parser.add_argument(
            "--behind-proxy", metavar="ADDRESS", help="believe X-Forwarded-For and -Proto from this address"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        raise_file_limit()
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
        listener = listen(options["host"], options["port"])
        host, port = listener.getsockname()[:2]
        server = Server(
            uvicorn.Config(
                "portal.asgi:application",
                ws="websockets-sansio",
                ws_per_message_deflate=False,  # doubles CPU and memory of a viewer for messages this small
                ws_max_size=4096,  # pages only listen
                proxy_headers=bool(options["behind_proxy"]),
                forwarded_allow_ips=options["behind_proxy"],
                server_header=False,
                lifespan="on",
                log_config=None,
                log_level="warning",
                access_log=False,
                backlog=BACKLOG,
                timeout_graceful_shutdown=5,
            )
        )
        # uvicorn raises the signal again after a clean stop; it must not cut off the worker's.
        signal.signal(signal.SIGTERM, lambda *_: None)
        signal.signal(signal.SIGINT, lambda *_: None)
        worker = None if options["no_worker"] else start_worker_thread()
        if settings.DEMO:
            call_command("demo_sign_ins", stdout=self.stdout)
        self.stdout.write(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
        self.stdout.flush()
        server.run(sockets=[listener])
        if worker is not None:
            worker.stop()
        if not server.started:
            sys.exit(1)
