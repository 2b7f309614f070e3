"""Clients over one kept connection each, and many of them at once. Their own CPU is not counted."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

Item = TypeVar("Item")
CSRF = "c" * 32


class NoAnswer(Exception):
    """The connection broke before the answer was there: nobody knows whether it happened."""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Client:
    """A browser as far as cookies go. `address` is told as a proxy would tell it: every citizen has their own."""

    port: int
    address: str = "10.0.0.1"
    cookies: dict[str, str] = field(default_factory=lambda: {"csrftoken": CSRF})
    headers: dict[str, str] = field(default_factory=dict)
    patience: float = 300  # seconds, then it counts as no answer
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path, b"", {})

    async def post(self, path: str, **answers: str) -> Answer:
        body = urlencode({"csrfmiddlewaretoken": CSRF} | answers).encode()
        return await self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    async def post_json(self, path: str, content: object, *, key: str) -> Answer:
        body = json.dumps(content).encode()
        return await self._ask("POST", path, body, {"Content-Type": "application/json", "Idempotency-Key": key})

    async def _ask(self, method: str, path: str, body: bytes, more: dict[str, str]) -> Answer:
        head = {"Host": f"localhost:{self.port}", "X-Forwarded-For": self.address, "Content-Length": str(len(body))}
        if self.cookies:
            head["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = "".join(f"{name}: {value}\r\n" for name, value in (head | self.headers | more).items())
        try:
            request = f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body
            return await asyncio.wait_for(self._exchange(request), self.patience)
        except (OSError, asyncio.IncompleteReadError) as error:
            self.close()
            raise NoAnswer from error

    async def _exchange(self, request: bytes) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        writer.write(request)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in lines[1:-2]:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content
            headers[name.lower()] = value
        length = int(headers.get("content-length", "0"))
        return Answer(int(lines[0].split()[1]), headers, await reader.readexactly(length))

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


async def all_of(items: Sequence[Item], act: Callable[[Item], Awaitable[Any]], *, clients: int) -> list[float]:
    """Runs `act` on every item, so many at a time; the seconds each took, in no order."""
    waiting, seconds = iter(items), []

    async def one_client() -> None:
        for item in waiting:
            started = time.perf_counter()
            await act(item)
            seconds.append(time.perf_counter() - started)

    await asyncio.gather(*(one_client() for _ in range(clients)))
    return seconds


def percentile(seconds: list[float], share: float) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
