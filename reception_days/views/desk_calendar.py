"""The office's calendar: all days of all kinds, three months at a time."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache

from foundation.people.decorators import staff_required
from foundation.workdays.services import is_workday, mark
from reception_days.models import DayKind, ReceptionDay
from reception_days.news import desk_topics
from reception_days.services.days import month_after
from reception_days.services.kinds import INVITING_KINDS

VIEW, MANAGE = "reception_days.view_booking", "reception_days.manage_day"
MONTHS = 3
FIRST_YEAR, LAST_YEAR = 2020, 2100


@dataclass(frozen=True)
class Cell:
    """One date. `corner`: 休 or 班 where the State Council's notice says so."""

    on: date
    days: list[ReceptionDay]
    is_today: bool

    @property
    def is_off_day(self) -> bool:
        return not is_workday(self.on)

    @property
    def noticed(self) -> object:
        return mark(self.on)


@never_cache
@staff_required(VIEW)
def calendar(request: HttpRequest) -> HttpResponseBase:
    """From the month asked for; two queries, however many days."""
    today = localdate()
    first = asked_month(request.GET.get("month", ""), today)
    months = [first]
    while len(months) < MONTHS:
        months.append(date(*month_after(months[-1].year, months[-1].month), 1))
    following = date(*month_after(months[-1].year, months[-1].month), 1)
    rows = ReceptionDay.objects.visible_to(request.user).filter(date__gte=first, date__lt=following)
    days = list(rows.select_related("place", "moved_to").order_by("date", "kind", "pk"))
    context = {
        "months": [(month, cells_of(month, days, today)) for month in months],
        "previous_url": f"?month={_back(first):%Y-%m}" if first.year > FIRST_YEAR else "",
        "next_url": f"?month={following:%Y-%m}" if following.year < LAST_YEAR else "",
        "weekdays": [date(2024, 1, number) for number in range(1, 8)],  # a Monday to a Sunday
        "kinds": [DayKind(kind) for kind in INVITING_KINDS],
        "may_manage": request.user.has_perm(MANAGE),
        "is_empty": not days,
        "topics": desk_topics(day for day in days if day.date >= today),
    }
    return render(request, "reception_days/desk/calendar.html", context)


def asked_month(text: str, today: date) -> date:
    """The first of the month in "2026-12"; of this month where that is none."""
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return asked if FIRST_YEAR <= asked.year < LAST_YEAR else today.replace(day=1)


def _back(first: date) -> date:
    for _month in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def cells_of(month: date, days: list[ReceptionDay], today: date) -> list[Cell]:
    dates = [each for each in Calendar().itermonthdates(month.year, month.month) if each.month == month.month]
    return [Cell(each, [day for day in days if day.date == each], each == today) for each in dates]
