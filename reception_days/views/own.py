"""One's own booking: opened by number and query code, or from one's own page."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from foundation.moves.exceptions import MoveNotAllowed
from foundation.people.personal_data import PersonalData
from matters.deciding import decision_of
from matters.exceptions import AccusationNotTaken, PersonalNumbers
from matters.models import Matter
from matters.opened import remember, with_opened_matter
from reception_days.exceptions import DayIsOver
from reception_days.forms import InformationForm, WithdrawForm
from reception_days.models import Booking, BookingEvent, BookingState, Reminder
from reception_days.moves import BOOKING_MOVES
from reception_days.services import answer_due, may_withdraw, open_choice, supply_information, withdraw_booking
from reception_days.services.choices import TO_CHOOSE
from reception_days.services.mandates import mandate_of, takes_mandate
from reception_days.services.reminders import open_reminder
from reception_days.services.reschedule import may_change_time

GIVES_LEADER = {BookingState.CONFIRMED}
AWAITS_ANSWER = {BookingState.SUBMITTED}
MOST_SHOWN = 20


def _booking_of(matter: Matter) -> Booking | None:
    rows = Booking.objects.select_related(
        "day__centre", "day__place", "seat__session", "redirected_to", "matter__person"
    )
    return rows.filter(matter=matter).first()


def booking_panel(request: HttpRequest, matter: Matter) -> dict[str, Any] | None:
    """On the matter's page: the appointment, what one can do now, and its part of the history."""
    booking = _booking_of(matter)
    if booking is None:
        return None
    seat = getattr(booking, "seat", None)
    at = now()
    allowed = {move.name for move in BOOKING_MOVES.allowed(booking.state, {"citizen"})}
    asked = booking.events.filter(move="ask_for_information").first()
    return {
        "booking": booking,
        "seat": seat,
        "session": seat.session if seat and booking.state in GIVES_LEADER else None,
        "due": answer_due(booking) if booking.state in AWAITS_ANSWER else None,
        "asked": asked.words if asked and booking.state == BookingState.NEEDS_INFORMATION else "",
        "can_withdraw": may_withdraw(booking, at=at),
        "withdraws": may_withdraw(booking, at=at),  # which offers to let the matter go with it
        "choice": open_choice(booking, at=at),
        "reminder": open_reminder(booking, at=at),
        "can_reschedule": may_change_time(booking, at=at),
        "mandate": mandate_of(booking) if booking.representatives > 1 else [],
        "can_add_mandate": takes_mandate(booking),
        "can_supply": "supply_information" in allowed and not booking.is_over(at=at),
        "happened": [(event.at, _told(event), event.words) for event in booking.events.all()],
    }


def _told(event: BookingEvent) -> Any:
    """The state it led to, or what was done where the state stayed."""
    is_same = event.before == event.after
    return BOOKING_MOVES.moves[event.move].happened if is_same else BOOKING_MOVES.label(event.after)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_opened_matter
def withdraw(request: HttpRequest, matter: Matter) -> HttpResponseBase:
    """Asks once more, then gives the seat back."""
    booking = _booking_of(matter)
    if booking is None:
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "reception_days/withdraw.html", {"booking": booking, "form": form})
    try:
        withdraw_booking(
            booking=booking, at=now(), with_matter=form.cleaned_data["with_matter"], actor=_account(request)
        )
    except (MoveNotAllowed, DayIsOver):
        messages.info(request, _("This appointment can no longer be withdrawn, or it was withdrawn already."))
    else:
        messages.success(request, _("Your appointment is withdrawn. You may register again at any time."))
    return redirect("matters:matter")


@never_cache
@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
@with_opened_matter
def add_information(request: HttpRequest, matter: Matter) -> HttpResponseBase:
    """The answer to what the office asked."""
    booking = _booking_of(matter)
    if booking is None:
        raise Http404
    form = InformationForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _information_page(request, booking, form)
    try:
        supply_information(
            booking=booking, text=form.cleaned_data["text"], numbers=decision_of(request), at=now(),
            actor=_account(request),
        )  # fmt: skip
    except PersonalNumbers as undecided:
        return _information_page(request, booking, form, found=undecided.all)
    except MoveNotAllowed:
        messages.info(request, _("There is nothing to add at the moment."))
    except AccusationNotTaken:
        form.add_error(
            "text", _("An accusation of an official is taken by the discipline office, phone 12388, not here.")
        )
        return _information_page(request, booking, form)
    else:
        messages.success(request, _("Thank you. The reception office goes on with its review."))
    return redirect("matters:matter")


def _information_page(
    request: HttpRequest, booking: Booking, form: InformationForm, found: Sequence[PersonalData] = ()
) -> HttpResponse:
    asked = booking.events.filter(move="ask_for_information").first()
    context = {"booking": booking, "form": form, "asked": asked, "found": found}
    return render(request, "reception_days/information.html", context)


def _account(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


def my_bookings(request: HttpRequest) -> dict[str, Any] | None:
    """The panel of a signed-in person's own page."""
    person = getattr(request.user, "person", None)
    if person is None:
        return None
    rows = Booking.objects.filter(matter__person=person).select_related("day", "seat").prefetch_related("reminders")
    shown, at = list(rows.order_by("-day__date", "-pk")[:MOST_SHOWN]), now()
    return {"bookings": [(booking, _asked_of(booking, open_reminder(booking, at=at))) for booking in shown]}


def _asked_of(booking: Booking, reminder: Reminder | None) -> str:
    """What the portal waits for, in a few words; "" for nothing."""
    if booking.state in TO_CHOOSE:
        return _("We had to change something: please choose")
    if booking.state == BookingState.NEEDS_INFORMATION:
        return _("Please answer the reception office")
    if reminder is None:
        return ""
    if reminder.answer:
        return _("You have answered our reminder: %(answer)s") % {"answer": reminder.get_answer_display()}
    return _("Are you coming? Please tell us.")


@require_safe
@login_required
def open_mine(request: HttpRequest, number: str) -> HttpResponse:
    """From one's own page no query code is needed."""
    person = getattr(request.user, "person", None)
    matter = Matter.objects.filter(number=number, person=person).first() if person else None
    if matter is None:
        raise Http404
    remember(request, matter)
    return redirect("matters:matter")
