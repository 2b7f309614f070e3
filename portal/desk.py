"""The staff's home page: which desks an account may open, under which roles."""

from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from foundation.people.desks import DeskEntry
from foundation.people.models import PlaceGrant, UnitGrant, User
from foundation.people.permissions import scope
from matters import desk_entries as matters_desk
from reception_days import desk_entries as reception_desk

BACK_OFFICE = DeskEntry(
    _("Back office"),
    _("Pages, places, posts and roles: what is set up rather than done every day."),
    "wagtailadmin_home",
    "wagtailadmin.access_admin",
)
CALLS = DeskEntry(
    _("Calls to make"),
    _("People without a mobile are told by phone: whom to call, what to read out, what came of it."),
    "people:calls",
    "notifications.make_calls",
)
ENTRIES = [*matters_desk.ENTRIES, *reception_desk.ENTRIES, CALLS, BACK_OFFICE]


def home(request: HttpRequest) -> HttpResponse:
    """`ActingMiddleware` lets only acting staff come as far as this."""
    user = request.user
    assert isinstance(user, User)
    return render(request, "portal/desk.html", {"entries": entries_of(user), "grants": grants_of(user)})


def entries_of(user: User) -> list[dict[str, Any]]:
    """One a page: who opens it for several reasons sees the first of them."""
    at, entries = now(), {}
    for entry in ENTRIES:
        if scope(user, entry.action) and entry.url_name not in entries:
            entries[entry.url_name] = {
                "label": entry.label,
                "explanation": entry.explanation,
                "url": reverse(entry.url_name),
                "count": entry.waiting(user, at) if entry.waiting else None,
            }
    return list(entries.values())


def grants_of(user: User) -> list[PlaceGrant | UnitGrant]:
    """Valid grants with what they are on, places first."""
    at = now()
    valid = (
        grants.objects.valid(at=at).filter(user=user).select_related("role", "content_object")
        for grants in (PlaceGrant, UnitGrant)
    )
    return list(chain.from_iterable(valid))
