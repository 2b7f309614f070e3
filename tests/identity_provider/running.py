"""Starts the identity service and walks through its pages as a browser would."""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.browser_server import free_port
from tests.databases import ROOT

PASSWORD, CLIENT, SECRET = "a-password-of-the-city", "portal", "what-only-the-two-know"
PEOPLE = ("wang", "zhao", "li")


def write_key(path: Path) -> Path:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )  # fmt: skip
    path.write_bytes(pem)
    return path


@dataclass
class Service:
    issuer: str
    facts_file: Path
    process: subprocess.Popen[bytes]

    def says(self, **facts: Any) -> None:
        """`claims` by user name, `token` and `profile` as faults."""
        self.facts_file.write_text(json.dumps(facts), encoding="utf-8")


@contextlib.contextmanager
def running(folder: Path, portal_url: str, **more: str) -> Iterator[Service]:
    """A service of its own with fresh keys; ready when its discovery document is there."""
    folder.mkdir(parents=True)
    port, facts = free_port(), folder / "facts.json"
    environment = os.environ | {
        "IDENTITY_DATABASE": str(folder / "identity.sqlite3"), "IDENTITY_KEY": str(write_key(folder / "key.pem")),
        "IDENTITY_FACTS": str(facts), "IDENTITY_PEOPLE": ",".join(PEOPLE), "IDENTITY_PASSWORD": PASSWORD,
        "IDENTITY_CLIENT": CLIENT, "IDENTITY_SECRET": SECRET,
        "IDENTITY_REDIRECTS": f"{portal_url}/sign-in/city/callback/", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    with (folder / "service.log").open("wb") as log:
        command = [sys.executable, "-m", "tests.identity_provider", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment | more, stdout=log, stderr=log)
    service = Service(f"http://127.0.0.1:{port}", facts, process)
    try:
        _wait(service, folder / "service.log")
        yield service
    finally:
        process.kill()
        process.wait()


def _wait(service: Service, log: Path) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        assert service.process.poll() is None, log.read_text(encoding="utf-8")[-3000:]
        with contextlib.suppress(requests.RequestException):
            requests.get(f"{service.issuer}/.well-known/openid-configuration", timeout=5).raise_for_status()
            return
        time.sleep(0.1)
    raise AssertionError("the identity service did not start")


class Visitor:
    """Somebody's browser at the service: keeps cookies, fills in forms, stops where it is sent back to the portal."""

    def __init__(self, name: str) -> None:
        self.name, self.session = name, requests.Session()

    def go(self, address: str, *, consents: bool = True) -> str:
        """The address of the portal that the service sends them back to."""
        answer = self._follow(address)
        if "password" in answer.text:
            answer = self._post(answer, username=self.name, password=PASSWORD)
        button = {"allow": "Authorize"} if consents else {}
        answer = self._post(answer, **button) if answer.status_code == 200 else answer
        return answer.headers["Location"]

    def _follow(self, address: str) -> requests.Response:
        answer = self.session.get(address, allow_redirects=False, timeout=10)
        while _stays(answer):
            answer = self.session.get(_target(answer), allow_redirects=False, timeout=10)
        return answer

    def _post(self, page: requests.Response, **values: str) -> requests.Response:
        found = {}
        for tag in re.findall(r"<input[^>]*>", page.text):
            facts = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            if facts.get("type") == "hidden":
                found[facts["name"]] = facts.get("value", "").replace("&amp;", "&")
        answer = self.session.post(
            page.url, data=found | values, headers={"Referer": page.url}, allow_redirects=False, timeout=10
        )
        return self._follow(_target(answer)) if _stays(answer) else answer


def _stays(answer: requests.Response) -> bool:
    """Whether the redirect stays at the service."""
    return answer.is_redirect and "callback" not in answer.headers["Location"].partition("?")[0]


def _target(answer: requests.Response) -> str:
    return urljoin(answer.url, answer.headers["Location"])
