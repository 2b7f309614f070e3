"""The end of the way: who, the notice, checking, sending, and the receipt."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.files.models import StoredFile
from foundation.numbers.services import grouped
from foundation.people.identifiers import mask_phone
from foundation.people.phone_proof import confirmed_phone, phone_first
from foundation.requests.exceptions import KeyReused
from matters import receipts
from matters.citizen_forms import WhoForm
from matters.drafts import MatterDraft
from matters.exceptions import AccusationNotTaken, CategoryRedirects, NameNeeded, PersonalNumbers, TextRefused
from matters.fields import NoticeForm
from matters.models import ComplaintKind, LinkPurpose, Matter, RequestKind
from matters.services import Receipt
from matters.services.clocks import rules_of
from matters.services.intake import Told, take_in
from matters.services.links import make_link
from matters.services.personal_numbers import Numbers
from matters.thread import limits_of
from matters.views.new_way import first_missing, step_of_the_way, step_page

# What to tell when sending fails, and the step where it can be put right. All answers are kept.
REFUSALS: dict[type[Exception], tuple[Any, str]] = {
    PersonalNumbers: (gettext_lazy("Your text holds personal numbers"), "matters:new_personal"),
    TextRefused: (gettext_lazy("Please check what you wrote."), "matters:new_details"),
    NameNeeded: (gettext_lazy("This needs your name, so that somebody can ask and answer you."), "matters:new_who"),
    AccusationNotTaken: (
        gettext_lazy("An accusation of an official is taken by the discipline office, phone 12388, not here."),
        "matters:new_details",
    ),
    CategoryRedirects: (
        gettext_lazy("This subject is handled elsewhere. Please choose again."),
        "matters:new",
    ),
}


@step_of_the_way
def who(request: HttpRequest, draft: MatterDraft) -> HttpResponseBase:
    """Name, or without one where that is allowed; the phone is confirmed on pages of its own."""
    if missing := first_missing(draft, before="who"):
        return redirect(missing)
    person = getattr(request.user, "person", None) if request.user.is_authenticated else None
    name = draft.name or (person.name if person else "")
    initial = {"anonymous": "yes" if draft.anonymous else "no", "name": name}
    form = WhoForm(request.POST or None, may_be_anonymous=draft.may_be_anonymous, initial=initial)
    if request.method == "POST":
        draft.keep(name=request.POST.get("name", ""), who_done=False)
        if form.is_valid():
            anonymous = bool(form.cleaned_data.get("anonymous"))
            draft.keep(anonymous=anonymous, name=form.cleaned_data["name"], who_done=True)
            return redirect("matters:new_notice")
    return step_page(request, draft, "who", form=form)


def _phone_first(request: HttpRequest, draft: MatterDraft) -> HttpResponseBase | None:
    return None if draft.anonymous else phone_first(request)


@step_of_the_way
def notice(request: HttpRequest, draft: MatterDraft) -> HttpResponseBase:
    """How data are used, and two separate consents; without a name there is nothing to publish about anybody."""
    if missing := first_missing(draft, before="notice"):
        return redirect(missing)
    form = NoticeForm(
        request.POST or None, initial={"notice_read": draft.notice_read, "publication": draft.publication}
    )
    if draft.anonymous:
        del form.fields["publication"]
    if request.method == "POST":
        draft.keep(notice_read="notice_read" in request.POST, publication="publication" in request.POST)
    if ask := _phone_first(request, draft):
        return ask
    if request.method == "POST" and form.is_valid():
        return redirect("matters:new_check")
    return step_page(request, draft, "notice", form=form)


@step_of_the_way
def check(request: HttpRequest, draft: MatterDraft) -> HttpResponseBase:
    """Everything once more, then send. A second click on "send" leads to the same receipt."""
    if request.method == "POST" and receipts.is_sent(request, key=request.POST.get("key", ""), slot=receipts.MATTER):
        return redirect("matters:new_receipt")
    if missing := first_missing(draft, before="check"):
        return redirect(missing)
    if ask := _phone_first(request, draft):
        return ask
    if request.method == "POST":
        if request.POST.get("seen") == draft.fingerprint:
            return redirect(_send(request, draft))
        messages.warning(request, _("Something was changed in another window. Please check once more, then send."))
        return redirect("matters:new_check")
    context = {
        "category": draft.chosen_category(),
        "kind": RequestKind(draft.kind).label,
        "place": draft.place_or_city(),
        "about": draft.about_post(),
        "phone": mask_phone(confirmed_phone(request) or ""),
        "files": list(StoredFile.objects.of_draft(draft.uuid)),
    }
    return step_page(request, draft, "check", **context)


def _send(request: HttpRequest, draft: MatterDraft) -> str:
    """Registers, and says where to go next: the receipt, or the step that needs another look. Nothing typed is lost."""
    try:
        receipt = take_in(
            key=draft.key, told=_told(request, draft), draft=draft.uuid, at=now(), actor=_account(request),
            numbers=Numbers.KEEP if draft.personal_done else Numbers.UNDECIDED,
        )  # fmt: skip
    except KeyReused:
        messages.info(request, _("This registration was sent before. Look it up with its number and query code."))
        return "matters:look_up"
    except tuple(REFUSALS) as refusal:
        message, step = REFUSALS[type(refusal)]
        messages.error(request, message)
        return step
    _remember(request, draft, receipt)
    draft.is_sent = True
    return "matters:new_receipt"


def _told(request: HttpRequest, draft: MatterDraft) -> Told:
    phone = "" if draft.anonymous else confirmed_phone(request) or ""
    return Told(
        text=draft.text,
        request=draft.request,
        kind=draft.kind,
        category=draft.chosen_category(),
        place=draft.place_or_city(),
        happened=draft.happened,
        complaint_kind=ComplaintKind.SERVICE if draft.complaint == ComplaintKind.SERVICE else ComplaintKind.NONE,
        about_post=draft.about_post(),
        name="" if draft.anonymous else draft.name,
        phone=phone,
        phone_was_proved=bool(phone),
        consents_to_handling=draft.notice_read,
        consents_to_publication=draft.publication,
        language=get_language() or "",
    )


def _account(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


def _remember(request: HttpRequest, draft: MatterDraft, receipt: Receipt) -> None:
    """The receipt of this browser, with a link for its QR code that nobody else gets."""
    matter = Matter.objects.only("pk").get(number=receipt.number)
    token = make_link(matter=matter, purpose=LinkPurpose.MATTER, at=now())
    receipts.remember(request, receipt, key=draft.key, slot=receipts.MATTER, token=token, is_discreet=draft.is_discreet)


@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Number and query code, what happens next and by when. Opens for half an hour in this browser only."""
    shown = receipts.shown_receipt(request, slot=receipts.MATTER)
    matter = Matter.objects.filter(number=shown.number).first() if shown else None
    if shown is None or matter is None:
        return redirect("matters:look_up")
    context = {
        "matter": matter,
        "query_code": grouped(shown.query_code),
        "limits": limits_of(matter, at=now()),
        "handling": rules_of(matter).get("handle"),
        "is_discreet": shown.is_discreet,
        "qr_code": receipts.qr_code(settings.PORTAL_URL + reverse("matters:open_link", args=[shown.token])),
    }
    return render(request, "matters/new/receipt.html", context)
