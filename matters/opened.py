"""Which matter this browser has opened, by number and query code or by being its person's account."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _

from matters.models import Matter

STAYS_OPEN = timedelta(minutes=30)
SESSION_KEY = "opened_matter"


def remember(request: HttpRequest, matter: Matter) -> None:
    """For half an hour the pages about this matter open without asking again."""
    request.session[SESSION_KEY] = {"number": matter.number, "until": (now() + STAYS_OPEN).timestamp()}


def opened_matter(request: HttpRequest) -> Matter | None:
    kept: dict[str, Any] = request.session.get(SESSION_KEY) or {}
    if not kept or kept["until"] < now().timestamp():
        return None
    rows = Matter.objects.select_related("category", "place", "person")
    return rows.filter(number=kept["number"]).first()


def close(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def with_opened_matter(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Passes the opened matter to the view, or asks for number and code."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        matter = opened_matter(request)
        if matter is None:
            messages.info(request, _("Please enter number and query code. For your safety pages close by themselves."))
            return redirect("matters:look_up")
        return view(request, matter, *args, **kwargs)

    return checked
