import pytest

from foundation.live import topics
from foundation.live.topics import register_topic
from tests import browser_server
from tests.server.own_database import own_database
from tests.server.portal_process import portal

__all__ = ["own_database", "portal"]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": browser_server.chromium(), "args": browser_server.CHROMIUM_ARGUMENTS}


@pytest.fixture(autouse=True)
def _topics(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "_patterns", set())
    register_topic(r"test\.news:[a-z0-9]+")
