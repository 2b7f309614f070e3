"""The office desk: who has registered for a day, and the office's answer to each."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from foundation.moves.exceptions import MoveNotAllowed
from foundation.moves.table import Move
from foundation.notifications.receipts import lost_text
from foundation.people.decorators import staff_required
from foundation.people.identifiers import mask_name, mask_phone
from foundation.people.models import Role
from foundation.people.permissions import roles_of
from foundation.people.records import token_for
from matters.attachments import files_of
from reception_days.desk_forms import AnswerForm
from reception_days.exceptions import AlreadyAsked, TooManyToSearch
from reception_days.listing import sessions_of
from reception_days.listing_desk import bookings_of, is_overdue, narrowed, needs_of, overdue_before, search
from reception_days.listing_forms import BookingFilterForm, BookingSearchForm
from reception_days.models import Booking, BookingEvent, BookingState, Proxy, ReceptionDay, ReminderAnswer
from reception_days.moves import BOOKING_MOVES
from reception_days.services import (
    access_needs_of,
    answer_due,
    ask_for_information,
    confirm_booking,
    mandate_names_of,
    redirect_booking,
)
from reception_days.services.choices import TO_CHOOSE
from reception_days.services.mandates import mandate_of

VIEW, ANSWER = "reception_days.view_booking", "reception_days.answer_booking"
PAGE = 50
STATES = BookingState.choices
SERVICES: dict[str, Any] = {
    "confirm": confirm_booking,
    "ask_for_information": ask_for_information,
    "redirect": redirect_booking,
}


@never_cache
@sensitive_post_parameters("text")
@staff_required(VIEW)
def bookings(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Masked, newest last, filtered, paged by key; a POST searches. The number of queries does not grow."""
    day, at = day_for(request, pk), now()
    rows = Booking.objects.visible_to(request.user).filter(day=day)
    may_answer = request.user.has_perm(ANSWER, day)
    asked = BookingFilterForm(request.GET, sessions=sessions_of(day), with_needs=may_answer)
    search = BookingSearchForm(request.POST or None)
    counts = dict(rows.values_list("state").annotate(count=Count("pk")).order_by())
    context: dict[str, Any] = {
        "day": day,
        "filter": asked,
        "search": search,
        "may_answer": may_answer,
        "total": sum(counts.values()),
    }
    if request.method == "POST":
        context |= {"bookings": _found(request, day, search)}
    else:
        context |= _page(request, narrowed(bookings_of(rows, day), asked.wanted, day=day, at=at), asked)
    states = [(value, label, counts[value], asked.query(state=value)) for value, label in STATES if value in counts]
    before = overdue_before(day, at=at)
    context["rows"] = [(each, is_overdue(each, before), needs_of(each)) for each in context["bookings"]]
    context |= {"states": states, "state": asked.wanted.state, "answers": dict(ReminderAnswer.choices)}
    return render(request, "reception_days/desk/bookings.html", context)


def day_for(request: HttpRequest, pk: int, action: str = VIEW) -> ReceptionDay:
    rows = ReceptionDay.objects.visible_to(request.user, action).select_related("place", "centre")
    return get_object_or_404(rows, pk=pk)


def _found(request: HttpRequest, day: ReceptionDay, form: BookingSearchForm) -> list[Booking]:
    """For those who answer; nobody else looks people up."""
    if not form.is_valid():
        return []
    rows = Booking.objects.visible_to(request.user, ANSWER).filter(day=day)
    try:
        return list(bookings_of(search(rows, form.cleaned_data["text"]), day).order_by("pk"))
    except TooManyToSearch:
        form.add_error("text", _("This day has too many bookings to search by name. Use the number or the phone."))
        return []


def _page(request: HttpRequest, rows: Any, asked: BookingFilterForm) -> dict[str, Any]:
    """A page after or before a key, and the addresses of its neighbours."""
    after, before = _key(request, "after"), _key(request, "before")
    if before:
        found = list(rows.filter(pk__lt=before).order_by("-pk")[: PAGE + 1])
        has_previous, has_next = len(found) > PAGE, True
        shown = found[:PAGE][::-1]
    else:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
        has_previous, has_next = bool(after), len(found) > PAGE
        shown = found[:PAGE]
    return {
        "bookings": shown,
        "next_url": f"?{asked.query(after=shown[-1].pk)}" if shown and has_next else "",
        "previous_url": f"?{asked.query(before=shown[0].pk)}" if shown and has_previous else "",
    }


def _key(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _booking(request: HttpRequest, number: str, action: str) -> Booking:
    rows = Booking.objects.visible_to(request.user, action).select_related(
        "day__place", "day__centre", "matter__category", "matter__place", "matter__person", "seat__session",
        "preferred_post", "redirected_to",
    )  # fmt: skip
    return get_object_or_404(rows, number=number)


def moves_open_to(user: Any, booking: Booking) -> list[Move]:
    """The buttons: what the table allows this user's roles here."""
    if not user.has_perm(ANSWER, booking):
        return []
    allowed = BOOKING_MOVES.allowed(booking.state, roles_of(user, booking))
    was_asked = booking.events.filter(move="ask_for_information").exists()
    return [
        move for move in allowed if move.name in SERVICES and not (was_asked and move.name == "ask_for_information")
    ]


@never_cache
@staff_required(VIEW)
def booking_desk(request: HttpRequest, number: str) -> HttpResponseBase:
    """One booking: masked person, the matter for those who handle it, history, and the office's moves."""
    booking = _booking(request, number, VIEW)
    may_reveal = request.user.has_perm("people.reveal", booking)
    may_read = request.user.has_perm("matters.view_matter", booking)
    context = {
        "booking": booking,
        "matter": booking.matter if may_read else None,
        "files": files_of(booking.matter) if may_read else [],
        **_visit(request, booking),
        "supplements": list(booking.matter.supplements.all()),
        "seat": getattr(booking, "seat", None),
        "due": answer_due(booking) if booking.state == BookingState.SUBMITTED else None,
        "moves": moves_open_to(request.user, booking),
        "may_choose": booking.state in TO_CHOOSE and request.user.has_perm(ANSWER, booking),
        "happened": _history(booking),
        "record": token_for(booking) if may_reveal else "",
        "lost_text": lost_text(booking.matter.person),
    }
    return render(request, "reception_days/desk/booking.html", context)


def _visit(request: HttpRequest, booking: Booking) -> dict[str, Any]:
    """What the visit needs and who comes along, for those who answer; names masked."""
    if not request.user.has_perm(ANSWER, booking):
        return {}
    proxy = Proxy.objects.filter(booking=booking).first()
    return {
        "may_answer": True,
        "needs": [need.label for need in access_needs_of(booking)],
        "coming": [mask_name(name) for name in mandate_names_of(booking)],
        "mandate": mandate_of(booking),
        "proxy": proxy,
        "proxy_name": mask_name(proxy.name) if proxy else "",
        "proxy_phone": mask_phone(proxy.phone) if proxy else "",
    }


def _history(booking: Booking) -> list[tuple[BookingEvent, Any, Any]]:
    """Newest first, each with its label and the name of the role it was done in."""
    roles = {"citizen": _("citizen"), "system": _("system")}
    roles |= {role.code: role.display_name for role in Role.objects.all()}
    events = booking.events.order_by("-at", "-pk")
    return [(event, BOOKING_MOVES.moves[event.move].happened, roles.get(event.role, event.role)) for event in events]


@never_cache
@staff_required(ANSWER)
def answer(request: HttpRequest, number: str, move: str) -> HttpResponseBase:
    """One of the office's moves, with the words the citizen will read."""
    booking = _booking(request, number, ANSWER)
    if move not in SERVICES:
        raise Http404
    form = AnswerForm(request.POST or None, move=move)
    is_open = any(each.name == move for each in moves_open_to(request.user, booking))
    if not is_open:
        messages.info(request, _("This answer is not open to you now: the booking has moved on, or your role may not."))
        return redirect("reception_days:desk_booking", number)
    if request.method == "POST" and form.is_valid() and _answered(request, booking, move, form):
        return redirect("reception_days:desk_booking", number)
    context = {"booking": booking, "form": form, "move": BOOKING_MOVES.moves[move]}
    return render(request, "reception_days/desk/answer.html", context)


def _answered(request: HttpRequest, booking: Booking, move: str, form: AnswerForm) -> bool:
    typed = {name: value for name, value in form.cleaned_data.items() if name != "move"}
    try:
        SERVICES[move](booking=booking, actor=request.user, roles=roles_of(request.user, booking), at=now(), **typed)
    except (MoveNotAllowed, AlreadyAsked):
        messages.info(request, _("Somebody else has answered in the meantime."))
    else:
        messages.success(request, _("Answered. The citizen has been told."))
    return True
