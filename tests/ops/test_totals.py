"""What a run ends with, and what CI does not let pass."""

import json
import subprocess
import sys

import pytest

from tests.databases import ROOT
from tests.summary import left_to_another, must_not_skip


@pytest.mark.parametrize(
    ("allowed", "reason", "fails"),
    [
        (None, "browser: no Chromium", False),
        ("nightly", "browser: no Chromium", True),
        ("nightly", "a test that skips itself", True),
        ("nightly", "nightly: too slow", False),
        ("nightly", "postgresql: DATABASE_URL is not PostgreSQL", True),
        ("postgresql,redis,nightly", "postgresql: DATABASE_URL is not PostgreSQL", False),
        ("postgresql,redis,nightly", "real_data: not there", True),
    ],
)
def test_ci_lets_nothing_be_skipped_but_what_it_names(allowed, reason, fails, monkeypatch):
    monkeypatch.delenv("PORTAL_MAY_SKIP", raising=False)
    if allowed is not None:
        monkeypatch.setenv("PORTAL_MAY_SKIP", allowed)
    assert must_not_skip(reason) is fails


FILES = [f"tests/somewhere/test_{number}.py" for number in range(40)]
URLS = {"sqlite": "sqlite:///portal.sqlite3", "postgresql": "postgresql://127.0.0.1/portal"}


def has(engine, settings):
    settings.DATABASE_URL = URLS[engine]
    return {file for file in FILES if left_to_another(file) is None}


def test_runs_that_share_tests_out_leave_none_and_repeat_none(monkeypatch, settings):
    monkeypatch.setenv("PORTAL_SHARING", "sqlite postgresql")
    one, other = has("sqlite", settings), has("postgresql", settings)
    assert one | other == set(FILES)
    assert not one & other
    assert len(one) > 10 < len(other)
    assert left_to_another(min(one)) == "which database does not matter, and the run on sqlite has it"


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_run_alone_has_all(engine, monkeypatch, settings):
    monkeypatch.delenv("PORTAL_SHARING", raising=False)
    assert has(engine, settings) == set(FILES)


def test_the_totals_of_both_engines_are_added_up(tmp_path):
    for name, passed, failed in (("sqlite", 10, 0), ("postgresql", 12, 1)):
        totals = {"name": name, "passed": passed, "failed": failed, "skipped": 2}
        (tmp_path / f"{name}.json").write_text(json.dumps(totals))
    files = [str(tmp_path / f"{name}.json") for name in ("sqlite", "postgresql")]
    done = subprocess.run(
        [sys.executable, "deploy/local/totals.py", *files], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        "sqlite: 10 passed, 0 failed, 2 skipped",
        "postgresql: 12 passed, 1 failed, 2 skipped",
        "22 passed, 1 failed, 4 skipped",
    ]


def test_a_run_that_did_not_end_is_not_counted_as_passed(tmp_path):
    done = subprocess.run(
        [sys.executable, "deploy/local/totals.py", str(tmp_path / "gone.json")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["0 passed, 0 failed, 0 skipped"]
