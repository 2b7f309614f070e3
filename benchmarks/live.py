"""How long until the last of N open pages has a piece of news, against a bare broadcast on the same server.

    python -m benchmarks.live [--viewers 2000 5000] [--messages 15] [--rounds 2]

Ours is the whole portal (pages, hub, channel layer) with one extra address that publishes from a page thread, as a
service does. Both run under the same uvicorn with the same options, in turn, for each number of viewers. Prints medians
and their ratios, and how much longer the most viewers take than the fewest.
"""

import argparse
import asyncio
import json
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.measure import aim, cpu_seconds, free_port, server

HANDSHAKE = (
    "GET /ws/live/?topics=bench HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n\r\n"
)
PADDING = "x" * 180  # about 250 bytes a message


async def ours(scope: Any, receive: Any, send: Any) -> None:
    """The portal, and `POST /publish` that publishes from a thread."""
    from foundation.live.services import publish
    from foundation.live.topics import register_topic
    from portal.asgi import application

    if scope.get("path") == "/publish":
        payload = json.loads((await receive())["body"])
        await asyncio.to_thread(publish, "bench", payload)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})
        return
    if scope["type"] == "lifespan":
        register_topic("bench")
    await application(scope, receive, send)


class Page(asyncio.Protocol):
    """One open page: counts messages, says when its handshake is done."""

    def __init__(self, arrivals: "Arrivals", port: int) -> None:
        self.arrivals, self.port, self.is_open = arrivals, port, False

    def connection_made(self, transport: Any) -> None:
        transport.write(HANDSHAKE.format(port=self.port).encode())

    def data_received(self, data: bytes) -> None:
        if self.is_open:
            self.arrivals.one(data.count(b"number"))
        elif data.startswith(b"HTTP/1.1 101"):
            self.is_open = True
            self.arrivals.one(1)
        else:
            raise SystemExit(f"handshake refused: {data[:100]!r}")

    def connection_lost(self, error: Exception | None) -> None:
        self.arrivals.lost += 1


class Arrivals:
    def __init__(self) -> None:
        self.missing = self.lost = 0
        self.done = asyncio.Event()

    def expect(self, number: int) -> None:
        self.missing = number
        self.done.clear()

    def one(self, count: int) -> None:
        self.missing -= count
        if self.missing <= 0:
            self.done.set()


async def publish_one(port: int, number: int) -> None:
    body = json.dumps({"number": number, "padding": PADDING})
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /publish HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    writer.write((head + body).encode())
    await reader.read()
    writer.close()


def memory_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


async def measure(port: int, pid: int, viewers: int, messages: int) -> dict[str, float]:
    loop, arrivals = asyncio.get_running_loop(), Arrivals()
    before = memory_kb(pid)
    arrivals.expect(viewers)
    for _ in range(viewers):
        await loop.create_connection(lambda: Page(arrivals, port), "127.0.0.1", port)
    await asyncio.wait_for(arrivals.done.wait(), 60)
    memory, times = (memory_kb(pid) - before) / viewers, []
    await asyncio.sleep(1)
    cpu = cpu_seconds(pid)
    for number in range(messages):
        arrivals.expect(viewers)
        started = time.perf_counter()
        publishing = asyncio.create_task(publish_one(port, number))
        await asyncio.wait_for(arrivals.done.wait(), 60)
        times.append((time.perf_counter() - started) * 1000)
        await publishing
        await asyncio.sleep(0.1)
    cpu = (cpu_seconds(pid) - cpu) * 1000 / messages
    return {"last": statistics.median(times), "cpu": cpu, "memory": memory, "lost": arrivals.lost}


def run_round(application: str, viewers: int, messages: int) -> dict[str, float]:
    port = free_port()
    command = [
        sys.executable, "-m", "uvicorn", application, "--port", str(port), "--log-level", "warning", "--no-access-log",
        "--ws", "websockets-sansio", "--ws-per-message-deflate", "false", "--backlog", "4096",
    ]  # fmt: skip
    with server(command, port, {"DJANGO_SETTINGS_MODULE": "portal.settings"}) as pid:
        return asyncio.run(measure(port, pid, viewers, messages))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, nargs="+", default=[2000, 5000])
    for name, default in (("messages", 15), ("rounds", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    last = [compare(viewers, options.messages, options.rounds) for viewers in options.viewers]
    if len(last) > 1:
        fewest, most = min(options.viewers), max(options.viewers)
        aim(f"last of {most} open pages, of the last of {fewest}", max(last) / min(last), "×", at_most=3.2)
    return 0  # what was missed stands in the figures


def compare(viewers: int, messages: int, rounds: int) -> float:
    """Milliseconds until the last of our viewers has the news."""
    results: dict[str, list[dict[str, float]]] = {"bare": [], "ours": []}
    applications = {"bare": "benchmarks.bare.live_broadcast:application", "ours": "benchmarks.live:ours"}
    for number in range(rounds):
        for name, application in applications.items():
            figures = run_round(application, viewers, messages)
            results[name].append(figures)
            print(
                f"round {number + 1} {name}: last of {viewers} after {figures['last']:.1f} ms, "
                f"{figures['cpu']:.1f} CPU ms a message, {figures['memory']:.1f} KB a viewer, "
                f"{figures['lost']:.0f} lost"
            )
    ours, bare = (
        {figure: statistics.median(one[figure] for one in results[name]) for figure in ("last", "cpu", "memory")}
        for name in ("ours", "bare")
    )
    aim(f"last of {viewers} open pages, of a bare broadcast", ours["last"] / bare["last"], "×", at_most=2)
    aim(f"CPU of one message to {viewers}, of a bare broadcast", ours["cpu"] / bare["cpu"], "×", at_most=1.5)
    aim(f"memory of each of {viewers} open pages, of a bare socket", ours["memory"] / bare["memory"], "×", at_most=2)
    return ours["last"]


if __name__ == "__main__":
    sys.exit(main())
