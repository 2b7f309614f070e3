"""The signed list of a group: while registering, later by the group itself, or by a clerk who holds the paper."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.files.exceptions import FileRefused
from foundation.files.uploads import LIMITS, refused_words, take_files, upload_facts
from foundation.people import journal
from foundation.people.phone_proof import phone_first
from matters.models import Matter
from matters.opened import opened_matter, with_opened_matter
from reception_days.drafts import Draft
from reception_days.exceptions import NoMandateNeeded
from reception_days.models import Booking, MandateList
from reception_days.services.mandates import READ, add_mandate, mandate_draft, mandate_of, takes_mandate
from reception_days.views.helping import with_helped_booking
from reception_days.views.way import first_missing, hold_button_pressed, step_of_the_way, step_page

ANSWER = "reception_days.answer_booking"


@step_of_the_way
def mandate(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """A step of a group only; the list may also be brought on the day."""
    if missing := first_missing(draft, before="check"):
        return redirect(missing)
    if ask := phone_first(request):
        return ask
    refused: list[str] = []
    if request.method == "POST":
        if hold_button_pressed(request, draft):
            return redirect(first_missing(draft, before="check") or "reception_days:mandate")
        refused = take_files(request, mandate_draft(draft.uuid))
        if not refused:
            return redirect("reception_days:check" if "next" in request.POST else "reception_days:mandate")
    return step_page(request, draft, "mandate", **upload_facts(mandate_draft(draft.uuid), refused))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_opened_matter
def add_own(request: HttpRequest, matter: Matter) -> HttpResponseBase:
    """From one's own page, while the appointment stands."""
    booking = Booking.objects.select_related("day").filter(matter=matter).first()
    if booking is None:
        raise Http404
    return _add_page(request, booking, redirect("matters:matter"))


@with_helped_booking
@require_http_methods(["GET", "HEAD", "POST"])
def add_for_caller(request: HttpRequest, booking: Booking) -> HttpResponseBase:
    """The clerk scans what the group brings to the window."""
    return _add_page(request, booking, redirect("reception_days:desk_help"), actor=request.user)


def _add_page(request: HttpRequest, booking: Booking, back: HttpResponseRedirect, **facts: Any) -> HttpResponseBase:
    if not takes_mandate(booking):
        messages.info(request, _("Only a group that is still to come has such a list."))
        return back
    refused: list[str] = []
    if request.method == "POST":
        refused = _add(request, booking, facts)
        if not refused and request.FILES:
            return back
    context = {"booking": booking, "attached": mandate_of(booking), "refused": refused, "back_url": back.url}
    return render(request, "reception_days/add_mandate.html", context | LIMITS | {"room": 1})


def _add(request: HttpRequest, booking: Booking, facts: dict[str, Any]) -> list[str]:
    """Keeps what can be kept; why the others were not taken."""
    refused, uploads = [], request.FILES.getlist("files")
    if not uploads:
        return [_("Choose a photo or a scan first.")]
    for upload in uploads:
        try:
            add_mandate(booking=booking, upload=upload, at=now(), **facts)
        except FileRefused as refusal:
            refused.append(refused_words(upload, refusal))
        except NoMandateNeeded:
            refused.append(_("Only a group that is still to come has such a list."))
    if kept := len(uploads) - len(refused):
        messages.success(request, ngettext("%(kept)d file added.", "%(kept)d files added.", kept) % {"kept": kept})
    return refused


def may_read_mandate(request: HttpRequest, link: MandateList) -> bool:
    """Whoever has opened the matter, and who answers bookings: the names on it are personal data."""
    opened = opened_matter(request)
    if opened is not None and opened.pk == link.booking.matter_id:
        return True
    visible = Booking.objects.visible_to(request.user, ANSWER).filter(pk=link.booking_id)
    may = bool(getattr(request.user, "is_acting", False)) and visible.exists()
    if may:
        journal.record(READ, link.booking, actor=request.user, at=now())
    return may
