"""The office desk: days, their leaders and seats."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from foundation.moves.exceptions import MovedMeanwhile, MoveNotAllowed
from foundation.people.decorators import staff_required
from foundation.people.permissions import roles_of
from foundation.places.models import Level, Place
from foundation.workdays.services import mark, reception_date, warning_for
from reception_days.change_forms import ReasonForm
from reception_days.desk_forms import NewDayForm, SessionForm
from reception_days.exceptions import (
    DayAlreadyScheduled,
    LateWithoutReason,
    NothingToPublish,
    PostVacant,
    SessionClashes,
    TooLateToPublish,
)
from reception_days.listing_days import days_of, happened_on, leaders_of, sessions_shown
from reception_days.models import DayState, HalfDay, ReceptionDay, ReceptionRules
from reception_days.moves import DAY_MOVES
from reception_days.news import desk_topics
from reception_days.services import add_session, next_month_to_schedule, publish_by, publish_day, schedule_day
from reception_days.services.publishing import first_in_line, is_late, opening_if_published

VIEW, MANAGE = "reception_days.view_booking", "reception_days.manage_day"


@never_cache
@staff_required(VIEW)
def days(request: HttpRequest) -> HttpResponseBase:
    """Those ahead first, with what is left to do; then those before."""
    today = localdate()
    ahead, before = days_of(ReceptionDay.objects.visible_to(request.user), today=today)
    context = {"ahead": ahead, "before": before, "may_manage": request.user.has_perm(MANAGE), "today": today}
    context["topics"] = desk_topics(ahead)
    return render(request, "reception_days/desk/days.html", context)


@never_cache
@staff_required(MANAGE)
def new_day(request: HttpRequest) -> HttpResponseBase:
    """Proposes the next monthly day, and says why it is that date."""
    places = [place for place in _hosts() if request.user.has_perm(MANAGE, place)]
    year, month = next_month_to_schedule(place=places[0], today=localdate())
    hosts = Place.objects.filter(pk__in=[place.pk for place in places])
    form = NewDayForm(request.POST or None, places=hosts, initial={"year": year, "month": month, "place": places[0]})
    if request.method == "POST" and form.is_valid():
        actor: Any = request.user
        try:
            day = schedule_day(**form.cleaned_data, at=now(), actor=actor)
        except DayAlreadyScheduled:
            form.add_error("place", _("This place already has its day in this month."))
        else:
            messages.success(request, _("The day is a draft. Add the leaders, then publish it."))
            return redirect("reception_days:desk_day", day.pk)
    on = reception_date(year, month)
    context = {"form": form, "on": on, "reason": reason_for(on), "warning": warning_for(on)}
    return render(request, "reception_days/desk/new_day.html", context)


def _hosts() -> list[Place]:
    """Who holds reception days: the city and its towns."""
    return list(Place.objects.current().filter(level__in=[Level.CITY, Level.TOWN]))


def reason_for(on: date) -> str:
    """Why the day is this one and not the 15th."""
    fifteenth = on.replace(day=15)
    if on == fifteenth:
        return _("The 15th is a working day.")
    noticed = mark(fifteenth)
    if noticed is not None and noticed.is_off:
        return _("The 15th is a day off (%(occasion)s), so it is the next working day.") % {
            "occasion": noticed.occasion
        }
    return _("The 15th is on a weekend, so it is the next working day.")


def day_or_404(request: HttpRequest, pk: int, action: str) -> ReceptionDay:
    rows = ReceptionDay.objects.visible_to(request.user, action).select_related("place", "centre", "moved_to")
    return get_object_or_404(rows, pk=pk)


@never_cache
@staff_required(VIEW)
def day_desk(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One day: who receives, what became of each seat, and what is left to do."""
    day, at = day_or_404(request, pk, VIEW), now()
    roles = roles_of(request.user, day)
    context = {
        "day": day,
        "sessions": sessions_shown(day, at=at),
        "may_manage": request.user.has_perm(MANAGE, day) and day.state != DayState.CANCELLED,
        "moves": {move.name for move in DAY_MOVES.allowed(day.state, roles)},
        "is_draft": day.state == DayState.DRAFT,
        "is_over": day.date < localdate(at),
        "reason": reason_for(day.date) if is_monthly(day) else "",
        "warning": warning_for(day.date),
        "events": happened_on(day),
        **publishing_of(day, at=at),
    }
    return render(request, "reception_days/desk/day.html", context)


def is_monthly(day: ReceptionDay) -> bool:
    """The day the calendar gave, not one the office moved or holds elsewhere."""
    return day.has_seats and day.date == reception_date(day.date.year, day.date.month)


def publishing_of(day: ReceptionDay, *, at: datetime) -> dict[str, Any]:
    """By when a draft is to be published, and when registration opens if it is published now."""
    if day.state != DayState.DRAFT or not day.has_seats:
        return {}
    opens_at = opening_if_published(day, at=at)
    return {"publish_by": publish_by(day), "is_late": is_late(day, at=at), "would_open": opens_at, "at": at}


@never_cache
@staff_required(MANAGE)
def new_session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Another leader's half day; once the day is published, with a reason."""
    day = day_or_404(request, pk, MANAGE)
    rules = ReceptionRules.objects.on_day(day.date)
    initial = {"seats": rules.seats, "minutes": rules.seat_minutes, "half_day": HalfDay.MORNING}
    form = SessionForm(
        request.POST or None, posts=leaders_of(day), initial=initial, asks_why=day.state != DayState.DRAFT
    )
    if request.method == "POST" and form.is_valid() and _session_added(request, day, form):
        return redirect("reception_days:desk_day", day.pk)
    return render(request, "reception_days/desk/session.html", {"day": day, "form": form})


def _session_added(request: HttpRequest, day: ReceptionDay, form: SessionForm) -> bool:
    actor: Any = request.user
    try:
        add_session(day=day, **form.cleaned_data, actor=actor, roles=roles_of(actor, day), at=now())
    except PostVacant:
        form.add_error("post", _("Nobody holds this post on that day."))
    except SessionClashes:
        form.add_error(None, _("This leader or this room already has a session in this half day."))
    except (MoveNotAllowed, MovedMeanwhile):
        form.add_error(None, _("This day can no longer be changed, or your role may not."))
    else:
        messages.success(request, _("The session and its seats are added."))
        return True
    return False


@never_cache
@staff_required(MANAGE)
def publish(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What publishing does, and the reason where it comes late; then one click."""
    day, at = day_or_404(request, pk, MANAGE), now()
    if day.state != DayState.DRAFT or (day.has_seats and not day.sessions.taking_place().exists()):
        messages.info(request, _nothing_to_publish(day))
        return redirect("reception_days:desk_day", day.pk)
    form = ReasonForm(request.POST if request.method == "POST" else None, is_required=is_late(day, at=at))
    if request.method == "POST" and form.is_valid() and _published(request, day, form.cleaned_data["words"]):
        return redirect("reception_days:desk_day", day.pk)
    context = {"day": day, "form": form, "first_in_line": len(first_in_line(day)), **publishing_of(day, at=at)}
    return render(request, "reception_days/desk/publish.html", context)


def _nothing_to_publish(day: ReceptionDay) -> str:
    if day.state == DayState.DRAFT:
        return _("Add at least one leader first: a day without leaders cannot be announced.")
    return _("This day is published already, or your role may not publish it.")


def _published(request: HttpRequest, day: ReceptionDay, words: str) -> bool:
    actor: Any = request.user
    try:
        publish_day(day=day, at=now(), actor=actor, roles=roles_of(actor, day), words=words)
    except TooLateToPublish:
        messages.error(request, _("Registration for this day would be over already. Schedule another day instead."))
    except (MoveNotAllowed, MovedMeanwhile, NothingToPublish):
        messages.info(request, _("This day is published already, or your role may not publish it."))
    except LateWithoutReason:
        messages.error(request, _("It has become late meanwhile: please say why."))
        return False
    else:
        messages.success(request, _("The day is published."))
    return True
