"""Beside a matter's buttons: who asks, documents, the written decision, and a ruling that becomes a rule."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.files.models import MOST_FILES
from foundation.files.uploads import take_all
from foundation.people.decorators import staff_required
from foundation.people.exceptions import RevealRefused
from foundation.people.reveals import LONGEST_PURPOSE, SHORTEST_PURPOSE
from matters.attachments import attach_files, files_of
from matters.desk.page import may_read_notes
from matters.exceptions import IdentityClosed, WrongUnit
from matters.models import Matter, RoutingRule
from matters.papers import answer_paper, paper_of
from matters.permissions import user_can_change_rules
from matters.services.revealing import may_see_requester, reveal_requester
from matters.services.routing import end_rule, rule_from_ruling
from matters.views.desk_matter import VIEW, matter_for

ROUTING = "matters.change_routing"
PAGE = 100


class RevealForm(forms.Form):
    """What is to be seen, and why."""

    field = forms.ChoiceField(
        label=gettext_lazy("What do you need?"),
        widget=forms.RadioSelect,
        choices=[("name", pgettext_lazy("person", "Name")), ("phone", gettext_lazy("Phone"))],
        error_messages={"required": gettext_lazy("Choose what you need.")},
    )
    purpose = forms.CharField(
        label=gettext_lazy("What do you need it for?"),
        help_text=gettext_lazy("It is noted, and the person can see it."),
        min_length=SHORTEST_PURPOSE,
        max_length=LONGEST_PURPOSE,
        error_messages={
            "required": gettext_lazy("Say in a few words what you need this for."),
            "min_length": gettext_lazy("Say in a few words what you need this for."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@never_cache
@staff_required(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: HttpRequest, number: str) -> HttpResponseBase:
    """POST shows the value in its answer and nowhere else, so that a reload asks again."""
    matter, viewer = matter_for(request, number), request.user
    if matter.person_id is None:
        raise Http404
    form = RevealForm(request.POST or None)
    is_closed = not may_see_requester(viewer, matter)  # type: ignore[arg-type]  # acting staff
    context: dict[str, Any] = {"matter": matter, "form": form, "is_closed": is_closed}
    if request.method == "POST" and form.is_valid() and not is_closed:
        context["value"] = _revealed(request, matter, form)
        context["label"] = dict(form.fields["field"].choices)[form.cleaned_data["field"]]  # type: ignore[attr-defined]
    status = 403 if is_closed and request.method == "POST" else 200
    return render(request, "matters/desk/reveal.html", context, status=status)


def _revealed(request: HttpRequest, matter: Matter, form: RevealForm) -> str | None:
    viewer: Any = request.user
    try:
        return reveal_requester(matter=matter, viewer=viewer, at=now(), **form.cleaned_data)
    except (RevealRefused, IdentityClosed):
        form.add_error("purpose", _("Say in a few words what you need this for."))
        return None


@never_cache
@staff_required(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, number: str) -> HttpResponseBase:
    """Photos and documents of those who work on it. The person can read them too."""
    matter = matter_for(request, number)
    if not may_read_notes(request.user, matter):  # type: ignore[arg-type]  # acting staff
        raise Http404
    refused: list[str] = []
    if request.method == "POST":
        refused = _attached(request, matter)
        if not refused:
            messages.success(request, _("Added."))
            return redirect("matters:desk_matter", number)
    context = {"matter": matter, "files": files_of(matter), "refused": refused, "most": MOST_FILES}
    return render(request, "matters/desk/documents.html", context)


def _attached(request: HttpRequest, matter: Matter) -> list[str]:
    """All of them or none; why not, by the name of the file."""
    if not request.FILES.getlist("files"):
        return [_("Choose a file first.")]
    draft = uuid.uuid4()
    if refused := take_all(request, draft):
        return refused
    with transaction.atomic():
        attach_files(draft=draft, matter=matter, at=now())
    return []


@never_cache
@staff_required(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, number: str, which: str = "") -> HttpResponseBase:
    """The answer, or the opinion of a review, as a paper to print. The name stands on it after a logged click with a
    purpose only."""
    matter = matter_for(request, number)
    paper = paper_of(matter, which) if which else answer_paper(matter, with_draft=True)
    if paper is None or not may_read_notes(request.user, matter):  # type: ignore[arg-type]  # acting staff
        raise Http404
    form = RevealForm({"field": "name", "purpose": request.POST["purpose"]} if "purpose" in request.POST else None)
    may_name = matter.person_id is not None and may_see_requester(request.user, matter)  # type: ignore[arg-type]
    name = _revealed(request, matter, form) if may_name and form.is_bound and form.is_valid() else None
    context = {
        "matter": matter,
        "paper": paper,
        "form": form,
        "name": name,
        "may_name": may_name,
        "has_review": matter.version.uses("ask_review"),
    }
    return render(request, "matters/desk/decision.html", context)


@never_cache
@staff_required(ROUTING)
@require_POST
def make_rule(request: HttpRequest, number: str) -> HttpResponseBase:
    """One click: what was ruled for this matter holds for its kind, in this place or everywhere."""
    matter, actor = matter_for(request, number), request.user
    with_place = request.POST.get("where") != "everywhere"
    if not user_can_change_rules(actor, matter.place if with_place else None):  # type: ignore[arg-type]  # acting staff
        raise Http404
    ruled = matter.return_requests.filter(ruled_at__isnull=False, rule=None).last()
    if ruled is None:
        messages.info(request, _("There is no ruling, or it is a rule already."))
        return redirect("matters:desk_matter", number)
    try:
        rule_from_ruling(request=ruled, with_place=with_place, actor=actor, at=now())  # type: ignore[arg-type]  # as above
    except WrongUnit:
        messages.error(request, _("This unit is closed. Choose another one."))
    else:
        messages.success(
            request, _("It is a rule from now on: the next matter of this kind is suggested to this unit.")
        )
    return redirect("matters:desk_matter", number)


@never_cache
@staff_required(ROUTING)
@require_safe
def rules(request: HttpRequest) -> HttpResponseBase:
    """Which kind in which place goes to which unit, and what went where before: a history. Who may not end a rule
    sees it without the button."""
    mine = RoutingRule.objects.changeable_by(request.user)  # type: ignore[arg-type]  # acting staff
    related = RoutingRule.objects.select_related("category", "place", "unit", "ruling__matter")
    context = {
        "current": list(related.filter(ended_at=None)[:PAGE]),
        "mine": set(mine.filter(ended_at=None).values_list("pk", flat=True)),
        "ended": list(related.exclude(ended_at=None).order_by("-ended_at", "-pk")[:PAGE]),
    }
    return render(request, "matters/desk/rules.html", context)


@never_cache
@staff_required(ROUTING)
@require_POST
def stop_rule(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Any = request.user
    rule = get_object_or_404(RoutingRule.objects.changeable_by(actor), pk=pk)
    end_rule(rule=rule, actor=actor, at=now())
    messages.success(request, _("The rule has ended. It stays in the history."))
    return redirect("matters:desk_rules")
