"""One's own appointments as a calendar to subscribe to. Whoever has the address reads them: nothing of a matter."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.people.doors import client_of
from foundation.requests.exceptions import TooManyTries
from foundation.requests.limits import Limit, hit
from matters.views.links import SCOPE, WRONG_LINKS
from reception_days import calendar_file
from reception_days.models import LinkPurpose
from reception_days.services.calendar_feeds import (
    bookings_in_feed,
    feed_of,
    fingerprint_of_feed,
    subscribe,
    unsubscribe,
)
from reception_days.services.links import open_link

FETCHES = [Limit(60, 3600)]  # a calendar programme asks every quarter of an hour at most
MISSING = "No such calendar.\n"


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """For programmes: plain answers, no session, in the person's language."""
    at = now()
    link = open_link(token=token, purpose=LinkPurpose.CALENDAR, at=at)
    try:
        if link is None:
            hit(SCOPE, client_of(request), WRONG_LINKS, at)
            return _plain(MISSING, 404)
        hit("reception_days.feed", str(link.pk), FETCHES, at)
    except TooManyTries as refusal:
        return _plain("Too many requests.\n", 429, **{"Retry-After": str(refusal.wait_seconds(at))})
    assert link.person is not None
    with override(link.person.language):
        content = calendar_file.calendar_of(bookings_in_feed(link.person, today=localdate(at)))
    etag = quote_etag(fingerprint_of_feed(content))
    response = HttpResponse(content, content_type=calendar_file.MEDIA_TYPE)
    response["ETag"], response["Cache-Control"] = etag, "private, max-age=900"
    found: HttpResponseBase = get_conditional_response(request, etag=etag, response=response) or response
    return found


def _plain(text: str, status: int, **headers: str) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django would write the address, token and all
    return response


def feed_panel(request: HttpRequest) -> dict[str, Any] | None:
    """On one's own page: whether a feed is on, and the buttons."""
    person = getattr(request.user, "person", None)
    return None if person is None else {"feed": feed_of(person, at=now()), "csrf_token": get_token(request)}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def make_feed(request: HttpRequest) -> HttpResponseBase:
    """Shows the address once, in the answer to the button; changing the language there leads back to one's page."""
    person = getattr(request.user, "person", None)
    if person is None or request.method != "POST":
        return redirect("people:my_page")
    token = subscribe(person=person, at=now())
    address = settings.PORTAL_URL.rstrip("/") + reverse("reception_days_feed:feed", args=[token])
    webcal = "webcal://" + address.partition("://")[2]
    return render(request, "reception_days/calendar_feed.html", {"address": address, "webcal": webcal})


@require_POST
@login_required
def end_feed(request: HttpRequest) -> HttpResponseBase:
    person = getattr(request.user, "person", None)
    if person is not None:
        unsubscribe(person=person, at=now())
        messages.success(request, _("The calendar address no longer works."))
    return redirect("people:my_page")
