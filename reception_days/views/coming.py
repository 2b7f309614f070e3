"""Who comes: for whom one registers, the person, and what the visit needs."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from foundation.people.phone_proof import phone_first
from reception_days.drafts import Draft
from reception_days.forms import IdentityForm
from reception_days.person_forms import FOR_MYSELF, ComingForm, ProxyForm, WhomForm
from reception_days.views.way import first_missing, hold_button_pressed, step_of_the_way, step_page


@step_of_the_way
def whom(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """For oneself, or with consent for somebody who cannot do it alone."""
    if missing := first_missing(draft, before="whom"):
        return redirect(missing)
    chosen = (draft.relation or FOR_MYSELF) if draft.whom_done else ""
    form = WhomForm(request.POST or None, initial={"relation": chosen})
    if back := _asks_first(request, draft, "whom"):
        return back
    if request.method != "POST" or not form.is_valid():
        return step_page(request, draft, "whom", form=form)
    relation = form.cleaned_data["relation"]
    is_changed = not draft.whom_done or relation != (draft.relation or FOR_MYSELF)
    draft.keep(relation="" if relation == FOR_MYSELF else relation, whom_done=True)
    if is_changed:
        draft.keep(person_done=False)
    return redirect("reception_days:person")


@step_of_the_way
def person(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """Name and ID number of the person who comes; for somebody else also who registers, and how they agreed."""
    if missing := first_missing(draft, before="person"):
        return redirect(missing)
    names = ("name", "id_number", *(("proxy_name", "consent") if draft.relation else ()))
    if request.method == "POST":
        draft.keep(person_done=False, **{name: request.POST.get(name, "") for name in names})
    if back := _asks_first(request, draft, "person"):
        return back
    kind: type[Form] = ProxyForm if draft.relation else IdentityForm
    form = kind(request.POST or None, initial={name: getattr(draft, name) for name in names})
    if request.method != "POST" or not form.is_valid():
        return step_page(request, draft, "person", form=form)
    draft.keep(person_done=True, **{name: form.cleaned_data[name] for name in names})
    return redirect("reception_days:coming")


@step_of_the_way
def coming(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """How many, who they are, and what the visit needs."""
    if missing := first_missing(draft, before="coming"):
        return redirect(missing)
    if request.method == "POST":
        draft.keep(coming_done=False, **_typed(request))
    if back := _asks_first(request, draft, "coming"):
        return back
    kept = ("representatives", "mandate_names", "access_needs", "access_note")
    form = ComingForm(request.POST or None, initial={name: getattr(draft, name) for name in kept})
    if request.method != "POST" or not form.is_valid():
        return step_page(request, draft, "coming", form=form)
    told = form.cleaned_data
    draft.keep(
        coming_done=True, mandate_names="\n".join(told["mandate_names"]), access_note=told["access_note"].strip()
    )
    return redirect("reception_days:mandate" if told["mandate_names"] else "reception_days:check")


def _typed(request: HttpRequest) -> dict[str, Any]:
    typed: dict[str, Any] = {
        name: request.POST.get(name, "") for name in ("representatives", "mandate_names", "access_note")
    }
    return typed | {"access_needs": request.POST.getlist("access_needs")[:20]}


def _asks_first(request: HttpRequest, draft: Draft, page: str) -> HttpResponseBase | None:
    """Off to the phone where none is confirmed any more, or what a button about the hold does; typed text is kept."""
    if ask := phone_first(request):
        return ask
    if request.method == "POST" and hold_button_pressed(request, draft):
        return redirect(first_missing(draft, before=page) or f"reception_days:{page}")
    return None
