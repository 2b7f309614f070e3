"""The end of the way: checking, sending, and the receipt with its calendar file."""

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
from foundation.people.identifiers import mask_id_number, mask_phone
from foundation.people.phone_proof import confirmed_phone, phone_first
from foundation.places.models import Place
from foundation.requests.exceptions import KeyReused
from matters import receipts
from matters.exceptions import AccusationNotTaken, CategoryRedirects, TextRefused
from matters.models import ComplaintKind, Matter
from matters.opened import with_opened_matter
from matters.services.personal_numbers import Numbers
from reception_days.calendar_file import FILE_NAME, MEDIA_TYPE, calendar_of
from reception_days.drafts import Draft
from reception_days.exceptions import (
    AlreadyBooked,
    HoldLost,
    LeaderIsComplainedOf,
    RegistrationNotOpen,
    TooManyRepresentatives,
)
from reception_days.listing import sessions_of
from reception_days.models import AccessNeed, Booking, LinkPurpose, ReceptionDay, Relation
from reception_days.services import Application, ProxyFacts, Receipt, answer_due, register_booking
from reception_days.services.links import make_link_to
from reception_days.services.mandates import mandate_draft
from reception_days.views.way import first_missing, hold_button_pressed, step_of_the_way, step_page

# What to tell when sending fails, and the step where it can be put right. All answers are kept.
REFUSALS: dict[type[Exception], tuple[Any, str]] = {
    HoldLost: (
        gettext_lazy("The time was no longer kept for you. Hold it again or choose another; all answers are kept."),
        "reception_days:check",
    ),
    RegistrationNotOpen: (
        gettext_lazy("Registration for this day is closed. All answers are kept; please choose another day."),
        "reception_days:when",
    ),
    AlreadyBooked: (
        gettext_lazy(
            "Somebody is registered for this day with this ID number; each person may register once a day. "
            "If that was not you, please call 12345."
        ),
        "reception_days:person",
    ),
    LeaderIsComplainedOf: (
        gettext_lazy(
            "At this time only the leader you complain about receives. Please choose another time: "
            "nobody handles a complaint about themselves."
        ),
        "reception_days:when",
    ),
    TextRefused: (gettext_lazy("Please check what you wrote."), "reception_days:details"),
    AccusationNotTaken: (
        gettext_lazy("An accusation of an official is taken by the discipline office, phone 12388, not here."),
        "reception_days:details",
    ),
    TooManyRepresentatives: (gettext_lazy("At most five people come in all."), "reception_days:coming"),
    CategoryRedirects: (
        gettext_lazy("This subject is handled elsewhere. Please choose again."),
        "reception_days:about",
    ),
}


@step_of_the_way
def check(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """Everything once more, then send. A second click on "send" leads to the same receipt."""
    if request.method == "POST" and receipts.is_sent(request, key=request.POST.get("key", "")):
        return redirect("reception_days:receipt")
    if missing := first_missing(draft, before="check"):
        return redirect(missing)
    if ask := phone_first(request):
        return ask
    if request.method == "POST":
        return redirect(_after_button(request, draft))
    context = {
        "category": draft.chosen_category(),
        "place": draft.chosen_place() or _whole_area(draft),
        "about": draft.post(draft.complaint),
        "preferred": draft.post(draft.preferred),
        "names": _names(draft),
        "starts_at": draft.chosen_time,
        "phone": mask_phone(confirmed_phone(request) or ""),
        "id_number": mask_id_number(draft.id_number),
        "relation": Relation(draft.relation).label if draft.relation else "",
        "others": draft.others_coming(),
        "needs": [AccessNeed(need).label for need in draft.access_needs],
        "files": list(StoredFile.objects.of_draft(draft.uuid)),
        "lists": list(StoredFile.objects.of_draft(mandate_draft(draft.uuid))) if draft.others_coming() else [],
    }
    return step_page(request, draft, "check", **context)


def _names(draft: Draft) -> dict[str, str]:
    """Who receives in the posts chosen: two leaders may hold posts of one name."""
    day = draft.day()
    by_post = {str(session.post_id): session.leader_name for session in sessions_of(day)} if day else {}
    return {"preferred": by_post.get(draft.preferred, ""), "complaint": by_post.get(draft.complaint, "")}


def _after_button(request: HttpRequest, draft: Draft) -> str:
    if hold_button_pressed(request, draft):
        return first_missing(draft, before="check") or "reception_days:check"
    if request.POST.get("seen") != draft.fingerprint:
        messages.warning(request, _("Something was changed in another window. Please check once more, then send."))
        return "reception_days:check"
    return _send(request, draft)


def _send(request: HttpRequest, draft: Draft) -> str:
    """Registers, and says where to go next: the receipt, or the step that needs another look. Nothing typed is lost."""
    day = draft.day()
    assert day is not None, "first_missing() has asked"
    try:
        receipt = register_booking(
            key=draft.key,
            token=draft.uuid,
            day=day,
            application=_application(request, draft),
            at=now(),
            numbers=Numbers.KEEP,  # asked on a page of its own, or masked there
        )
    except KeyReused:
        messages.info(request, _("This registration was sent before. Look it up with its number and query code."))
        return "matters:look_up"
    except tuple(REFUSALS) as refusal:
        message, step = REFUSALS[type(refusal)]
        messages.error(request, message)
        return step
    _remember(request, draft, receipt, day)
    draft.is_sent = True
    return "reception_days:receipt"


def _remember(request: HttpRequest, draft: Draft, receipt: Receipt, day: ReceptionDay) -> None:
    """The receipt of this browser, with a link for its QR code that nobody else gets."""
    token = make_link_to(receipt.made, day=day, purpose=LinkPurpose.BOOKING, at=now())
    receipts.remember(request, receipt, key=draft.key, token=token, is_discreet=draft.is_discreet)


def _whole_area(draft: Draft) -> Place | None:
    day = draft.day()
    return day.place if day else None


def _application(request: HttpRequest, draft: Draft) -> Application:
    place, starts_at = draft.chosen_place() or _whole_area(draft), draft.chosen_time
    assert place is not None
    assert starts_at is not None
    about, preferred = draft.post(draft.complaint), draft.post(draft.preferred)
    return Application(
        name=draft.name,
        phone=confirmed_phone(request) or "",
        id_number=draft.id_number,
        text=draft.text,
        request=draft.request,
        category=draft.chosen_category(),
        place=place,
        starts_at=starts_at,
        representatives=int(draft.representatives),
        preferred_post=None if preferred == about else preferred,
        complaint_kind=ComplaintKind.SERVICE if draft.complaint == ComplaintKind.SERVICE else ComplaintKind.NONE,
        about_post=about,
        consents_to_handling=draft.notice_read,
        consents_to_publication=draft.publication,
        phone_was_proved=not draft.relation,  # somebody else's phone is no proof of who comes
        language=get_language() or "",
        access_needs=tuple(draft.access_needs),
        access_note=draft.access_note,
        mandate_names=tuple(draft.others_coming()),
        proxy=_proxy(request, draft),
    )


def _proxy(request: HttpRequest, draft: Draft) -> ProxyFacts | None:
    if not draft.relation:
        return None
    phone = confirmed_phone(request) or ""
    return ProxyFacts(relation=draft.relation, name=draft.proxy_name, consent=draft.consent, phone=phone)


def _received(request: HttpRequest) -> tuple[receipts.Shown, Booking] | None:
    """What this browser registered within the last half hour."""
    shown = receipts.shown_receipt(request)
    if shown is None:
        return None
    rows = Booking.objects.select_related("day__centre", "matter__category", "seat")
    booking = rows.prefetch_related("events").filter(number=shown.number).first()
    return None if booking is None else (shown, booking)


@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Number and query code, what happens next and by when. Opens for half an hour in this browser only."""
    received = _received(request)
    if received is None:
        return redirect("matters:look_up")
    shown, booking = received
    address = settings.PORTAL_URL + reverse("reception_days:open_link", args=[shown.token])
    context = {
        "booking": booking,
        "query_code": grouped(shown.query_code),
        "due": answer_due(booking),
        "is_discreet": shown.is_discreet,
        "qr_code": receipts.qr_code(address),
        "has_list": booking.representatives > 1 and booking.mandate_lists.exists(),
    }
    return render(request, "reception_days/register/receipt.html", context)


@never_cache
@require_safe
def receipt_calendar(request: HttpRequest) -> HttpResponse:
    """The appointment as a file, from the receipt."""
    received = _received(request)
    return redirect("matters:look_up") if received is None else _calendar_file(received[1])


@never_cache
@require_safe
@with_opened_matter
def own_calendar(request: HttpRequest, matter: Matter) -> HttpResponseBase:
    """The appointment as a file, from one's own page; after a change the same file brings the new time."""
    rows = Booking.objects.select_related("day__centre", "seat").prefetch_related("events")
    booking = rows.filter(matter=matter).first()
    return redirect("matters:matter") if booking is None else _calendar_file(booking)


def _calendar_file(booking: Booking) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(calendar_of([booking]), content_type=MEDIA_TYPE, headers=headers)
