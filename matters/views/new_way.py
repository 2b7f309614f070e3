"""The frame of the way through telling a matter: steps, the draft, what is still missing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from foundation.people.ways import Way
from matters.drafts import MatterDraft

STEPS = {
    "about": pgettext_lazy("step", "What"),
    "details": pgettext_lazy("step", "Matter"),
    "where": pgettext_lazy("step", "Where"),
    "who": pgettext_lazy("step", "You"),
    "phone": pgettext_lazy("step", "Phone"),
    "notice": pgettext_lazy("step", "Notice"),
    "check": pgettext_lazy("step", "Check"),
}
# Pages that share a step with another one: one question a page, and few steps.
STEP_OF = {"kind": "about", "first": "details", "personal": "details", "papers": "details", "similar": "where"}
# Page → what must have been answered before it, in the order of the way; papers need no answer.
ORDER = ("about", "kind", "details", "personal", "where", "similar", "who", "notice", "check")
VIEW_NAMES = [f"matters:new_{page}" for page in (*ORDER[1:], "papers")]
View = Callable[..., HttpResponseBase]


def step_of_the_way(view: View) -> View:
    """Hands the draft to the view and keeps what the view changed in it. Never cached, never in an error report."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        draft = MatterDraft.load(request)
        response = view(request, draft, *args, **kwargs)
        draft.save(request)
        return response

    posts = require_http_methods(["GET", "HEAD", "POST"])
    return never_cache(sensitive_post_parameters()(posts(checked)))


def step_page(request: HttpRequest, draft: MatterDraft, step: str, **context: Any) -> HttpResponse:
    """A page of the way, with its place among the steps."""
    facts = {
        "draft": draft,
        "steps": list(STEPS.values()),
        "current": _position(step),
        "is_first": step == "about",
    }
    return render(request, f"matters/new/{step}.html", facts | context)


def _position(step: str) -> int:
    return list(STEPS).index(STEP_OF.get(step, step)) + 1


def phone_way() -> Way:
    """Where on the way the pages are that confirm a phone."""
    return Way(list(STEPS.values()), _position("phone"))


def first_missing(draft: MatterDraft, *, before: str) -> str:
    """Where to go when something that has to come before this page is not answered; "" when nothing is missing."""
    answered = {
        "about": bool(draft.category),
        "kind": draft.kind_done,
        "details": draft.details_done,
        "personal": draft.personal_done,
        "where": draft.where_done,
        "similar": draft.similar_done,
        "who": draft.who_done,
        "notice": draft.notice_read,
    }
    earlier = ORDER[: ORDER.index(before)]
    missing = next((page for page in earlier if not answered[page]), "")
    return ("matters:new" if missing == "about" else f"matters:new_{missing}") if missing else ""
