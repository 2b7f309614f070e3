"""The matter: the notice, what happened, and papers that show it."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import now

from foundation.files.uploads import take_files, upload_facts
from foundation.people.personal_data import mask_personal_data, personal_data_in
from foundation.people.phone_proof import confirmed_phone, phone_first
from foundation.places.forms import PlaceInput
from matters.fields import NoticeForm
from matters.services.first_doors import first_door
from matters.signposts import Signpost, marks
from reception_days.drafts import Draft
from reception_days.forms import DetailsForm
from reception_days.listing import sessions_of
from reception_days.models import ReceptionDay
from reception_days.services import bind_hold_to_phone
from reception_days.views.way import first_missing, hold_button_pressed, step_of_the_way, step_page

TYPED = ("text", "request", "complaint", "place", "place_code", "place_for")


@step_of_the_way
def notice(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """How data are used, and two separate consents. Before it, the phone is confirmed on pages of its own."""
    if missing := first_missing(draft, before="notice"):
        return redirect(missing)
    form = NoticeForm(
        request.POST or None, initial={"notice_read": draft.notice_read, "publication": draft.publication}
    )
    if request.method == "POST":
        draft.keep(notice_read="notice_read" in request.POST, publication="publication" in request.POST)
    if ask := phone_first(request):
        return ask
    bind_hold_to_phone(token=draft.uuid, phone=confirmed_phone(request) or "", at=now())
    if request.method != "POST" or (not form.is_valid() and "notice_read" in form.errors and not _pressed(request)):
        return step_page(request, draft, "notice", form=form)
    if hold_button_pressed(request, draft):
        return redirect(first_missing(draft, before="notice") or "reception_days:notice")
    return redirect("reception_days:details")


def _pressed(request: HttpRequest) -> bool:
    return "extend" in request.POST or "hold_again" in request.POST


@step_of_the_way
def details(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """The matter itself. What belongs to another door is shown there before anything of it is kept."""
    if request.method == "POST":
        signpost = _signpost(request, draft)
        if signpost is not None:
            return _first(request, draft, signpost)
        if "edit" not in request.POST:
            _keep_details(request, draft)
    if missing := first_missing(draft, before="details"):
        return redirect(missing)
    day = draft.day()
    assert day is not None, "first_missing() has asked"
    if ask := phone_first(request):
        return ask
    if request.method != "POST":
        return step_page(request, draft, "details", form=_details_form(None, draft, day))
    if hold_button_pressed(request, draft):
        return redirect(first_missing(draft, before="details") or "reception_days:details")
    form = _details_form(request, draft, day)
    if "edit" in request.POST or not form.is_valid():
        return step_page(request, draft, "details", form=_not_shown(form, draft))
    place = form.cleaned_data["place"]
    draft.keep(details_done=True, place=place.code if place else "", where=place.name if place else "")
    draft.personal_done = not personal_data_in(f"{draft.text}\n{draft.request}")
    return redirect("reception_days:papers" if draft.personal_done else "reception_days:personal")


def _signpost(request: HttpRequest, draft: Draft) -> Signpost | None:
    """Whether what was typed belongs to another door, and was not gone past. Going past is remembered."""
    draft.passed = sorted({*draft.passed, *marks().intersection(request.POST.getlist("passed"))})
    texts = (request.POST.get("text", ""), request.POST.get("request", ""))
    if "edit" in request.POST:
        return None
    names_somebody = draft.post(request.POST.get("complaint", "")) is not None
    return first_door(*texts, at=now(), names_somebody=names_somebody, passed=draft.passed)


def _first(request: HttpRequest, draft: Draft, signpost: Signpost) -> HttpResponse:
    """The other door. Nothing typed is kept here: the page itself carries it, for who goes on or changes it."""
    draft.keep(text="", request="", details_done=False)
    typed = {name: request.POST.get(name, "") for name in TYPED}
    return step_page(request, draft, "first", signpost=signpost, sign=signpost.sign.value, typed=typed, held=None)


def _keep_details(request: HttpRequest, draft: Draft) -> None:
    typed = {name: request.POST.get(name, "") for name in ("text", "request", "complaint")}
    if draft.is_discreet:  # an empty field means: as I wrote it before, which is not shown
        typed |= {name: typed[name] or getattr(draft, name) for name in ("text", "request")}
    draft.keep(**typed, where=request.POST.get("place", "").strip(), details_done=False)


def _details_form(request: HttpRequest | None, draft: Draft, day: ReceptionDay) -> DetailsForm:
    place = draft.chosen_place()
    is_settled = place is not None and place.name == draft.where
    hidden = draft.is_discreet
    typed = {
        "text": "" if hidden else draft.text,
        "request": "" if hidden else draft.request,
        "complaint": draft.complaint,
        "place": place if is_settled else PlaceInput(draft.where),
    }
    data = request.POST.copy() if request else None
    if data is not None and hidden:
        data["text"], data["request"] = draft.text, draft.request
    return DetailsForm(data, sessions=sessions_of(day), initial=typed)


def _not_shown(form: DetailsForm, draft: Draft) -> DetailsForm:
    """Told what is wrong without showing back what was written, where that could betray somebody."""
    if draft.is_discreet:
        form.errors  # noqa: B018  # judged by what was written, before that is taken out of the page
        form.data = {**form.data.dict(), "text": "", "request": ""}  # type: ignore[attr-defined]  # always a QueryDict
    return form


@step_of_the_way
def personal(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """ID numbers, phones or cards in the text: shown masked; the citizen decides whether they are covered up."""
    if missing := first_missing(draft, before="personal"):
        return redirect(missing)
    found = personal_data_in(f"{draft.text}\n{draft.request}")
    if request.method == "POST" and hold_button_pressed(request, draft):
        return redirect(first_missing(draft, before="personal") or "reception_days:personal")
    if "mask" in request.POST:
        draft.keep(text=mask_personal_data(draft.text), request=mask_personal_data(draft.request))
    if "mask" in request.POST or "keep" in request.POST or not found:
        draft.personal_done = True
        return redirect("reception_days:papers")
    return step_page(request, draft, "personal", found=found)


@step_of_the_way
def papers(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """Photos and documents, if there are any: kept with the draft until the matter exists."""
    if missing := first_missing(draft, before="whom"):
        return redirect(missing)
    if ask := phone_first(request):
        return ask
    refused: list[str] = []
    if request.method == "POST":
        if hold_button_pressed(request, draft):
            return redirect(first_missing(draft, before="whom") or "reception_days:papers")
        refused = take_files(request, draft.uuid)
        if not refused:
            return redirect("reception_days:whom" if "next" in request.POST else "reception_days:papers")
    return step_page(request, draft, "papers", **upload_facts(draft.uuid, refused))
