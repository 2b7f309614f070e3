"""The portal as a real process, with one more address that publishes news."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.server.own_database import ROOT

EXTRA_SETTINGS = """
from portal.settings import *
ROOT_URLCONF = "tests.server.urls_with_news"
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Portal:
    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        self.port = free_port()
        command = [sys.executable, "manage.py", "serve", "--port", str(self.port), *arguments]
        self.process = subprocess.Popen(
            command, env=environment, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def get(self, path: str, timeout: float = 10) -> tuple[int, str]:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=timeout) as answer:
            return answer.status, answer.read().decode()

    def wait(self) -> None:
        for _ in range(600):
            with contextlib.suppress(OSError):
                self.get("/healthz")
                return
            assert self.process.poll() is None, self.process.communicate()[1]
            time.sleep(0.1)
        raise AssertionError("the portal did not start")

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        self.process.send_signal(number)
        output, errors = self.process.communicate(timeout=30)
        return self.process.returncode, output, errors


@contextlib.contextmanager
def running_portal(own_database: dict[str, str], tmp_path: Path, *, redis_url: str = "") -> Iterator[Portal]:
    (tmp_path / "settings_with_news.py").write_text(EXTRA_SETTINGS)
    environment = own_database | {
        "DJANGO_SETTINGS_MODULE": "settings_with_news",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}",
        "REDIS_URL": redis_url,
    }
    portal = Portal(environment)
    try:
        portal.wait()
        yield portal
    finally:
        if portal.process.poll() is None:
            portal.process.kill()
            portal.process.communicate()


@pytest.fixture
def portal(own_database: dict[str, str], tmp_path: Path) -> Iterator[Portal]:
    with running_portal(own_database, tmp_path) as running:
        yield running


def socket_address(portal: Portal, topics: str = "test.news:a") -> str:
    return f"ws://127.0.0.1:{portal.port}/ws/live/?topics={topics}"
