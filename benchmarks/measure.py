"""What every section needs: a server process, its CPU seconds, a bounded load from this machine, and a table of aims.

Figures are per CPU-second of the server, because requests per second move with whatever else the machine is doing.
Ours and its bare twin run in turn, at least two rounds, on the same server with the same options.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AIM = "aim:"  # run.py collects the lines that begin like this


def aim(what: str, value: float, unit: str, *, at_least: float | None = None, at_most: float | None = None) -> bool:
    """Prints one line of the table; True when the aim is met."""
    is_met = (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
    wanted = f"≥ {at_least:g}" if at_least is not None else f"≤ {at_most:g}"
    print(f"{AIM} {what} | {value:.3g} {unit} | {wanted} | {'met' if is_met else 'MISSED'}", flush=True)
    return is_met


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def family(pid: int) -> list[int]:
    """The process and all its descendants."""
    pids = [pid]
    for child in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            for one in child.read_text().split():
                pids += family(int(one))
    return pids


def cpu_seconds(pid: int) -> float:
    """User and system time of the process, its workers and its threads."""
    total = 0
    for one in family(pid):
        with suppress(FileNotFoundError, ProcessLookupError):  # gone since it was listed
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


@contextmanager
def server(command: list[str], port: int, environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """Starts the command (it must listen on 127.0.0.1:port), waits for it, yields its pid, stops it."""
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | dict(environment or {}))
    try:
        for _ in range(600):
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} stopped at start")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            raise SystemExit(f"nothing listens on {port}")
        yield process.pid
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes], patience: float = 20) -> None:
    """A worker that is still starting does not hear that it should end, and its master would wait for it for ever."""
    started = family(process.pid)
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        for pid in started:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def granian(application: str, port: int) -> list[str]:
    """One worker with one thread, the WSGI server of docs/deployment.md."""
    options = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", "1", "--host", "127.0.0.1"]
    return [sys.executable, "-m", "granian", *options, "--port", str(port), "--no-access-log", application]


@dataclass(frozen=True)
class Load:
    requests: int
    failures: int
    seconds: float
    cpu: float

    @property
    def per_cpu_second(self) -> float:
        return self.requests / self.cpu if self.cpu else 0.0


def load(pid: int, port: int, path: str, *, requests: int, connections: int = 16, host: str = "127.0.0.1") -> Load:
    """Sends that many GETs over kept connections, as fast as answers come, and counts what is not a 200."""
    cpu, started = cpu_seconds(pid), time.perf_counter()
    failures = asyncio.run(_get_all(port, path, requests, connections, host))
    return Load(requests, failures, time.perf_counter() - started, cpu_seconds(pid) - cpu)


async def _get_all(port: int, path: str, requests: int, connections: int, host: str) -> int:
    share = [requests // connections + (number < requests % connections) for number in range(connections)]
    return sum(await asyncio.gather(*(_get_some(port, path, count, host) for count in share)))


async def _get_some(port: int, path: str, count: int, host: str) -> int:
    request = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Language: zh-CN\r\n\r\n".encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    failures = 0
    for _ in range(count):
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        failures += not head.startswith(b"HTTP/1.1 200")
        await reader.readexactly(_length(head))
    writer.close()
    return failures


def _length(head: bytes) -> int:
    """Servers of ours always say how long an answer is; a chunked one would be a change worth noticing."""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    raise SystemExit(f"no Content-Length in {head[:200]!r}")
