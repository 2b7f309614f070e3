"""What a run ends with: plain totals, and one line for each kind of thing it could not run."""

import json
import os
from collections import defaultdict
from pathlib import Path

import pytest

from tests.log_check import FOUND

NOT_HERE = ("postgresql", "redis", "browser", "real_data", "one_engine")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine-name", default="tests", help="names this run in the totals and in var/test-logs")


def missing() -> dict[str, str]:
    """Marker → why its tests cannot run here."""
    from django.conf import settings

    from tests.browser_server import chromium

    reasons = {}
    if not settings.DATABASE_URL.startswith("postgres"):
        reasons["postgresql"] = "DATABASE_URL is not PostgreSQL (`make services` starts one)"
    elif os.environ.get("PORTAL_OTHER_ENGINE"):
        reasons["one_engine"] = "which database does not matter, and the run on SQLite has it"
    if not settings.REDIS_URL:
        reasons["redis"] = "REDIS_URL is not set (`make services` starts one)"
    if chromium() is None:
        reasons["browser"] = "no Chromium (apt-get install chromium fonts-noto-cjk, or set PORTAL_CHROMIUM)"
    if not shared_data().exists():
        reasons["real_data"] = "../shared/data is not there (PORTAL_REAL_DATA names another folder)"
    return reasons


def shared_data() -> Path:
    return Path(os.environ.get("PORTAL_REAL_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Playwright keeps an event loop running in this thread until the end; tests with a loop of their own come before.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    reasons = missing()
    for item in items:
        for marker in NOT_HERE:
            if marker in reasons and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"{marker}: {reasons[marker]}"))
                break
        else:
            if item.get_closest_marker("nightly") and not config.getoption("markexpr"):
                item.add_marker(pytest.mark.skip(reason="nightly: too slow for every run (`make test-nightly`)"))


def skipped_by_reason(reporter: pytest.TerminalReporter) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        counts[reason.removeprefix("Skipped: ")] += 1
    return dict(counts)


def must_not_skip(reason: str) -> bool:
    """Where PORTAL_MAY_SKIP is set (CI does), a test skipped for any other kind of reason has failed."""
    allowed = os.environ.get("PORTAL_MAY_SKIP")
    return allowed is not None and reason.partition(":")[0] not in allowed.split(",")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    stats = terminalreporter.stats
    skipped = skipped_by_reason(terminalreporter)
    terminalreporter.section("not run", sep="-")
    for reason, count in sorted(skipped.items()):
        kind, _, why = reason.partition(": ")
        terminalreporter.write_line(f"{kind}: {count} not run: {why}" if why else f"{count} not run: {reason}")
    if not skipped:
        terminalreporter.write_line("nothing: everything collected was run")
    for finding in config.stash.get(FOUND, []):
        terminalreporter.write_line(f"personal data in the run's log: {finding}", red=True)
    totals = {
        "name": config.getoption("--engine-name"),
        "passed": len(stats.get("passed", [])),
        "failed": len(stats.get("failed", [])) + len(stats.get("error", [])),
        "skipped": len(stats.get("skipped", [])),
    }
    target = os.environ.get("PORTAL_TEST_TOTALS")
    if target:
        Path(target).write_text(json.dumps(totals), encoding="utf-8")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and exitstatus == pytest.ExitCode.OK and any(map(must_not_skip, skipped_by_reason(reporter))):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
