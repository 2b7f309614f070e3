"""What everybody may read: the days, and what takes place on one date. Cached, so no form here."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from foundation.requests.public_pages import public_page
from foundation.workdays.services import warning_for
from reception_days.listing_public import days_on, public_days
from reception_days.models import ReceptionDay

DAYS_AHEAD = 24
DAYS_PAST = 12


@public_page
@require_safe
def days(request: HttpRequest) -> HttpResponse:
    """The next day to register for with what is free, all others ahead, and the last ones folded."""
    at, today = now(), localdate()
    published = ReceptionDay.objects.published().select_related("place", "centre", "visited_place", "moved_to")
    coming = list(published.upcoming(today=today)[:DAYS_AHEAD])
    to_register = (day for day in coming if day.takes_bookings)
    following = next(to_register, None)
    context = {
        "next": public_days([following], at=at)[0] if following else None,
        "later": [day for day in coming if day != following],
        "past": list(published.filter(date__lt=today).order_by("-date", "-pk")[:DAYS_PAST]),
        "at": at,
    }
    return render(request, "reception_days/days.html", context)


@public_page
@require_safe
def day_page(request: HttpRequest, on: date) -> HttpResponse:
    """All that takes place on the date: leaders by protocol, times with free counts that lead to registering."""
    found = days_on(on)
    if not found:
        raise Http404
    context = {"on": on, "parts": public_days(found, at=now()), "only": found[0] if len(found) == 1 else None}
    return render(request, "reception_days/day.html", context | {"warning": warning_for(on)})
