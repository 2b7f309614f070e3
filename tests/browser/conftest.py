"""Chromium on a real server process, over a copy of the small demo city. Every test is a journey of a person."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import browser_server, databases
from tests.log_check import LOGS

PHONE_SIZE = {"width": 390, "height": 844}
DESKTOP_SIZE = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": browser_server.chromium(), "args": browser_server.CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(portal_server: browser_server.PortalServer) -> dict[str, object]:
    return {
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "base_url": portal_server.url,
        "viewport": DESKTOP_SIZE,
        "reduced_motion": "reduce",
    }


@pytest.fixture(scope="session")
def portal_server(
    database_engine: databases.SQLite | databases.PostgreSQL,
    tmp_path_factory: pytest.TempPathFactory,
    pytestconfig: pytest.Config,
) -> Iterator[browser_server.PortalServer]:
    """One server for all journeys; each journey uses people and days of its own."""
    template = databases.demo_template(database_engine)
    name = f"browser_{os.getpid()}"
    database_engine.copy(template, name)
    log = pytestconfig.stash[LOGS] / "browser-server.log"
    server = browser_server.start(tmp_path_factory.mktemp("portal"), database_engine.url(name), log)
    yield server
    server.stop()
    database_engine.drop(name)


@pytest.fixture
def phone_page(page: Page) -> Page:
    """A small phone, 390 px wide."""
    page.set_viewport_size(PHONE_SIZE)  # type: ignore[arg-type]  # two plain numbers
    return page


@pytest.fixture(autouse=True)
def _quiet_console(page: Page) -> Iterator[None]:
    """A script error or a resource that the content policy refused fails the journey."""
    expect.set_options(timeout=10_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    yield
    # A refused form answers 4xx on purpose, and Chromium says so on the console.
    assert [line for line in errors if "status of 4" not in line] == []
