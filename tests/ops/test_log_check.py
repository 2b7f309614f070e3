"""The check on the run's own logs can fail: a number that gets past the scrubber is found, and fails the run."""

import logging
import os
import shutil
import subprocess
import sys

import pytest

from tests.databases import ROOT
from tests.log_check import personal_data_below, personal_data_in, start_collecting

pytestmark = pytest.mark.one_engine

PHONE = "13912345678"
ID_NUMBER = "329981198507123015"


@pytest.mark.parametrize(
    "leak", [PHONE, "139 1234 5678", "139-1234-5678", f"+86{PHONE}", ID_NUMBER, "32998119850712301X"]
)
def test_the_check_sees_what_must_not_be_there(leak):
    assert personal_data_in(f"2026-11-22 INFO portal sent to {leak}, done") != []
    assert personal_data_in(f"发给{leak}了") != []


@pytest.mark.parametrize(
    "line",
    [
        "booking 20261122-7K4MQ9-C at 329981001002",
        "task 13912345-6789-4abc-8def-139123456789 done",
        "digest 3b1391234567812f",
        "in 0.13912345678 s",
        "139***5678",
    ],
)
def test_the_check_leaves_ordinary_lines_alone(line):
    assert personal_data_in(line) == []


@pytest.fixture
def logger():
    logger = logging.getLogger("tests.ops.planted")
    logger.propagate = False
    yield logger
    logger.handlers.clear()


def test_the_collecting_handler_masks_what_is_logged(logger, tmp_path):
    handler = start_collecting(tmp_path)
    logging.getLogger().removeHandler(handler)
    logger.addHandler(handler)
    logger.warning("sent to %s of %s", PHONE, ID_NUMBER)
    handler.close()
    assert "139***5678" in (tmp_path / "tests.log").read_text()
    assert personal_data_below(tmp_path) == []


def test_a_handler_without_the_scrubber_is_caught(logger, tmp_path):
    logger.addHandler(logging.FileHandler(tmp_path / "other.log"))
    logger.warning("sent to %s of %s", PHONE, ID_NUMBER)
    assert personal_data_below(tmp_path) == ["other.log line 1: mobile number", "other.log line 1: ID number"]


LEAKING_TEST = """
import logging
from tests.log_check import LOGS

def test_leaks(pytestconfig):
    logger = logging.getLogger("planted")
    logger.addHandler(logging.FileHandler(pytestconfig.stash[LOGS] / "planted.log"))
    logger.warning("sent to %s", "{number}")
"""


@pytest.mark.parametrize(("number", "code"), [("13912345678", 1), ("139***5678", 0)])
def test_a_run_whose_log_holds_a_number_fails(number, code, tmp_path):
    (tmp_path / "test_leaking.py").write_text(LEAKING_TEST.replace("{number}", number))
    options = ["-p", "tests.log_check", "-p", "tests.summary", f"--rootdir={ROOT}", "-c", "pyproject.toml", "--no-cov"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, f"--engine-name=planted-{os.getpid()}", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    shutil.rmtree(ROOT / "var" / "test-logs" / f"planted-{os.getpid()}", ignore_errors=True)
    assert done.returncode == code, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    assert ("personal data in the run's log: planted.log line 1: mobile number" in done.stdout) is bool(code)
