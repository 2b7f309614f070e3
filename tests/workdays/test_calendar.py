from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from foundation import memory
from foundation.workdays import calendar
from foundation.workdays.models import DayKind, HolidayNotice, NoticedDay
from foundation.workdays.services import add_working_days, is_workday

pytestmark = pytest.mark.django_db
A_MONDAY = date(2026, 11, 2)


def test_the_calendar_is_read_once_and_kept_in_memory() -> None:
    with CaptureQueriesContext(connection) as queries:
        add_working_days(A_MONDAY, 250)
        add_working_days(A_MONDAY, 250)
    assert len(queries) == 2


def test_what_another_process_imports_is_seen_within_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = 1000.0
    monkeypatch.setattr(memory, "monotonic", lambda: clock)
    assert is_workday(A_MONDAY)
    NoticedDay.objects.create(
        notice=HolidayNotice.objects.get(year=2026), on=A_MONDAY, kind=DayKind.OFF, occasion="节日"
    )
    assert is_workday(A_MONDAY)
    clock += memory.FRESH_FOR + 1
    assert not is_workday(A_MONDAY)


def rendered(day: date | datetime) -> str:
    source = (
        "{% load workdays_tags %}{% workday_warning day %}{% with mark=day|day_mark %}{{ mark.occasion }}{% endwith %}"
    )
    return Template(source).render(Context({"day": day}))


def test_a_date_in_a_year_without_notice_is_shown_with_a_warning() -> None:
    with override("zh-hans"):
        assert "待公布" in rendered(date(2027, 5, 17))
        assert rendered(date(2026, 5, 20)).strip() == ""


def test_the_corner_mark_of_a_day_is_the_one_of_the_city() -> None:
    evening_in_utc = datetime(2026, 9, 30, 17, tzinfo=ZoneInfo("UTC"))
    assert rendered(evening_in_utc).strip() == "国庆节"
    mark = calendar.mark(date(2026, 10, 10))
    assert mark is not None
    assert not mark.is_off


def test_a_day_is_noticed_once_and_a_year_has_one_notice() -> None:
    day = NoticedDay.objects.first()
    assert day is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticedDay.objects.create(notice=day.notice, on=day.on, kind=DayKind.OFF, occasion="节日")
    with pytest.raises(IntegrityError), transaction.atomic():
        HolidayNotice.objects.create(year=2026, title="x", published_on=date(2025, 11, 4))
