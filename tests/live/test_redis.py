"""Live news over a real Redis: between processes, to viewers that waited long, and through its outage."""

import asyncio
import contextlib
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import websockets
from websockets.asyncio.client import ClientConnection, connect

from tests.server.own_database import run
from tests.server.portal_process import Portal, free_port, running_portal, socket_address

pytestmark = [
    pytest.mark.redis,
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="redis-server is not installed"),
]

PUBLISH_ELSEWHERE = """
import time
from foundation.live import services
from foundation.live.topics import register_topic
register_topic(r"test\\.news:[a-z0-9]+")
services.publish("test.news:a", {"number": 2})
deadline = time.monotonic() + 10
while services._underway and time.monotonic() < deadline:
    time.sleep(0.01)
"""


class OwnRedis:
    """A server of our own, because one that others use cannot be killed."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    redis = OwnRedis(tmp_path)
    yield redis
    redis.kill()


@contextlib.asynccontextmanager
async def listening(portal: Portal):
    origin = websockets.Origin(f"http://127.0.0.1:{portal.port}")
    async with connect(socket_address(portal), origin=origin) as page:
        yield page


async def next_number(page: ClientConnection, seconds: float = 10) -> int:
    return int(json.loads(await asyncio.wait_for(page.recv(), seconds))["payload"]["number"])


def live_part(portal: Portal) -> str:
    return str(json.loads(portal.get("/readyz")[1])["parts"]["live"])


async def heard_again(portal: Portal, page: ClientConnection) -> bool:
    """After an outage the subscription comes back by itself, within its pause."""
    deadline = time.monotonic() + 45
    while time.monotonic() < deadline:
        await asyncio.to_thread(portal.get, "/test-publish/")
        with contextlib.suppress(TimeoutError):
            return await next_number(page, 1) == 1
    return False


def test_news_crosses_processes_waits_for_nobody_and_survives_an_outage(own_database, own_redis, tmp_path):
    async def story(portal: Portal) -> None:
        async with listening(portal) as page:
            await asyncio.sleep(7)  # newer redis clients drop a reader that waited five seconds
            await asyncio.to_thread(portal.get, "/test-publish/")
            assert await next_number(page) == 1
            await asyncio.to_thread(run, environment, PUBLISH_ELSEWHERE)
            assert await next_number(page) == 2, "from another process"
            own_redis.kill()
            started = time.monotonic()
            assert portal.get("/test-publish/") == (200, "published")
            assert time.monotonic() - started < 2, "a page does not wait for the broker"
            assert live_part(portal) == "unavailable"
            own_redis.start()
            assert await heard_again(portal, page)
            assert live_part(portal) == "ok"

    environment = own_database | {"REDIS_URL": own_redis.url}
    with running_portal(own_database, tmp_path, redis_url=own_redis.url) as portal:
        asyncio.run(story(portal))


def test_a_portal_started_before_its_redis_finds_it_later(own_database, own_redis, tmp_path):
    async def story(portal: Portal) -> None:
        async with listening(portal) as page:
            own_redis.start()
            assert await heard_again(portal, page)

    own_redis.kill()
    with running_portal(own_database, tmp_path, redis_url=own_redis.url) as portal:
        asyncio.run(story(portal))
