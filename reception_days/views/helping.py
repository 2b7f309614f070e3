"""The clerk's page for a caller: one registration, opened by what the caller knows, and all they may do with it."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from foundation.moves.exceptions import MovedMeanwhile, MoveNotAllowed
from foundation.notifications.receipts import lost_text
from foundation.people.decorators import staff_required
from foundation.requests.exceptions import TooManyTries
from matters.exceptions import NoSuchMatter
from matters.services.clerks import CHANNELS, clerk_role
from reception_days.exceptions import DayIsOver
from reception_days.forms import WithdrawForm
from reception_days.models import Booking, ReminderAnswer
from reception_days.own_forms import CallerForm
from reception_days.services import may_withdraw, open_choice, withdraw_booking
from reception_days.services.by_voice import ACTION
from reception_days.services.helping import booking_of_caller, bookings_to_help_with
from reception_days.services.mandates import takes_mandate
from reception_days.services.reminders import open_reminder
from reception_days.services.reschedule import may_change_time
from reception_days.views import choices, reminders, reschedule
from reception_days.views.reschedule import FOR_OTHERS

SESSION_KEY = "helped_booking"
STAYS_OPEN = timedelta(minutes=15)
View = Callable[..., HttpResponseBase]


@never_cache
@sensitive_post_parameters("number", "proof")
@staff_required(FOR_OTHERS)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponseBase:
    """By POST only: neither number nor phone ever stands in an address."""
    actor: Any = request.user
    request.session.pop(SESSION_KEY, None)
    form = CallerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            booking = booking_of_caller(actor=actor, at=now(), **form.cleaned_data)
        except NoSuchMatter:
            form.add_error(None, _("No registration fits. Please ask for the number again, and for the phone given."))
        except TooManyTries as refusal:
            until = f"{localtime(refusal.retry_at):%H:%M}"
            form.add_error(None, _("Too many tries. Please try again after %(time)s.") % {"time": until})
        else:
            request.session[SESSION_KEY] = {"pk": booking.pk, "until": (now() + STAYS_OPEN).timestamp()}
            return redirect("reception_days:desk_help")
    return render(request, "reception_days/desk/help_find.html", {"form": form})


def with_helped_booking(view: View) -> View:
    """Passes what the caller has opened; a quarter of an hour later the clerk asks again."""

    @wraps(view)
    @never_cache
    @staff_required(FOR_OTHERS)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor: Any = request.user
        kept: dict[str, Any] = request.session.get(SESSION_KEY) or {}
        found = bookings_to_help_with(actor).filter(pk=kept["pk"]).first() if kept else None
        if found is None or kept["until"] < now().timestamp():
            messages.info(request, _("Please ask for the number, and for the query code or the phone."))
            return redirect("reception_days:desk_help_find")
        return view(request, found, *args, **kwargs)

    return checked


def typed_by(request: HttpRequest) -> dict[str, Any]:
    """Who types, by which door the citizen speaks, and in which role."""
    actor: Any = request.user
    role = clerk_role(actor, ACTION)
    return {"actor": actor, "channel": CHANNELS[role], "role": role}


@with_helped_booking
@require_safe
def overview(request: HttpRequest, booking: Booking) -> HttpResponseBase:
    """Masked, without the matter: the clerk needs the time and the state, not the story."""
    at = now()
    context = {
        "booking": booking,
        "lost_text": lost_text(booking.matter.person),
        "seat": getattr(booking, "seat", None),
        "may_change_time": may_change_time(booking, at=at),
        "may_withdraw": may_withdraw(booking, at=at),
        "may_add_mandate": takes_mandate(booking),
        "choice": open_choice(booking, at=at),
        "reminder": open_reminder(booking, at=at),
        "answers": [choice for choice in ReminderAnswer.choices if choice[0]],
    }
    return render(request, "reception_days/desk/help.html", context)


@with_helped_booking
@require_http_methods(["GET", "HEAD", "POST"])
def change_time(request: HttpRequest, booking: Booking) -> HttpResponseBase:
    back = redirect("reception_days:desk_help")
    return reschedule.reschedule_page(
        request, booking, typed_by(request), "reception_days/desk/help_reschedule.html", back
    )


@with_helped_booking
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, booking: Booking) -> HttpResponseBase:
    typed = typed_by(request)
    facts = {"actor": typed["actor"], "channel": typed["channel"], "roles": {typed["role"]}}
    return choices.choice_page(request, booking, redirect("reception_days:desk_help"), facts)


@with_helped_booking
@require_http_methods(["POST"])
def answer_reminder(request: HttpRequest, booking: Booking) -> HttpResponseBase:
    reminders.note_answer(request, booking, channel=typed_by(request)["channel"])
    return redirect("reception_days:desk_help")


@with_helped_booking
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, booking: Booking) -> HttpResponseBase:
    """The citizen's own move: the clerk asks once more, and the event names the clerk."""
    form, typed = WithdrawForm(request.POST or None), typed_by(request)
    if request.method != "POST" or not form.is_valid():
        return render(request, "reception_days/withdraw.html", {"booking": booking, "form": form, "at_desk": True})
    facts = {"actor": typed["actor"], "channel": typed["channel"], "with_matter": form.cleaned_data["with_matter"]}
    try:
        withdraw_booking(booking=booking, at=now(), **facts)
    except (MoveNotAllowed, MovedMeanwhile, DayIsOver):
        messages.info(request, _("This appointment can no longer be withdrawn, or it was withdrawn already."))
    else:
        messages.success(request, _("The appointment is withdrawn."))
    return redirect("reception_days:desk_help")
