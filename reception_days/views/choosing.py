"""The first steps: what it is about, whose door that is, and when to come."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.files.services import forget_draft as forget_files
from foundation.people.phone_proof import confirmed_phone
from matters import receipts
from matters.fields import AboutForm
from matters.models import Category
from reception_days.drafts import Draft, next_open_day
from reception_days.exceptions import NoSeatLeft, RegistrationNotOpen
from reception_days.forms import LeaderForm, WhenForm
from reception_days.listing import all_times, count_words, grid_of, sessions_of
from reception_days.models import LeaderSession, ReceptionDay
from reception_days.news import day_topic
from reception_days.services import hold_a_time, release_hold
from reception_days.services.mandates import mandate_draft
from reception_days.suggesting import suggested
from reception_days.views.way import first_missing, step_of_the_way, step_page

MOST_DAYS = 6


@step_of_the_way
def start(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """From a day's page: remembers the day and the time looked at; holds nothing, so a link may lead here."""
    on = _date(request.GET.get("day", ""))
    day = next_open_day(at=now(), on=on, place=request.GET.get("place", "")[:20])
    if on is not None and day is None:
        closed = _(
            "Registration for %(date)s is not open. You can register here for the next open day, if there is one."
        )
        messages.info(request, closed % {"date": date_format(on, "DATE_FORMAT")})
    if day is not None and day.pk != draft.day_id:
        draft.keep(day_id=day.pk, starts_at="")
    draft.keep(wanted_time=request.GET.get("time", "")[:40])
    return redirect("reception_days:about")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@step_of_the_way
def about(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    categories = list(Category.objects.public_choices())
    form = AboutForm(request.POST or None, categories=categories, initial={"category": draft.category})
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["category"]
        if any(row.code == code and row.is_redirecting for row in categories):
            return redirect("reception_days:elsewhere", code)
        draft.keep(category=code)
        return redirect("reception_days:leader")
    return step_page(request, draft, "about", form=form)


@step_of_the_way
def leader(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """By whom: suggested by portfolio, and leaving it to the office comes first."""
    if not draft.category:
        return redirect("reception_days:about")
    day = draft.day() or next_open_day(at=now())
    sessions = sessions_of(day) if day else []
    if not sessions:
        draft.keep(leader_done=True)
        return redirect("reception_days:when")
    form = LeaderForm(request.POST or None, sessions=sessions, initial={"preferred": draft.preferred})
    if request.method == "POST" and form.is_valid():
        draft.keep(preferred=form.cleaned_data["preferred"], leader_done=True)
        return redirect("reception_days:when")
    fitting = suggested(sessions, draft.category)
    return step_page(request, draft, "leader", form=form, day=day, **_leaders(sessions, fitting, draft.preferred))


def _leaders(sessions: list[LeaderSession], fitting: list[LeaderSession], chosen: str) -> dict[str, Any]:
    """Each leader once, by protocol; those suggested stand first, the others below."""
    once = {session.post_id: session for session in reversed(sessions)}
    first = {session.post_id for session in fitting}
    others = [session for session in sessions if session.post_id not in first and once[session.post_id] is session]
    return {"fitting": fitting, "others": others, "is_other": any(str(each.post_id) == chosen for each in others)}


@require_safe
def elsewhere(request: HttpRequest, code: str) -> HttpResponse:
    """The signpost: whose door it is, and how to get there. Nothing is stored."""
    category = get_object_or_404(Category.objects.active().exclude(redirect_kind=""), code=code)
    return render(request, "reception_days/register/elsewhere.html", {"category": category})


@step_of_the_way
def when(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """Choosing a time holds a seat for fifteen minutes."""
    if missing := first_missing(draft, before="when"):
        return redirect(missing)
    at = now()
    day = _day_shown(request, draft, at)
    if day is None or not day.is_open(at=at):
        draft.keep(day_id=0, starts_at="")
        return render(request, "reception_days/register/no_day.html", {"day": day, "at": at})
    times = all_times(day, at=at, mine=_held_time(draft, day, at))
    form = WhenForm(request.POST or None, times=[each["starts_at"] for each in times if each["free"]])
    if request.method == "POST" and form.is_valid() and _hold(request, draft, day, form, at):
        return redirect("reception_days:notice")
    return step_page(request, draft, "when", form=form, **_times_shown(request, draft, day, times))


def _day_shown(request: HttpRequest, draft: Draft, at: datetime) -> ReceptionDay | None:
    """The day asked for in the address, else the one chosen before, else the first that is open."""
    wanted = _date(request.GET.get("day", ""))
    return (next_open_day(at=at, on=wanted) if wanted else None) or draft.day() or next_open_day(at=at)


def _held_time(draft: Draft, day: ReceptionDay, at: datetime) -> datetime | None:
    mine = draft.held_seat(at=at)
    return mine.starts_at if mine is not None and mine.session.day_id == day.pk else None


def _times_shown(request: HttpRequest, draft: Draft, day: ReceptionDay, times: list[dict[str, Any]]) -> dict[str, Any]:
    """The list or the calendar, and which time is chosen beforehand: the wanted one, else the first that is free."""
    wanted = _moment(request.POST.get("starts_at", "") or draft.starts_at or draft.wanted_time.replace(" ", "+"))
    free = [each for each in times if each["free"]]
    first_free = free[0] if free else None
    chosen = next((each for each in free if each["starts_at"] == wanted), first_free)
    at = now()
    return {
        "day": day,
        "days": list(ReceptionDay.objects.taking_bookings(at=at)[:MOST_DAYS]),
        "times": times,
        "grid": grid_of(times),
        "is_grid": request.GET.get("view") == "grid",
        "first_free": first_free,
        "chosen": chosen["starts_at"] if chosen else None,
        "preferred": next((each for each in sessions_of(day) if str(each.post_id) == draft.preferred), None),
        "words": count_words(),
        "topic": day_topic(day),
    }


def _moment(text: str) -> datetime | None:
    """What stands in an address or comes from a form may be anything."""
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def _hold(request: HttpRequest, draft: Draft, day: ReceptionDay, form: WhenForm, at: datetime) -> bool:
    starts_at, preferred = form.cleaned_data["starts_at"], draft.post(draft.preferred)
    try:
        hold_a_time(
            day=day,
            starts_at=starts_at,
            token=draft.uuid,
            at=at,
            phone=confirmed_phone(request) or "",
            preferred_post_id=preferred.pk if preferred else None,
        )
    except NoSeatLeft:
        form.add_error("starts_at", _("This time has just been taken. Please choose another."))
        return False
    except RegistrationNotOpen:
        form.add_error(None, _("Registration for this day has just closed."))
        return False
    draft.keep(starts_at=starts_at.isoformat(), day_id=day.pk)
    return True


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Lets the seat go and forgets everything typed in this browser, the receipt too; the booking itself stays."""
    draft = Draft.load(request)
    release_hold(token=draft.uuid)
    for files in (draft.uuid, mandate_draft(draft.uuid)):
        forget_files(draft=files, at=now())
    Draft.forget(request)
    receipts.forget(request)
    return redirect("/" if "leave" in request.POST else "reception_days:days")
