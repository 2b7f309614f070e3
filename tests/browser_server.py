"""A real server process on a copy of the demo city, and what a visitor's phone would receive from it."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tests import databases

STARTS_WITHIN = 60  # seconds, on a busy two-core machine
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """The system's browser: tests never download one."""
    named = os.environ.get("PORTAL_CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class PortalServer:
    """One running portal with its own folder and database."""

    url: str
    var: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]
    console: subprocess.Popen[str] | None = None

    def texts_to(self, phone: str) -> list[str]:
        """Text messages the file provider wrote for this number, oldest first."""
        outbox = self.var / "outbox" / "sms.jsonl"
        lines = outbox.read_text(encoding="utf-8").splitlines() if outbox.exists() else []
        return [row["text"] for row in map(json.loads, lines) if row["phone"].endswith(phone)]

    def wait_for_text(self, phone: str, *words: str, within: float = 30) -> str:
        """A text message with all of these words, once the worker has delivered it."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            for text in self.texts_to(phone):
                if all(word in text for word in words):
                    return text
            time.sleep(0.1)
        raise AssertionError(f"No text message with {words} within {within} s")

    def code_sent_to(self, phone: str, *, after: int = 0, within: float = 15) -> str:
        """The newest six-digit code, waiting for the worker to deliver it. `after` counts texts already seen."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            for text in reversed(self.texts_to(phone)[after:]):
                if code := re.search(r"(?<!\d)\d{6}(?!\d)", text):
                    return code.group()
            time.sleep(0.1)
        raise AssertionError(f"No code was sent to a number ending in {phone[-4:]} within {within} s")

    def run(self, script: str) -> str:
        """What the script printed; it runs beside the server, in its database."""
        if self.console is None:
            more = {"PORTAL_VAR": str(self.var), "PORTAL_DEMO": "1"}
            self.console = subprocess.Popen(
                [sys.executable, "-m", "tests.browser_console"],
                cwd=databases.ROOT,
                env=databases.environment_for(self.environment["DATABASE_URL"], **more),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self.console.stdin is not None
        assert self.console.stdout is not None
        self.console.stdin.write(json.dumps(script) + "\n")
        self.console.stdin.flush()
        answer = json.loads(self.console.stdout.readline())
        if answer["error"]:
            raise RuntimeError(answer["error"])
        return str(answer["printed"])

    def stop(self) -> None:
        if self.console is not None:
            self.console.communicate(timeout=15)  # ends with its input
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(var: Path, database_url: str, log: Path, port: int | None = None, **extra: str) -> PortalServer:
    """Starts `manage.py serve` and returns when /readyz says so."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_MODE": "development",
        "PORTAL_DEMO": "1",
        "PORTAL_VAR": str(var),
        "PORTAL_URL": url,
        "PORTAL_ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DATABASE_URL": database_url,
    }
    environment |= extra
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    log.parent.mkdir(parents=True, exist_ok=True)
    lay_out_drawings(var / "media")
    # What it prints are the demo sign-ins, with invented phones; what it logs must hold none.
    with log.open("ab") as logged, log.with_suffix(".out").open("ab") as printed:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=databases.ROOT,
            env=environment,
            stdout=printed,
            stderr=logged,
        )
    server = PortalServer(url, var, environment, process)
    try:
        wait_until_ready(server, log)
    except BaseException:
        server.stop()
        raise
    return server


def lay_out_drawings(media: Path) -> None:
    """The copied demo city names them; the folder they were loaded into stayed behind."""
    pictures = databases.ROOT / "portal" / "demo" / "data" / "pictures"
    for drawing in pictures.glob("*.webp"):
        for language in ("zh", "en"):
            place = media / "original_images" / f"{drawing.stem}-{language}.webp"
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(drawing, place)


def wait_until_ready(server: PortalServer, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if server.process.poll() is not None:
            raise RuntimeError(f"The server stopped at start:\n{log.read_text(encoding='utf-8')[-3000:]}")
        try:
            with urllib.request.urlopen(f"{server.url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(
        f"The server did not answer within {STARTS_WITHIN} s:\n{log.read_text(encoding='utf-8')[-3000:]}"
    )
