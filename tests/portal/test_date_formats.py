"""A day reads as its readers write it."""

from datetime import date, datetime

import pytest
from django.utils.formats import date_format
from django.utils.translation import override

MOMENT = datetime(2026, 12, 5, 9, 30)

EXPECTED = {
    "DATE_FORMAT": ("2026年12月5日", "5 December 2026"),
    "DATETIME_FORMAT": ("2026年12月5日 09:30", "5 December 2026, 09:30"),
    "DAY_FORMAT": ("2026年12月5日 星期六", "Saturday, 5 December 2026"),
    "DAY_AND_TIME_FORMAT": ("2026年12月5日 星期六 09:30", "Saturday, 5 December 2026, 09:30"),
    "SHORT_DAY_FORMAT": ("12月5日 星期六", "Saturday, 5 December"),
    "YEAR_MONTH_FORMAT": ("2026年12月", "December 2026"),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_format_in_both_languages(name: str) -> None:
    for language, expected in zip(("zh-hans", "en"), EXPECTED[name], strict=True):
        with override(language):
            assert date_format(MOMENT, name) == expected


def test_a_chinese_month_has_no_leading_zero() -> None:
    with override("zh-hans"):
        assert date_format(date(2026, 9, 5), "SHORT_DAY_FORMAT") == "9月5日 星期六"
