import logging

import pytest

from foundation.audit.scrubber import ScrubbingFilter, ScrubbingFormatter, scrub
from tests.log_check import personal_data_in

PERSONAL = [
    "13812345678",
    "+8613812345678",
    "+86 138 1234 5678",
    "0086-138-1234-5678",
    "138-1234-5678",
    "１３８１２３４５６７８",
    "32068119900307123X",
    "320681 19900307 1234",
    "320681900307123",
    "0513-83512345",
    "(0513) 83512345",
    "051383512345",
    "zhang.san+a@example.cn",
]


@pytest.mark.parametrize("value", PERSONAL)
@pytest.mark.parametrize(
    "frame", ["{}", "手机{}，请核对", "phone={} ok", "['{}', 1]", "/path/{}/x", "Key (phone)=({}) exists"]
)
def test_personal_values_leave_masked(value, frame):
    scrubbed = scrub(frame.format(value))
    assert value not in scrubbed
    assert "***" in scrubbed
    assert personal_data_in(scrubbed) == []


@pytest.mark.parametrize(
    "line",
    [
        "20261122-7K4MQ9-C registered",
        "place 329981000000 imported, 358 rows in 1.38123456789 s",
        "task 9f1c2d3e-4b5a-4789-a123-138123456789abc",
        "GET /places/329981001002/ 200",
        "call 12345",
        "status_code=404, exit code 3",
        "2026-11-22 16:20:55,123 INFO",
    ],
)
def test_ordinary_lines_stay_readable(line):
    assert scrub(line) == line


@pytest.mark.parametrize(
    "line",
    ["query_code=K7M4Q9XA2B", "code: 123456", "{'otp': '123456'}", '"password": "hunter22"', "sessionid=abcdef123456"],
)
def test_codes_and_secrets_are_masked(line):
    scrubbed = scrub(line)
    assert "***" in scrubbed
    assert not any(secret in scrubbed for secret in ("K7M4Q9XA2B", "123456", "hunter22", "abcdef"))


@pytest.mark.parametrize("value", PERSONAL)
def test_scrubbing_twice_changes_nothing_more(value):
    once = scrub(f"code=ABCDEF {value}")
    assert scrub(once) == once


def record(message: str, *args: object, name: str = "test", exc_info=None) -> logging.LogRecord:
    return logging.LogRecord(name, logging.INFO, __file__, 1, message, args, exc_info)


def test_arguments_are_scrubbed_numbers_included():
    filtered = record("sent to %s (%d)", "13812345678", 13987654321)
    assert ScrubbingFilter().filter(filtered) is True
    assert filtered.getMessage() == "sent to 138***5678 (139***4321)"


def test_a_record_whose_arguments_do_not_fit_is_kept_without_them():
    filtered = record("sent to %s %s", "13812345678")
    assert ScrubbingFilter().filter(filtered) is True
    assert "13812345678" not in filtered.getMessage()


def test_the_formatter_alone_scrubs_messages_and_tracebacks():
    try:
        raise ValueError("no such phone 13812345678")
    except ValueError as error:
        line = ScrubbingFormatter().format(
            record("failed for %s", "32068119900307123X", exc_info=(type(error), error, error.__traceback__))
        )
    assert "ValueError" in line
    assert "138***5678" in line
    assert "32068119900307123X" not in line
    assert personal_data_in(line) == []


def test_access_lines_lose_their_query_string():
    filtered = record(
        '%s - "%s %s HTTP/%s" %d', "127.0.0.1:5000", "GET", "/look-up/?name=zhang", "1.1", 200, name="uvicorn.access"
    )
    ScrubbingFilter().filter(filtered)
    assert filtered.getMessage() == '127.0.0.1:5000 - "GET /look-up/ HTTP/1.1" 200'


@pytest.mark.parametrize("line", ["1" * 200_000, "138 " * 50_000, "2026-11-22 " * 20_000, "a1" * 100_000])
def test_no_line_makes_the_patterns_try_every_combination(line):
    """Backtracking would take hours here; the test would never end."""
    assert scrub(line)
