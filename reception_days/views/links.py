"""Links from messages and QR codes. A token opens exactly what it was made for and does not stay in the address bar."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.people.doors import client_of
from foundation.requests.exceptions import TooManyTries
from foundation.requests.limits import Limit, forgive, guess
from matters.opened import remember
from reception_days.models import AccessLink, LinkPurpose
from reception_days.services.links import open_link

WRONG_LINKS = [Limit(600, 3600)]  # a hall behind one address may hold many old links; a token has 128 random bits
SCOPE = "reception_days.link"
View = Callable[..., HttpResponseBase]


def dead_link(request: HttpRequest, *, wait_until: Any = None) -> HttpResponse:
    """One page for every link that opens nothing: which of the reasons it is, nobody is told."""
    status = 429 if wait_until else 404
    response = render(request, "reception_days/dead_link.html", {"wait_until": wait_until}, status=status)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django would write the address, token and all
    return response


def live_link(purpose: str) -> Callable[[View], View]:
    """Hands the opened link to the view; a client that tries too many wrong ones has to wait."""

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def checked(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            client = client_of(request)
            try:
                guess(SCOPE, client, WRONG_LINKS, now())
            except TooManyTries as refusal:
                return dead_link(request, wait_until=localtime(refusal.retry_at))
            link = open_link(token=token, purpose=purpose, at=now())
            if link is None:
                return dead_link(request)
            forgive(SCOPE, client)
            return view(request, link, *args, **kwargs)

        return checked

    return decorate


@require_safe
@live_link(LinkPurpose.BOOKING)
def open_booking(request: HttpRequest, link: AccessLink) -> HttpResponse:
    """As number and query code do: remembered for half an hour, shown under an address without the token."""
    assert link.booking is not None
    remember(request, link.booking.matter)
    return redirect("matters:matter")
