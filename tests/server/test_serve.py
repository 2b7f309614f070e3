"""The whole portal as one real process: pages, sockets, event streams, background work, a clean end."""

import asyncio
import contextlib
import json
import signal
import socket
import subprocess
import sys
import time
from typing import Any

import websockets
from websockets.asyncio.client import connect

from tests.server.own_database import ROOT, query
from tests.server.portal_process import Portal, socket_address


async def listen_and_publish(portal: Portal) -> dict[str, Any]:
    origin = f"http://127.0.0.1:{portal.port}"
    async with connect(socket_address(portal), origin=websockets.Origin(origin)) as page:
        await asyncio.to_thread(portal.get, "/test-publish/")
        news: dict[str, Any] = json.loads(await asyncio.wait_for(page.recv(), 5))
        return news


async def read_one_event(portal: Portal) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", portal.port)
    writer.write(f"GET /sse/live/?topics=test.news:a HTTP/1.1\r\nHost: 127.0.0.1:{portal.port}\r\n\r\n".encode())
    await reader.readuntil(b"retry: 5000")
    await asyncio.to_thread(portal.get, "/test-publish/")
    line = await asyncio.wait_for(reader.readuntil(b"}}"), 5)
    writer.close()
    return line.decode()


async def handshake_status(portal: Portal, **options: Any) -> int:
    try:
        async with connect(socket_address(portal, **options), origin=websockets.Origin("http://evil.example")):
            return 101
    except websockets.InvalidStatus as refusal:
        return refusal.response.status_code


def slow_upload(portal: Portal) -> socket.socket:
    """Half a form whose token Django looks for in the other half."""
    half = socket.create_connection(("127.0.0.1", portal.port))
    head = f"POST /healthz HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken={'a' * 32}\r\nContent-Length: 1000000\r\n"
    half.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode() + b"x" * 1000)
    return half


def test_one_process_serves_pages_sockets_streams_and_background_work(portal):
    assert portal.get("/healthz") == (200, "ok\n")
    assert asyncio.run(listen_and_publish(portal)) == {"topic": "test.news:a", "payload": {"number": 1}}
    assert '"payload": {"number": 1}' in asyncio.run(read_one_event(portal))
    assert asyncio.run(handshake_status(portal)) == 403
    for _ in range(50):
        if json.loads(portal.get("/readyz")[1])["status"] == "ok":
            break
        time.sleep(0.1)
    assert json.loads(portal.get("/readyz")[1])["parts"]["worker"] == "ok"
    halves = [slow_upload(portal) for _ in range(8)]
    assert portal.get("/healthz", timeout=5)[0] == 200, "more slow uploads than page threads"
    for half in halves:
        half.close()
    code, output, errors = portal.stop()
    assert (code, output) == (0, f"http://127.0.0.1:{portal.port}/\n")
    assert errors == ""


def test_ctrl_c_ends_it_cleanly_with_pages_still_listening(portal, own_database):
    async def listen_until_the_end() -> int:
        origin = websockets.Origin(f"http://127.0.0.1:{portal.port}")
        async with connect(socket_address(portal), origin=origin) as page:
            portal.process.send_signal(signal.SIGINT)
            with contextlib.suppress(websockets.ConnectionClosed):
                await asyncio.wait_for(page.recv(), 10)
            return page.close_code or 0

    assert asyncio.run(listen_until_the_end()) in {1001, 1012}
    _, errors = portal.process.communicate(timeout=30)
    assert portal.process.returncode == 0
    assert "Traceback" not in errors
    assert query(own_database, "SELECT count(*) FROM schedule_heartbeat") == [0], "the worker said goodbye"


def test_a_taken_port_is_said_in_plain_words(own_database):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        command = [sys.executable, "manage.py", "serve", "--port", str(other.getsockname()[1])]
        result = subprocess.run(command, env=own_database, cwd=ROOT, text=True, capture_output=True, timeout=60)
    assert result.returncode == 1
    assert "Choose another --port" in result.stderr
    assert "Traceback" not in result.stderr
