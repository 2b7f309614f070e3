"""Links from messages and QR codes. A token opens exactly what it was made for and does not stay in the address bar."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from matters.opened import remember
from matters.views.links import View, found_by_token
from reception_days.models import AccessLink, LinkPurpose
from reception_days.services.links import open_link


def live_link(purpose: str) -> Callable[[View], View]:
    """Hands the opened link to the view."""
    return found_by_token(lambda token, at: open_link(token=token, purpose=purpose, at=at))


@require_safe
@live_link(LinkPurpose.BOOKING)
def open_booking(request: HttpRequest, link: AccessLink) -> HttpResponse:
    """As number and query code do: remembered for half an hour, shown under an address without the token."""
    assert link.booking is not None
    remember(request, link.booking.matter)
    return redirect("matters:matter")
