"""The frame of the way through registering: steps, the draft, and the buttons about the held seat."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from foundation.people.phone_proof import confirmed_phone
from foundation.people.ways import Way
from reception_days.drafts import Draft
from reception_days.exceptions import HoldAlreadyExtended, HoldLost, NoSeatLeft, RegistrationNotOpen
from reception_days.services import extend_hold, hold_a_time

STEPS = {
    "about": pgettext_lazy("step", "What"),
    "leader": pgettext_lazy("step", "By whom"),
    "when": pgettext_lazy("step", "When"),
    "phone": pgettext_lazy("step", "Phone"),
    "notice": pgettext_lazy("step", "Notice"),
    "details": pgettext_lazy("step", "Matter"),
    "person": pgettext_lazy("step", "Who"),
    "check": pgettext_lazy("step", "Check"),
}
# Pages that share a step with the one before them: one question a page, and few steps.
STEP_OF = {
    "first": "details",
    "personal": "details",
    "papers": "details",
    "whom": "person",
    "coming": "person",
    "mandate": "person",
}
# Page → what must have been answered before it, in the order of the way.
ORDER = ("about", "leader", "when", "notice", "details", "personal", "whom", "person", "coming")
TAKEN = gettext_lazy("This time is taken by now. What you typed is kept; please choose another time.")
View = Callable[..., HttpResponseBase]


def step_of_the_way(view: View) -> View:
    """Hands the draft to the view and keeps what the view changed in it. Never cached, never in an error report."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        draft = Draft.load(request)
        response = view(request, draft, *args, **kwargs)
        draft.save(request)
        return response

    posts = require_http_methods(["GET", "HEAD", "POST"])
    return never_cache(sensitive_post_parameters()(posts(checked)))


def step_page(request: HttpRequest, draft: Draft, step: str, **context: Any) -> HttpResponse:
    """A page of the way, with its place among the steps and the seat that is held."""
    facts = {
        "draft": draft,
        "steps": list(STEPS.values()),
        "current": list(STEPS).index(STEP_OF.get(step, step)) + 1,
        "at": now(),
        "day": draft.day(),
        "held": draft.held_seat(at=now()) if draft.starts_at else None,
    }
    return render(request, f"reception_days/register/{step}.html", facts | context)


def phone_way() -> Way:
    """Where on the way the pages are that confirm a phone."""
    return Way(list(STEPS.values()), list(STEPS).index("phone") + 1)


def first_missing(draft: Draft, *, before: str) -> str:
    """Where to go when something that has to come before this page is not answered; "" when nothing is missing."""
    answered = {
        "about": bool(draft.category),
        "leader": draft.leader_done,
        "when": bool(draft.starts_at) and draft.day() is not None,
        "notice": draft.notice_read,
        "details": draft.details_done,
        "personal": draft.personal_done,
        "whom": draft.whom_done,
        "person": draft.person_done,
        "coming": draft.coming_done,
    }
    earlier = ORDER[: ORDER.index(before)] if before in ORDER else ORDER
    return next((f"reception_days:{page}" for page in earlier if not answered[page]), "")


def hold_button_pressed(request: HttpRequest, draft: Draft) -> bool:
    """Does what the buttons about the hold say. The view has kept what was typed before it asks."""
    if "hold_again" in request.POST:
        _hold_again(request, draft)
    elif "extend" in request.POST:
        _extend(request, draft)
    else:
        return False
    return True


def _hold_again(request: HttpRequest, draft: Draft) -> None:
    day, starts_at = draft.day(), draft.chosen_time
    preferred = draft.post(draft.preferred)
    try:
        if day is None or starts_at is None:
            raise NoSeatLeft
        hold_a_time(
            day=day,
            starts_at=starts_at,
            token=draft.uuid,
            at=now(),
            phone=confirmed_phone(request) or "",
            preferred_post_id=preferred.pk if preferred else None,
        )
    except (NoSeatLeft, RegistrationNotOpen):
        draft.keep(starts_at="")
        messages.warning(request, TAKEN)
    else:
        messages.success(request, _("The time is kept for you again, for fifteen minutes."))


def _extend(request: HttpRequest, draft: Draft) -> None:
    try:
        extend_hold(token=draft.uuid, at=now())
    except HoldAlreadyExtended:
        messages.info(request, _("You have had the longer time already. What you typed is kept in any case."))
    except HoldLost:
        _hold_again(request, draft)
    else:
        messages.success(request, _("You have another fifteen minutes."))
