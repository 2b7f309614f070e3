"""The choice after a change by the office: by the citizen, or by a clerk for somebody on the phone or at the window."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.moves.exceptions import MovedMeanwhile, MoveNotAllowed
from foundation.people.decorators import staff_required
from foundation.people.permissions import roles_of
from matters.models import Channel, Matter
from matters.opened import with_opened_matter
from reception_days.change_forms import ChoiceForm
from reception_days.exceptions import DayIsOver, NoSeatToAccept
from reception_days.models import Booking
from reception_days.services import (
    accept_change,
    choose_next_time,
    choose_written_reply,
    open_choice,
    withdraw_booking,
)

ANSWER = "reception_days.answer_booking"
CHOICES: dict[str, Any] = {
    "accept": accept_change,
    "next_time": choose_next_time,
    "written_reply": choose_written_reply,
}


def _bookings() -> Any:
    return Booking.objects.select_related("day__centre", "day__place", "matter__person")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_opened_matter
def choose(request: HttpRequest, matter: Matter) -> HttpResponseBase:
    """The citizen's own. Withdrawing asks once more, on its own page."""
    booking = _bookings().filter(matter=matter).first()
    if booking is None:
        raise Http404
    account: Any = request.user if request.user.is_authenticated else None
    choice = open_choice(booking, at=now())
    if choice is None:
        messages.info(request, _("There is nothing to choose at the moment."))
        return redirect("matters:matter")
    form = ChoiceForm(request.POST or None, open_choice=choice)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["choice"] == "withdraw":
            return redirect("reception_days:withdraw")
        _chosen(request, booking, form, actor=account, channel=Channel.WEB)
        return redirect("matters:matter")
    return render(request, "reception_days/choose.html", {"booking": booking, "choice": choice, "form": form})


@never_cache
@staff_required(ANSWER)
def choose_for(request: HttpRequest, number: str) -> HttpResponseBase:
    """A clerk enters what somebody says who called or came."""
    booking: Any = get_object_or_404(Booking.objects.visible_to(request.user, ANSWER).select_related(
        "day__centre", "day__place", "matter__person"
    ), number=number)  # fmt: skip
    facts = {"actor": request.user, "roles": roles_of(request.user, booking)}
    return choice_page(request, booking, redirect("reception_days:desk_booking", number), facts)


def choice_page(
    request: HttpRequest, booking: Booking, back: HttpResponseRedirect, facts: dict[str, Any]
) -> HttpResponseBase:
    """A clerk's page; asks how the citizen said so unless `facts` has the channel."""
    choice = open_choice(booking, at=now())
    if choice is None:
        messages.info(request, _("There is nothing to choose at the moment."))
        return back
    form = ChoiceForm(request.POST or None, open_choice=choice, asks_channel="channel" not in facts)
    if request.method == "POST" and form.is_valid():
        _chosen(request, booking, form, **{"channel": form.cleaned_data.get("channel")} | facts)
        return back
    context = {"booking": booking, "choice": choice, "form": form, "back_url": back.url}
    return render(request, "reception_days/choose.html", context)


def _chosen(request: HttpRequest, booking: Booking, form: ChoiceForm, **facts: Any) -> None:
    chosen = form.cleaned_data["choice"]
    if chosen == "withdraw":  # the citizen's move, whoever types it
        facts.pop("roles")
    try:
        CHOICES.get(chosen, withdraw_booking)(booking=booking, at=now(), **facts)
    except NoSeatToAccept:
        messages.warning(request, _("This place is no longer there. Please choose one of the other answers."))
    except (MoveNotAllowed, MovedMeanwhile, DayIsOver):
        messages.info(request, _("This was chosen already, or has changed in the meantime. Here is how it stands."))
    else:
        messages.success(request, _("Your choice is noted. Nothing counts against you."))
