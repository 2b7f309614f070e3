"""Links from messages and QR codes. A token opens exactly what it was made for and does not stay in the address bar."""

from collections.abc import Callable
from datetime import datetime
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
from matters.models import AccessLink, LinkPurpose
from matters.opened import remember
from matters.services.links import open_link

WRONG_LINKS = [Limit(600, 3600)]  # a hall behind one address may hold many old links; a token has 128 random bits
SCOPE = "matters.link"
View = Callable[..., HttpResponseBase]
Find = Callable[[str, datetime], Any]


def dead_link(request: HttpRequest, *, wait_until: Any = None) -> HttpResponse:
    """One page for every link that opens nothing: which of the reasons it is, nobody is told."""
    status = 429 if wait_until else 404
    response = render(request, "matters/dead_link.html", {"wait_until": wait_until}, status=status)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django would write the address, token and all
    return response


def found_by_token(find: Find) -> Callable[[View], View]:
    """Hands what `find(token, at)` opens to the view; a client that tries too many wrong ones has to wait."""

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def checked(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            client = client_of(request)
            try:
                guess(SCOPE, client, WRONG_LINKS, now())
            except TooManyTries as refusal:
                return dead_link(request, wait_until=localtime(refusal.retry_at))
            opened = find(token, now())
            if opened is None:
                return dead_link(request)
            forgive(SCOPE, client)
            return view(request, opened, *args, **kwargs)

        return checked

    return decorate


def live_link(purpose: str) -> Callable[[View], View]:
    return found_by_token(lambda token, at: open_link(token=token, purpose=purpose, at=at))


@require_safe
@live_link(LinkPurpose.MATTER)
def open_matter(request: HttpRequest, link: AccessLink) -> HttpResponse:
    """As number and query code do: remembered for half an hour, shown under an address without the token."""
    remember(request, link.matter)
    return redirect("matters:matter")
