from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils.timezone import now
from redis import Redis

from foundation.schedule.models import Heartbeat
from foundation.schedule.services import beat
from portal import health


@pytest.fixture
def working(db: None) -> None:
    beat(worker="test", started_at=now(), at=now())


def test_everything_is_ok(client: Client, working):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert "no-store" in answer["Cache-Control"]


def test_without_a_worker_it_is_degraded_and_still_ready(client: Client, working):
    Heartbeat.objects.update(seen_at=now() - timedelta(minutes=2))
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "degraded", "parts": {"database": "ok", "worker": "no worker", "live": "ok"}
    }  # fmt: skip


def test_without_redis_it_is_degraded_and_says_no_address(client: Client, working, settings, caplog):
    settings.REDIS_URL = "redis://:geheim@127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["parts"]["live"] == "unavailable"
    assert "geheim" not in answer.content.decode() + caplog.text


def test_with_redis_it_is_ok(client: Client, working, settings, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(Redis, "ping", lambda self: True)
    assert client.get("/readyz").json()["status"] == "ok"


def test_only_without_the_database_it_is_not_ready(client: Client, db, monkeypatch):
    def away() -> None:
        raise OperationalError("password authentication failed for user portal")

    with monkeypatch.context() as patch:
        patch.setattr(health.connection, "cursor", away)
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "parts": {"database": "unavailable"}}


def test_alive_needs_no_database(client: Client):
    """No `db` fixture: a query would fail the test."""
    assert client.get("/healthz").content == b"ok\n"
    assert client.post("/healthz").status_code == 405
