"""The matter itself: what happened, papers that show it, where, and what is public of the same kind."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import now

from foundation.files.uploads import take_files, upload_facts
from foundation.people.personal_data import personal_data_in
from foundation.places.forms import PlaceInput
from matters.citizen_forms import TellForm, WhereForm
from matters.deciding import decision_of
from matters.drafts import MatterDraft
from matters.exceptions import PersonalNumbers
from matters.services.first_doors import first_door
from matters.services.personal_numbers import decided
from matters.signposts import Signpost, marks
from matters.similar import similar_public
from matters.views.new_way import first_missing, step_of_the_way, step_page

TYPED = ("text", "request")


@step_of_the_way
def details(request: HttpRequest, draft: MatterDraft) -> HttpResponseBase:
    """What belongs to another door is shown there before anything of it is kept."""
    if request.method == "POST":
        signpost = _signpost(request, draft)
        if signpost is not None:
            return _first(request, draft, signpost)
        if "edit" not in request.POST:
            _keep(request, draft)
    if missing := first_missing(draft, before="details"):
        return redirect(missing)
    if request.method != "POST":
        shown = {} if draft.is_discreet else {name: getattr(draft, name) for name in TYPED}
        return step_page(request, draft, "details", form=TellForm(initial=shown))
    if "edit" in request.POST:
        return step_page(
            request, draft, "details", form=TellForm(initial={name: request.POST.get(name) for name in TYPED})
        )
    form = TellForm({name: getattr(draft, name) for name in TYPED})
    if not form.is_valid():
        return step_page(request, draft, "details", form=_not_shown(form, draft))
    draft.keep(**form.cleaned_data, details_done=True, similar_done=False)
    draft.personal_done = not personal_data_in(f"{draft.text}\n{draft.request}")
    return redirect("matters:new_papers" if draft.personal_done else "matters:new_personal")


def _signpost(request: HttpRequest, draft: MatterDraft) -> Signpost | None:
    """Whether what was typed belongs to another door, and was not gone past. Going past is remembered."""
    draft.passed = sorted({*draft.passed, *marks().intersection(request.POST.getlist("passed"))})
    texts = [request.POST.get(name, "") for name in TYPED]
    if "edit" in request.POST:
        return None
    names_somebody = draft.about_post() is not None
    return first_door(*texts, at=now(), names_somebody=names_somebody, passed=draft.passed)


def _first(request: HttpRequest, draft: MatterDraft, signpost: Signpost) -> HttpResponse:
    """The other door. Nothing typed is kept here: the page itself carries it, for who goes on or changes it."""
    draft.keep(text="", request="", details_done=False)
    typed = {name: request.POST.get(name, "") for name in TYPED}
    return step_page(request, draft, "first", signpost=signpost, sign=signpost.sign.value, typed=typed)


def _keep(request: HttpRequest, draft: MatterDraft) -> None:
    typed = {name: request.POST.get(name, "") for name in TYPED}
    if draft.is_discreet:  # an empty field means: as I wrote it before, which is not shown
        typed = {name: typed[name] or getattr(draft, name) for name in TYPED}
    draft.keep(**typed, details_done=False)


def _not_shown(form: TellForm, draft: MatterDraft) -> TellForm:
    """Told what is wrong without showing back what was written, where that could betray somebody."""
    if draft.is_discreet:
        form.errors  # noqa: B018  # judged by what was written, before that is taken out of the page
        form.data = dict.fromkeys(TYPED, "")
    return form


@step_of_the_way
def personal(request: HttpRequest, draft: MatterDraft) -> HttpResponseBase:
    """ID numbers, phones or cards in the text: shown masked; the citizen decides whether they are covered up."""
    if missing := first_missing(draft, before="personal"):
        return redirect(missing)
    try:
        texts = decided(decision_of(request), text=draft.text, request=draft.request)
    except PersonalNumbers as undecided:
        return step_page(request, draft, "personal", found=undecided.all)
    draft.keep(**texts, personal_done=True)
    return redirect("matters:new_papers")


@step_of_the_way
def papers(request: HttpRequest, draft: MatterDraft) -> HttpResponseBase:
    """Photos and documents, if there are any: kept with the draft until the matter exists."""
    if missing := first_missing(draft, before="where"):
        return redirect(missing)
    refused: list[str] = []
    if request.method == "POST":
        refused = take_files(request, draft.uuid)
        if not refused:
            return redirect("matters:new_where" if "next" in request.POST else "matters:new_papers")
    return step_page(request, draft, "papers", **upload_facts(draft.uuid, refused))


@step_of_the_way
def where(request: HttpRequest, draft: MatterDraft) -> HttpResponseBase:
    if missing := first_missing(draft, before="where"):
        return redirect(missing)
    place = draft.chosen_place()
    is_settled = place is not None and place.name == draft.where
    initial = {"place": place if is_settled else PlaceInput(draft.where), "happened": draft.happened}
    form = WhereForm(request.POST or None, initial=initial)
    if request.method == "POST":
        draft.keep(where=request.POST.get("place", "").strip(), happened=request.POST.get("happened", "").strip())
        if form.is_valid():
            found = form.cleaned_data["place"]
            draft.keep(place=found.code if found else "", where=found.name if found else "", where_done=True)
            return redirect("matters:new_similar")
        draft.where_done = False
    return step_page(request, draft, "where", form=form)


@step_of_the_way
def similar(request: HttpRequest, draft: MatterDraft) -> HttpResponseBase:
    """Answers already public that resemble it; nothing that is not public is ever looked at."""
    if missing := first_missing(draft, before="similar"):
        return redirect(missing)
    found = (
        [] if draft.is_discreet else similar_public(f"{draft.text}\n{draft.request}", category=draft.chosen_category())
    )
    if not found or request.method == "POST":
        draft.similar_done = True
        return redirect("matters:new_who")
    return step_page(request, draft, "similar", found=found)
