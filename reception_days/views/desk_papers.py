"""What leaves the desk: tables as files, and the sheets leaders have on the table."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from foundation.exchange.services import write_csv, write_xlsx
from foundation.people.decorators import staff_required
from foundation.people.exceptions import RevealRefused
from reception_days.booking_table import columns, rows_of
from reception_days.day_sheets import sheets_of
from reception_days.listing import sessions_of
from reception_days.listing_desk import bookings_of, narrowed
from reception_days.listing_forms import BookingFilterForm, FullNamesForm
from reception_days.models import Booking
from reception_days.services.papers import note_export, reveal_names
from reception_days.views.desk_bookings import ANSWER, day_for

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REVEAL = "people.reveal"


@require_POST
@never_cache
@staff_required(ANSWER)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """What the list shows under the same filters, names and phones masked; each download is noted."""
    day, at, actor = day_for(request, pk, ANSWER), now(), _user(request)
    suffix = "xlsx" if request.POST.get("format") == "xlsx" else "csv"
    asked = BookingFilterForm(request.GET, sessions=sessions_of(day), with_needs=True)
    rows = bookings_of(Booking.objects.visible_to(actor, ANSWER), day)
    table = rows_of(narrowed(rows, asked.wanted, day=day, at=at).order_by("pk"))
    note_export(day=day, actor=actor, at=at, suffix=suffix, rows=len(table), query=asked.query())
    name = f"{day.date:%Y-%m-%d}"
    title = f"{_('Bookings')} {name}"
    content = write_csv(columns(), table) if suffix == "csv" else write_xlsx(columns(), table, title=title)
    kind = "text/csv; charset=utf-8" if suffix == "csv" else XLSX
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="bookings-{name}.{suffix}"'}
    )


def _user(request: HttpRequest) -> Any:
    return request.user


@never_cache
@staff_required(ANSWER)
def sheets(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One A4 page a leader. GET is masked; a POST shows the names of one sheet, with a purpose, in its answer only."""
    day, viewer = day_for(request, pk, ANSWER), _user(request)
    sessions = [each for each in sessions_of(day) if each.cancelled_at is None]
    may_reveal = viewer.has_perm(REVEAL, day)
    form = FullNamesForm(request.POST or None, sessions=sessions) if may_reveal else None
    rows = Booking.objects.visible_to(viewer, ANSWER)
    may_read = viewer.has_perm("matters.view_matter", day)
    shown: Any = None
    if request.method == "POST":
        if form is None:
            raise Http404
        shown = _with_names(request, form, rows, day) if form.is_valid() else None
    found = shown or sheets_of(rows, day, with_request=may_read)
    context = {"day": day, "sheets": found, "form": form, "is_full": shown is not None, "printed_at": now()}
    return render(request, "reception_days/desk/day_sheets.html", context)


def _with_names(request: HttpRequest, form: FullNamesForm, rows: Any, day: Any) -> Any:
    """None, with an error beside the field, where the purpose is no purpose."""
    viewer, key = _user(request), int(form.cleaned_data["session"])
    may_read = viewer.has_perm("matters.view_matter", day)
    found = sheets_of(rows, day, sessions=[key], with_request=may_read)
    try:
        reveal_names(day=day, sheets=found, viewer=viewer, purpose=form.cleaned_data["purpose"], at=now())
    except RevealRefused:
        form.add_error("purpose", _("Say in a few words what you need this for."))
        return None
    return found
