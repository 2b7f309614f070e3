"""After registering by voice: the slip, and what one has registered for others."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.numbers.services import grouped
from foundation.people.decorators import staff_required
from foundation.people.identifiers import is_mobile
from matters import receipts
from reception_days.services import answer_due
from reception_days.services.by_voice import ACTION, registered_by

PAGE = 50


@never_cache
@staff_required(ACTION)
@require_safe
def slip(request: HttpRequest) -> HttpResponseBase:
    """What the person takes home, or is read out to them. Opens for half an hour in this browser only."""
    shown = receipts.shown_receipt(request, slot=receipts.SLIP)
    mine = registered_by(request.user).select_related("day__centre", "matter", "seat")  # type: ignore[arg-type]  # acting
    booking = mine.filter(number=shown.number).first() if shown else None
    if shown is None or booking is None:
        return redirect("reception_days:desk_voice_mine")
    context = {
        "booking": booking,
        "seat": getattr(booking, "seat", None),
        "query_code": grouped(shown.query_code),
        "mandate": booking.mandate_lists.exists(),
        "due": answer_due(booking),
        "is_called": not is_mobile(booking.matter.phone),
    }
    return render(request, "reception_days/desk/slip.html", context)


@never_cache
@staff_required(ACTION)
@require_safe
def voice_mine(request: HttpRequest) -> HttpResponseBase:
    """Number and state of what I registered for others, paged by key; nobody's name, nobody else's bookings."""
    rows = registered_by(request.user).select_related("day", "seat")  # type: ignore[arg-type]  # acting staff
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    older = f"?before={shown[-1].pk}" if len(found) > PAGE else ""
    return render(request, "reception_days/desk/voice_mine.html", {"bookings": shown, "next_url": older})
