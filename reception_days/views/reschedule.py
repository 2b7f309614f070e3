"""Another time: by the citizen on the page of their registration, or by a clerk for them."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.moves.exceptions import MoveNotAllowed
from foundation.people.decorators import staff_required
from foundation.people.models import Post
from foundation.people.permissions import roles_of
from matters.models import Channel, Matter
from matters.opened import with_opened_matter
from reception_days.exceptions import AlreadyBooked, NoSeatLeft, RegistrationNotOpen, SameTime, TooLateToChange
from reception_days.models import Booking, LeaderSession, ReceptionDay
from reception_days.moves import CITIZEN_OR_CLERK
from reception_days.own_forms import RescheduleForm
from reception_days.services import reschedule_booking
from reception_days.services.reschedule import days_to_change_to, may_change_time, seats_to_change_to

FOR_OTHERS = "reception_days.register_for_others"
TOO_LATE = gettext_lazy(
    "The time can no longer be changed: that is possible until registration for the day closes, "
    "on the working day before. You may still withdraw, or call 12345."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_opened_matter
def reschedule(request: HttpRequest, matter: Matter) -> HttpResponseBase:
    booking = get_object_or_404(_bookings(), matter=matter)
    who = {"actor": request.user if request.user.is_authenticated else None, "channel": Channel.WEB, "role": "citizen"}
    return reschedule_page(request, booking, who, "reception_days/reschedule.html", redirect("matters:matter"))


@never_cache
@staff_required(FOR_OTHERS)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_reschedule(request: HttpRequest, number: str) -> HttpResponseBase:
    """For somebody at the window or on the phone; the event names the clerk."""
    booking = get_object_or_404(_bookings().visible_to(request.user, FOR_OTHERS), number=number)
    who = {"actor": request.user, "channel": Channel.WINDOW, "role": clerk_role(request, booking)}
    may_see = request.user.has_perm("reception_days.view_booking", booking)
    back = redirect("reception_days:desk_booking" if may_see else "reception_days:desk_reschedule", number)
    return reschedule_page(request, booking, who, "reception_days/desk/reschedule.html", back)


def clerk_role(request: HttpRequest, booking: Booking) -> str:
    """Under which of their roles the clerk types for a citizen."""
    held = roles_of(request.user, booking)
    role = next((role for role in CITIZEN_OR_CLERK if role in held), None)
    if role is None:
        raise Http404
    return role


def _bookings() -> Any:
    return Booking.objects.select_related("day__place", "day__centre", "seat__session", "matter__person")


def reschedule_page(
    request: HttpRequest, booking: Booking, who: dict[str, Any], template: str, back: HttpResponseRedirect
) -> HttpResponseBase:
    """The page of every door; `who` is the actor, the channel and the role."""
    at = now()
    if not may_change_time(booking, at=at):
        messages.info(request, TOO_LATE)
        return back
    days = list(days_to_change_to(booking, at=at))
    day = _chosen_day(days, booking, parse_date_or_none(request.GET.get("day", "")))
    form = _form(request, booking, day, at) if day else None
    if form and day and request.method == "POST" and form.is_valid() and _changed(request, booking, day, form, who, at):
        return back
    booking = _bookings().get(pk=booking.pk)  # a refused change has left its marks on the object
    context = {"booking": booking, "seat": getattr(booking, "seat", None), "form": form, "day": day, "days": days}
    return render(request, template, context | {"back_url": back.url})


def parse_date_or_none(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _chosen_day(days: list[ReceptionDay], booking: Booking, wanted: date | None) -> ReceptionDay | None:
    """The one asked for, else the booking's own, else the first open one."""
    by_date = {day.date: day for day in days}
    return by_date.get(wanted or booking.day.date) or by_date.get(booking.day.date) or next(iter(days), None)


def _form(request: HttpRequest, booking: Booking, day: ReceptionDay, at: datetime) -> RescheduleForm:
    seats = seats_to_change_to(booking, day, at=at)
    rows = seats.values("starts_at").annotate(free=Count("pk")).order_by("starts_at")
    mine = getattr(booking, "seat", None)
    times = {row["starts_at"]: row["free"] for row in rows if mine is None or row["starts_at"] != mine.starts_at}
    sessions = LeaderSession.objects.filter(day=day).taking_place().select_related("post").by_protocol()
    if booking.matter.about_post_id is not None:
        sessions = sessions.exclude(post=booking.matter.about_post_id)
    return RescheduleForm(request.POST or None, times=times, sessions=sessions)


def _changed(
    request: HttpRequest, booking: Booking, day: ReceptionDay, form: RescheduleForm, who: dict[str, Any], at: datetime
) -> bool:
    """False where another time has to be chosen on this page."""
    preferred = form.cleaned_data["preferred"]
    wish = Post.objects.filter(pk=preferred).first() if preferred else None
    starts_at = form.cleaned_data["starts_at"]
    try:
        reschedule_booking(booking=booking, day=day, starts_at=starts_at, preferred_post=wish, at=at, **who)
    except NoSeatLeft:
        form.add_error("starts_at", _("This time has just been taken. Please choose another."))
        return False
    except AlreadyBooked:
        form.add_error(None, _("The person who comes has a registration for that day already."))
        return False
    except (RegistrationNotOpen, TooLateToChange):
        messages.info(request, TOO_LATE)
    except (MoveNotAllowed, SameTime):
        messages.info(request, _("Nothing was changed: the booking has moved on in the meantime."))
    else:
        messages.success(request, _("The time is changed. The former time is free for somebody else."))
    return True
