"""Every vector of the domain brief: reception days, working days, calendar days."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from foundation.workdays.services import (
    add_working_days,
    due,
    is_certain,
    is_workday,
    next_workday,
    reception_date,
    warning_for,
    working_days_between,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
pytestmark = pytest.mark.django_db


def day(text: str) -> date:
    return date.fromisoformat(text)


def on_day(text: str) -> datetime:
    return datetime.combine(day(text), datetime.min.time(), tzinfo=SHANGHAI) + timedelta(hours=10)


MOVED = {
    "2024-02": "2024-02-18",  # a Sunday that is worked
    "2024-06": "2024-06-17",
    "2024-09": "2024-09-18",
    "2024-12": "2024-12-16",
    "2025-02": "2025-02-17",
    "2025-03": "2025-03-17",
    "2025-06": "2025-06-16",
    "2025-11": "2025-11-17",
    "2026-02": "2026-02-24",
    "2026-03": "2026-03-16",
    "2026-08": "2026-08-17",
    "2026-11": "2026-11-16",
}


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_reception_day_is_the_15th_or_the_next_working_day(year: int, month: int) -> None:
    expected = MOVED.get(f"{year}-{month:02}", f"{year}-{month:02}-15")
    assert reception_date(year, month) == day(expected)


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-02-12", 0, "2026-02-12"),
    ],
)
def test_working_days_are_counted_from_the_next_day(start: str, count: int, expected: str) -> None:
    assert add_working_days(day(start), count) == day(expected)


@pytest.mark.parametrize(("start", "count", "end"), [("2026-02-12", 5, "2026-02-26"), ("2026-09-18", 5, "2026-09-24")])
def test_counting_between_two_days_is_the_same_rule_backwards(start: str, count: int, end: str) -> None:
    assert working_days_between(day(start), day(end)) == count
    assert working_days_between(day(end), day(start)) == -count


@pytest.mark.parametrize(
    ("start", "amount", "internal", "legal"),
    [
        ("2026-02-03", 15, "2026-02-18", "2026-02-24"),
        ("2026-01-15", 60, "2026-03-16", "2026-03-16"),
        ("2026-01-15", 90, "2026-04-15", "2026-04-15"),
    ],
)
def test_calendar_days_have_an_internal_and_a_legal_end(start: str, amount: int, internal: str, legal: str) -> None:
    limit = due(on_day(start), amount, "calendar_day")
    assert (limit.internal_on, limit.legal_on) == (day(internal), day(legal))
    assert limit.is_certain


def test_a_limit_in_days_ends_with_the_last_second_of_the_day() -> None:
    limit = due(on_day("2026-02-12"), 5, "working_day")
    assert limit.internal_at == limit.legal_at == datetime(2026, 2, 26, 23, 59, 59, tzinfo=SHANGHAI)


def test_hours_run_through_the_holidays() -> None:
    start = datetime(2026, 2, 14, 17, 30, tzinfo=SHANGHAI)
    limit = due(start, 24, "hour")
    assert limit.internal_at == limit.legal_at == start + timedelta(hours=24)


def test_the_start_day_is_the_one_of_the_city_not_of_utc() -> None:
    late_evening = datetime(2026, 9, 17, 16, 30, tzinfo=ZoneInfo("UTC"))  # already the 18th in Shanghai
    assert due(late_evening, 5, "working_day").internal_on == day("2026-09-24")


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        due(on_day("2026-02-12"), -1, "calendar_day")
    with pytest.raises(ValueError, match="negative"):
        add_working_days(day("2026-02-12"), -1)


OFF = {
    2024: ["01-01", "02-10/02-17", "04-04/04-06", "05-01/05-05", "06-10", "09-15/09-17", "10-01/10-07"],
    2025: ["01-01", "01-28/02-04", "04-04/04-06", "05-01/05-05", "05-31/06-02", "10-01/10-08"],
    2026: ["01-01/01-03", "02-15/02-23", "04-04/04-06", "05-01/05-05", "06-19/06-21", "09-25/09-27", "10-01/10-07"],
}
WORKED_WEEKENDS = {
    2024: ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}


def days_of(year: int, ranges: list[str]) -> set[date]:
    found = set()
    for text in ranges:
        first, _, last = text.partition("/")
        current, end = day(f"{year}-{first}"), day(f"{year}-{last or first}")
        while current <= end:
            found.add(current)
            current += timedelta(days=1)
    return found


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_a_noticed_year_is_as_the_notice_says(year: int) -> None:
    off, worked = days_of(year, OFF[year]), days_of(year, WORKED_WEEKENDS[year])
    current = date(year, 1, 1)
    while current.year == year:
        expected = current in worked or (current not in off and current.weekday() < 5)
        assert is_workday(current) is expected, current
        current += timedelta(days=1)


def test_a_year_without_notice_falls_back_to_monday_to_friday_and_says_so() -> None:
    assert not is_certain(2027)
    assert is_workday(day("2027-10-01"))
    assert next_workday(day("2027-10-02")) == day("2027-10-04")
    assert reception_date(2027, 5) == day("2027-05-17")
    assert "2027" in warning_for(day("2027-05-17"))
    assert warning_for(day("2026-05-15")) == ""
    assert not due(on_day("2026-12-30"), 15, "calendar_day").is_certain
