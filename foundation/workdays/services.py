"""Reading and changing the calendar of working days. Every other room asks here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.workdays import calendar
from foundation.workdays.calendar import (
    add_working_days,
    is_certain,
    is_workday,
    mark,
    next_workday,
    working_days_between,
)
from foundation.workdays.clocks import Due, due, end_of
from foundation.workdays.exceptions import NoticeRefused, RowProblem
from foundation.workdays.models import DayKind, HolidayNotice, NoticedDay
from foundation.workdays.reading import NoticeRows, read_notices

__all__ = [
    "Due",
    "NoticeImport",
    "NoticeRefused",
    "RowProblem",
    "add_working_days",
    "due",
    "end_of",
    "import_notices",
    "is_certain",
    "is_workday",
    "mark",
    "next_workday",
    "reception_date",
    "warning_for",
    "working_days_between",
]

RECEPTION_DAY_OF_MONTH = 15


def reception_date(year: int, month: int) -> date:
    """The leaders' reception day of a month: the 15th, or the first working day after it, make-up days included."""
    return next_workday(date(year, month, RECEPTION_DAY_OF_MONTH))


def warning_for(day: date) -> str:
    """What to tell readers of a date in a year whose holidays are not announced; empty when they are."""
    if is_certain(day.year):
        return ""
    return _("The days off of %(year)s have not been announced yet. This date may still change.") % {"year": day.year}


@dataclass(frozen=True)
class NoticeImport:
    """What an import did, or would do."""

    years: list[int]
    days_off: int
    workdays: int
    replaced: list[int]


def import_notices(
    rows: Iterable[Mapping[str, object]], *, at: datetime | None = None, dry_run: bool = False
) -> NoticeImport:
    """Take over the yearly notices of a file, each replacing the one of its year. All or nothing.

    Raises NoticeRefused with every wrong row.
    """
    notices = read_notices(rows)
    report = _report(notices)
    if not dry_run:
        _write(notices, at)
    return report


def _report(notices: list[NoticeRows]) -> NoticeImport:
    kinds = [day.kind for notice in notices for day in notice.days]
    years = [notice.year for notice in notices]
    known = HolidayNotice.objects.filter(year__in=years).values_list("year", flat=True)
    return NoticeImport(years, kinds.count(DayKind.OFF), kinds.count(DayKind.WORK), sorted(known))


@transaction.atomic
def _write(notices: list[NoticeRows], at: datetime | None) -> None:
    for rows in notices:
        notice, _created = HolidayNotice.objects.update_or_create(
            year=rows.year, defaults={"title": rows.title, "published_on": rows.published_on, "imported_at": at}
        )
        notice.days.all().delete()
        NoticedDay.objects.bulk_create(
            NoticedDay(notice=notice, on=day.on, kind=day.kind, occasion=day.occasion) for day in rows.days
        )
    calendar.forget()
    transaction.on_commit(partial(calendar.forget))
