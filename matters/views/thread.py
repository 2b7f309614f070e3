"""The page of one's matter: where it stands, what happened, what one can do. It prints as the slip."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from matters.attachments import files_of
from matters.discretion import is_discreet
from matters.models import Matter, MatterState, kept_version
from matters.opened import remember, with_opened_matter
from matters.panels import panels
from matters.papers import opinions_of, paper_of
from matters.services.own import possible, publication_of, waits_for_person
from matters.services.rechecking import decision_due_on
from matters.thread import Step, assisting_units, goes_on_as, limits_of, newest_first, thread_of

MOST_SHOWN = 20


@never_cache
@require_GET
@with_opened_matter
def matter_page(request: HttpRequest, matter: Matter) -> HttpResponseBase:
    """State and history in plain words, and what the rooms above add to both."""
    shown, at = panels(request, matter), now()
    publication = publication_of(matter)
    context = {
        "matter": matter,
        "panels": shown,
        "happened": _happened(matter, shown),
        "files": files_of(matter),
        "next_words": kept_version(matter.version_id).next_words(matter.state),
        "limits": limits_of(matter, at=at),
        "assisting": assisting_units(matter),
        "goes_on": goes_on_as(matter),
        "parts": list(matter.parts.only("number")),
        "may": may(matter, shown),
        "waits_for": waits_for_person(matter, publication),
        "publication": publication,
        "asked": _asked(matter),
        "recheck_due_on": decision_due_on(matter),
        "is_discreet": is_discreet(matter),
        "opinions": opinions_of(matter),
        "at": at,
    }
    return render(request, "matters/matter.html", context)


@never_cache
@require_GET
@with_opened_matter
def opinion(request: HttpRequest, matter: Matter, which: str) -> HttpResponseBase:
    """The opinion of a review or re-review, to print; the name is masked, as everywhere a code alone leads."""
    paper = paper_of(matter, which)
    if paper is None or is_discreet(matter):
        raise Http404
    return render(request, "matters/own/paper.html", {"matter": matter, "paper": paper, "may_name": True})


def may(matter: Matter, shown: list[tuple[str, dict[str, Any]]]) -> set[str]:
    """What is offered; withdrawing is left to a room above where that lets the matter go with what hangs on it."""
    found = possible(matter, at=now())
    if any(panel.get("withdraws") for _template, panel in shown):
        found.discard("withdraw")
    return found


def _happened(matter: Matter, shown: list[tuple[str, dict[str, Any]]]) -> list[Step]:
    above = [Step(at, label, words) for _template, panel in shown for at, label, words in panel.get("happened", [])]
    own = thread_of(matter)
    if above:  # registering is told once
        registered = matter.table.label(matter.table.initial)
        own = [step for step in own if not (step.label == registered and step.at == matter.registered_at)]
    return newest_first([*reversed(own), *above])


def _asked(matter: Matter) -> str:
    """What the office wants to know, while it waits for it."""
    if matter.state != MatterState.NEEDS_INFORMATION:
        return ""
    event = matter.events.filter(move="ask_information").last()
    return event.words if event else ""


def my_matters(request: HttpRequest) -> dict[str, Any] | None:
    """The panel of a signed-in person's own page: the newest first, each with what it waits for."""
    person = getattr(request.user, "person", None)
    if person is None:
        return None
    rows = Matter.objects.filter(person=person).select_related("unit", "publication").order_by("-registered_at", "-pk")
    return {"matters": [_row(matter) for matter in rows[:MOST_SHOWN]]}


def _row(matter: Matter) -> dict[str, Any]:
    waits_for = waits_for_person(matter, getattr(matter, "publication", None))
    wanted = {
        "verdict": _("Please tell us how satisfied you are"),
        "supply_information": _("Please add what we asked for"),
        "publication": _("Please read what would be published"),
    }
    return {
        "matter": matter,
        "wanted": wanted.get(waits_for, ""),
        "next_words": kept_version(matter.version_id).next_words(matter.state),
    }


@require_safe
@login_required
def open_mine(request: HttpRequest, number: str) -> HttpResponse:
    """From one's own page no query code is needed."""
    person = getattr(request.user, "person", None)
    matter = Matter.objects.filter(number=number, person=person).first() if person else None
    if matter is None:
        raise Http404
    remember(request, matter)
    return redirect("matters:matter")
