"""News from another process where there is no Redis."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from foundation.live import relay, services
from foundation.live.hub import Hub

TEXT = '{"topic": "test.news:a", "payload": {"number": 1}}'

pytestmark = pytest.mark.one_engine


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> Path:
    settings.VAR_DIR = tmp_path
    settings.REDIS_URL = ""
    return tmp_path


async def read_by_a_server(*texts: str, wanted: int = 1) -> list[tuple[str, str]]:
    """What a serving process is told of these texts, sent from a thread as another process would."""
    told: list[tuple[str, str]] = []
    server = await relay.listen(lambda topic, text: told.append((topic, text)))
    assert server is not None
    try:
        for text in texts:
            assert await asyncio.to_thread(relay.pass_on, text)
        async with asyncio.timeout(10):
            while len(told) < wanted:
                await asyncio.sleep(0.001)
    finally:
        server.close()
    return told


def test_what_another_process_publishes_reaches_the_viewers():
    assert asyncio.run(read_by_a_server(TEXT)) == [("test.news:a", TEXT)]


def test_more_than_the_system_keeps_waiting_is_delivered_too():
    assert len(asyncio.run(read_by_a_server(*[TEXT] * 100, wanted=100))) == 100


@pytest.mark.parametrize("rubbish", ["", "{", "[]", "{}", '{"topic": 1}', '{"topic": "secret"}'])
def test_what_is_no_message_is_logged_and_harms_nothing(rubbish, caplog):
    assert asyncio.run(read_by_a_server(rubbish, TEXT)) == [("test.news:a", TEXT)]
    assert "what is no message" in caplog.text


def test_nobody_serves_and_nothing_waits(monkeypatch):
    monkeypatch.setattr(services, "hub", Hub())
    services._hand_over("test.news:a", TEXT)
    assert not relay.pass_on(TEXT)


def test_a_socket_that_a_killed_server_left_is_replaced(own_folder):
    killed = subprocess.run(
        [sys.executable, "-c", "import socket, sys; socket.socket(1, 2).bind(sys.argv[1])", str(relay.socket_path())]
    )
    assert killed.returncode == 0
    assert not relay.pass_on(TEXT), "nobody reads it"
    assert asyncio.run(read_by_a_server(TEXT)) == [("test.news:a", TEXT)]


def test_only_the_own_account_may_write_to_it(own_folder):
    async def mode() -> int:
        server = await relay.listen(lambda topic, text: None)
        assert server is not None
        server.close()
        return relay.socket_path().stat().st_mode & 0o777

    assert asyncio.run(mode()) == 0o600


def test_a_folder_with_too_long_a_name_costs_a_log_line(own_folder, settings, caplog):
    settings.VAR_DIR = own_folder / ("x" * 100)
    assert asyncio.run(relay.listen(lambda topic, text: None)) is None
    assert "too long for a socket" in caplog.text
