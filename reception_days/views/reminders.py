"""Answering a reminder: by its link, on the page of the registration, or through a clerk. A GET changes nothing:
programmes that scan mail and messages open every link."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from foundation.people.decorators import staff_required
from matters.models import Channel, Matter
from matters.opened import with_opened_matter
from reception_days.exceptions import ReminderIsOver
from reception_days.models import AccessLink, Booking, LinkPurpose, Reminder, ReminderAnswer
from reception_days.own_forms import ReminderForm
from reception_days.services.reminders import answer_reminder, open_reminder, reminder_of_link
from reception_days.views.links import live_link
from reception_days.views.reschedule import FOR_OTHERS, clerk_role

OVER = gettext_lazy(
    "There is nothing to answer any more: the day has come, the time was changed, or the appointment is withdrawn."
)
TOLD_CLERK = "window"


@require_http_methods(["GET", "HEAD", "POST"])
@live_link(LinkPurpose.REMINDER)
def answer_by_link(request: HttpRequest, link: AccessLink) -> HttpResponseBase:
    return _page(request, reminder_of_link(link))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_opened_matter
def answer_opened(request: HttpRequest, matter: Matter) -> HttpResponseBase:
    """The same for who has opened their registration."""
    booking = get_object_or_404(Booking, matter=matter)
    latest = booking.reminders.first()
    if latest is None:
        raise Http404
    return _page(request, latest)


def _page(request: HttpRequest, reminder: Reminder | None) -> HttpResponseBase:
    form = ReminderForm(request.POST if request.method == "POST" else None)
    if reminder is not None and request.method == "POST" and form.is_valid():
        actor = request.user if request.user.is_authenticated else None
        _answer(request, reminder, form.cleaned_data["answer"], channel=Channel.WEB, actor=actor)
        return redirect(request.path)
    return render(request, "reception_days/reminder.html", _context(reminder) | {"form": form})


def _context(reminder: Reminder | None) -> dict[str, Any]:
    """`current`: the reminder that can be answered now; None where this one is over."""
    if reminder is None:
        return {"reminder": None, "current": None}
    booking = Booking.objects.select_related("day__centre", "seat__session", "matter").get(pk=reminder.booking_id)
    current = open_reminder(booking, at=now())
    if current is not None and current.seat_starts_at != reminder.seat_starts_at:
        current = None
    latest = booking.reminders.filter(seat_starts_at=reminder.seat_starts_at).first()
    return {"reminder": latest, "current": current, "booking": booking, "answers": ReminderAnswer}


def _answer(request: HttpRequest, reminder: Reminder, answer: str, **how: Any) -> None:
    try:
        answer_reminder(reminder=reminder, answer=answer, at=now(), **how)
    except ReminderIsOver:
        messages.info(request, OVER)


@never_cache
@require_POST
@staff_required(FOR_OTHERS)
def desk_answer_reminder(request: HttpRequest, number: str) -> HttpResponseBase:
    """What somebody told a clerk at the window or on the phone."""
    booking = get_object_or_404(Booking.objects.visible_to(request.user, FOR_OTHERS), number=number)
    clerk_role(request, booking)
    note_answer(request, booking, channel=TOLD_CLERK)
    may_see = request.user.has_perm("reception_days.view_booking", booking)
    return redirect("reception_days:desk_booking" if may_see else "reception_days:desk_reschedule", number)


def note_answer(request: HttpRequest, booking: Booking, *, channel: str) -> None:
    """One of the three answers, typed by a clerk; the page that follows says what became of it."""
    form, current = ReminderForm(request.POST), open_reminder(booking, at=now())
    if current is None:
        messages.info(request, OVER)
    elif not form.is_valid():
        messages.warning(request, _("Please choose one of the three answers."))
    else:
        _answer(request, current, form.cleaned_data["answer"], channel=channel, actor=request.user)
        messages.success(request, _("Noted. The citizen need not answer again."))
