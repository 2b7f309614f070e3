from datetime import date, datetime
from typing import Any

from django import template
from django.utils.timezone import localtime

from foundation.workdays.calendar import DayMark, mark
from foundation.workdays.services import warning_for

register = template.Library()


@register.inclusion_tag("workdays/warning.html")
def workday_warning(day: date | datetime) -> dict[str, Any]:
    """A line of warning beside a date whose year has no holiday notice yet; nothing otherwise."""
    return {"warning": warning_for(_day(day))}


@register.filter
def day_mark(day: date | datetime) -> DayMark | None:
    """The notice's word about a day, for the corner marks 休 and 班."""
    return mark(_day(day))


def _day(value: date | datetime) -> date:
    return localtime(value).date() if isinstance(value, datetime) else value
