"""What a run ends with: plain totals, and one line for each kind of thing it could not run."""

import json
import os
from collections import defaultdict
from pathlib import Path
from zlib import crc32

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
    if not settings.REDIS_URL:
        reasons["redis"] = "REDIS_URL is not set (`make services` starts one)"
    if chromium() is None:
        reasons["browser"] = "no Chromium (apt-get install chromium fonts-noto-cjk, or set PORTAL_CHROMIUM)"
    if not shared_data().exists():
        reasons["real_data"] = "../shared/data is not there (PORTAL_REAL_DATA names another folder)"
    return reasons


def shared_data() -> Path:
    return Path(os.environ.get("PORTAL_REAL_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")


def left_to_another(file: str) -> str | None:
    """Why a file's `one_engine` tests are not for this run. PORTAL_SHARING names the runs that share them out."""
    from django.conf import settings

    here = "postgresql" if settings.DATABASE_URL.startswith("postgres") else "sqlite"
    sharing = (os.environ.get("PORTAL_SHARING") or here).split()
    has_it = sharing[crc32(file.encode()) % len(sharing)]
    return None if has_it == here else f"which database does not matter, and the run on {has_it} has it"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Playwright keeps an event loop running in this thread until the end; tests with a loop of their own come before.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    missing_here = missing()
    for item in items:
        left = left_to_another(item.nodeid.partition("::")[0])
        needs_services = item.get_closest_marker("postgresql") or item.get_closest_marker("redis")
        reasons = missing_here | ({"one_engine": left} if left and not needs_services else {})
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
