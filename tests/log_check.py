"""The run's own logs are read at the end: one phone or ID number in them fails the run.

The patterns are written apart from the scrubber's on purpose: a check made from the thing it checks proves nothing.
"""

import logging
import re
from pathlib import Path

import pytest

LOGS = pytest.StashKey[Path]()
HANDLER = pytest.StashKey[logging.Handler]()

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_PATTERNS = {
    "mobile number": re.compile(r"(?<![0-9a-fA-F.])(?:86)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9a-fA-F])"),
    "ID number": re.compile(
        r"(?<![0-9a-fA-F])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9a-fA-F])"
    ),
}


def personal_data_in(text: str) -> list[str]:
    """What was found, by kind and line; the value itself is not repeated."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        line = _UUID.sub("", line)
        found += [f"line {number}: {kind}" for kind, pattern in _PATTERNS.items() if pattern.search(line)]
    return found


def personal_data_below(folder: Path) -> list[str]:
    """Every log file of the run: this process's own and those of the servers it started."""
    return [
        f"{file.name} {finding}"
        for file in sorted(folder.glob("**/*.log"))
        for finding in personal_data_in(file.read_text(encoding="utf-8", errors="replace"))
    ]


def start_collecting(folder: Path) -> logging.Handler:
    """A file handler with the portal's own filter and formatter, on the root logger."""
    from foundation.audit.scrubber import ScrubbingFilter, ScrubbingFormatter

    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(folder / "tests.log", encoding="utf-8")
    handler.addFilter(ScrubbingFilter())
    handler.setFormatter(ScrubbingFormatter("{asctime} {levelname} {name} {message}", style="{"))
    logging.getLogger().addHandler(handler)
    return handler


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    import shutil

    folder = Path(config.rootpath) / "var" / "test-logs" / config.getoption("--engine-name", "tests")
    shutil.rmtree(folder, ignore_errors=True)
    config.stash[LOGS] = folder
    config.stash[HANDLER] = start_collecting(folder)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Runs before the summary is written, so that it can name the finding."""
    found = personal_data_below(session.config.stash[LOGS])
    session.config.stash[FOUND] = found
    if found and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


FOUND = pytest.StashKey[list[str]]()
