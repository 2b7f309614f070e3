"""The lists of the desks: what is to be triaged and watched, a unit's inbox, what is under review."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from foundation.people.decorators import staff_required
from matters import news
from matters.desk.filters import MatterFilterForm, MatterSearchForm
from matters.desk.listing import (
    OVERDUE,
    RECHECK,
    Page,
    Wanted,
    assisted_by_units_of,
    counts_of,
    how_many,
    led_by_units_of,
    lines,
    narrowed,
    page_by_clock,
    page_newest_first,
    shown,
)
from matters.models import ExternalNumber, Matter
from matters.states import OPEN_STATES, WITH_A_UNIT, MatterState

VIEW, HANDLE, REVIEW = "matters.view_matter", "matters.handle", "matters.review"
FOR_THE_DESK = (MatterState.REGISTERED, MatterState.NEEDS_INFORMATION, MatterState.RETURN_REQUESTED)
INBOX = (*map(MatterState, WITH_A_UNIT), MatterState.REPLIED)
IN_REVIEW = (MatterState.IN_REVIEW, MatterState.IN_RE_REVIEW)
MOST_ASSISTED = 20


@never_cache
@staff_required(VIEW)
@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
def matters(request: HttpRequest) -> HttpResponseBase:
    """By clock, what is late on top. A POST finds one by its number."""
    at, rows = now(), Matter.objects.visible_to(request.user)
    search = MatterSearchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and search.is_valid():
        if found := _found(request, search):
            return redirect("matters:desk_matter", found.number)
        search.add_error("number", _("No matter that you may see has this number."))
    asked = MatterFilterForm(request.GET)
    wanted = asked.wanted
    page = _page(request, shown(narrowed(rows, wanted, at=at)), wanted)
    context = {
        "search": search,
        "filter": asked,
        "rows": lines(page.matters, at=at),
        "tabs": _tabs(counts_of(rows, at=at), asked),
        "topic": news.DESK,
        **_addresses(page, asked.query),
    }
    return render(request, "matters/desk/list.html", context)


def _found(request: HttpRequest, search: MatterSearchForm) -> Matter | None:
    """By our number, else by one of another system."""
    rows = Matter.objects.visible_to(request.user)
    if ours := search.as_ours:
        return rows.filter(number=ours).first()
    theirs = ExternalNumber.objects.filter(number=" ".join(search.cleaned_data["number"].split()))
    return rows.filter(pk__in=theirs.values("matter")).first()


def _page(request: HttpRequest, rows: Any, wanted: Wanted) -> Page:
    paged = page_newest_first if wanted.is_newest_first else page_by_clock
    return paged(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))


def _addresses(page: Page, query: Any) -> dict[str, str]:
    return {
        "next_url": f"?{query(after=page.after)}" if page.after else "",
        "previous_url": f"?{query(before=page.before)}" if page.before else "",
    }


def _tabs(counts: dict[str, int], asked: MatterFilterForm) -> list[tuple[str, str, str, bool]]:
    """Label, how many, address, whether it is this one: all open, late or found unsolved, each open state."""
    wanted = asked.wanted
    total = sum(counts.get(state, 0) for state in OPEN_STATES)
    is_open = not wanted.state and wanted.only not in (OVERDUE, RECHECK)
    tabs = [
        (pgettext("matters", "Open"), how_many(total), asked.query(state="", only=""), is_open),
        (_("Overdue"), how_many(counts[OVERDUE]), asked.query(state="", only=OVERDUE), wanted.only == OVERDUE),
    ]
    if counts[RECHECK]:
        query, is_here = asked.query(state="", only=RECHECK), wanted.only == RECHECK
        tabs.append((_("Not solved at the re-check"), how_many(counts[RECHECK]), query, is_here))
    for state in MatterState:
        if count := counts.get(state.value):
            tabs.append(
                (str(state.label), how_many(count), asked.query(state=state.value, only=""), wanted.state == state)
            )
    return tabs


@never_cache
@staff_required(HANDLE)
@require_safe
def inbox(request: HttpRequest) -> HttpResponseBase:
    """What the user's units answer for, by clock; below it what they assist with."""
    at, user = now(), request.user
    rows, state = led_by_units_of(user), request.GET.get("state", "")
    counts = counts_of(rows, at=at)
    states = [each for each in INBOX if counts.get(each)]
    wanted = rows.filter(state=state) if state in INBOX else rows.filter(state__in=WITH_A_UNIT)
    page = _page(request, shown(wanted), Wanted())
    context = {
        "rows": lines(page.matters, at=at),
        "tabs": [(_("To do"), how_many(sum(counts.get(each, 0) for each in WITH_A_UNIT)), "", state not in INBOX)]
        + [(each.label, how_many(counts[each]), f"state={each.value}", state == each) for each in states],
        "assisted": lines(shown(assisted_by_units_of(user)).by_clock()[:MOST_ASSISTED], at=at),
        "topic": news.unit_topics(user),
        **_addresses(page, lambda **keys: _query(state, **keys)),
    }
    return render(request, "matters/desk/inbox.html", context)


def _query(state: str, **keys: str) -> str:
    kept = {"state": state} if state in INBOX else {}
    return urlencode(kept | keys)


@never_cache
@staff_required(REVIEW)
@require_safe
def reviews(request: HttpRequest) -> HttpResponseBase:
    """Reviews and re-reviews to be decided, by clock."""
    at = now()
    rows = Matter.objects.visible_to(request.user, REVIEW).filter(state__in=IN_REVIEW)
    page = _page(request, shown(rows), Wanted())
    context = {"rows": lines(page.matters, at=at), **_addresses(page, lambda **keys: _query("", **keys))}
    return render(request, "matters/desk/reviews.html", context)
