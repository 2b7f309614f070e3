"""The office desk: one change of a day at a time. First whom it hits and what each is offered, then one click."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.timezone import localtime, now
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from foundation.moves.exceptions import MovedMeanwhile, MoveNotAllowed
from foundation.people.decorators import staff_required
from foundation.people.permissions import roles_of
from reception_days import services
from reception_days.change_forms import (
    AddSeatsForm,
    ChangeForm,
    MoveDayForm,
    ReasonForm,
    RetireSeatsForm,
    RoomForm,
    SubstituteForm,
)
from reception_days.exceptions import (
    DateNotPossible,
    DayAlreadyScheduled,
    NoSeatsOffered,
    PostVacant,
    SeatsLeft,
    SessionClashes,
)
from reception_days.models import Booking, DayState, LeaderSession, ReceptionDay
from reception_days.services import OfficeAct
from reception_days.services.changes import substituted
from reception_days.services.conflicts import (
    Hit,
    booked,
    hits_of_retiring,
    hits_of_substitution,
    hits_of_whole_day,
    live_of,
)
from reception_days.views.desk_days import MANAGE, day_or_404

What = Mapping[str, Any]
REFUSALS: dict[type[Exception], Promise] = {
    PostVacant: gettext_lazy("Nobody holds this post on that day."),
    SessionClashes: gettext_lazy("This leader or this room already has a session in this half day."),
    NoSeatsOffered: gettext_lazy("People are invited to this day: it has no seats to book."),
    SeatsLeft: gettext_lazy("A session keeps at least one seat. To end it altogether, cancel the session."),
    DateNotPossible: gettext_lazy("Choose a working day ahead for which registration would not be over already."),
    DayAlreadyScheduled: gettext_lazy("This place already has a day on this date."),
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """`asks_first`: whom it hits depends on the answer, so the question comes on a page of its own."""

    title: str | Promise
    explanation: str | Promise
    form: type[ChangeForm]
    hits: Callable[[Any, What, datetime], list[Hit]]
    act: Callable[[Any, What, OfficeAct], object]
    asks_first: bool = False
    is_grave: bool = False


def _nobody(_subject: Any, _what: What, _at: datetime) -> list[Hit]:
    return []


def _all_seated(session: LeaderSession, _what: What, _at: datetime) -> list[Hit]:
    return [Hit(booking, seat.starts_at, seat) for booking, seat in booked(session.seats.offered())]


def _hit_by_substitute(session: LeaderSession, what: What, at: datetime) -> list[Hit]:
    """As the session would be; nothing is saved."""
    would_be, leader = copy(session), what["post"].holder(session.day.date)
    if leader is None:
        return []
    for name, value in substituted(session, what["post"], leader).items():
        setattr(would_be, name, value)
    return hits_of_substitution(would_be, at=at)


SESSION_CHANGES = {
    "add-seats": Change(
        title=gettext_lazy("Add seats"),
        explanation=gettext_lazy("They follow after the last seat. Nobody who has registered is hit."),
        form=AddSeatsForm,
        hits=_nobody,
        act=lambda session, what, by: services.add_seats(session=session, count=what["count"], by=by),
    ),
    "retire-seats": Change(
        title=gettext_lazy("Retire seats"),
        explanation=gettext_lazy("Who sits there gets the nearest free seat of the day, is told, and may choose."),
        form=RetireSeatsForm,
        hits=lambda session, what, at: hits_of_retiring(what["seats"], day=session.day, at=at),
        act=lambda session, what, by: services.retire_seats(session=session, seats=what["seats"], by=by),
        asks_first=True,
    ),
    "room": Change(
        title=gettext_lazy("Change the room"),
        explanation=gettext_lazy("Everybody is told; nobody has to choose."),
        form=RoomForm,
        hits=_all_seated,
        act=lambda session, what, by: services.change_room(session=session, room=what["room"], by=by),
    ),
    "substitute": Change(
        title=gettext_lazy("Substitute the leader"),
        explanation=gettext_lazy(
            "Everybody keeps the time, is told, and may choose. Who complains about the substitute gets another seat."
        ),
        form=SubstituteForm,
        hits=_hit_by_substitute,
        act=lambda session, what, by: services.substitute_leader(session=session, post=what["post"], by=by),
        asks_first=True,
    ),
    "cancel": Change(
        title=gettext_lazy("Cancel the session"),
        explanation=gettext_lazy("Who sits there gets the nearest free seat of the day, is told, and may choose."),
        form=ChangeForm,
        hits=lambda session, _what, at: hits_of_retiring(list(session.seats.offered()), day=session.day, at=at),
        act=lambda session, _what, by: services.cancel_session(session=session, by=by),
        is_grave=True,
    ),
}
DAY_CHANGES = {
    "move": Change(
        title=gettext_lazy("Move to another date"),
        explanation=gettext_lazy("Everybody keeps leader and time on the new date, is told, and may choose."),
        form=MoveDayForm,
        hits=lambda day, _what, _at: hits_of_whole_day(day, keeps_seat=True),
        act=lambda day, what, by: services.move_day(day=day, on=what["on"], by=by),
        is_grave=True,
    ),
    "cancel": Change(
        title=gettext_lazy("Cancel the day"),
        explanation=gettext_lazy("Everybody is told and may choose: first in line next time, or a written reply."),
        form=ChangeForm,
        hits=lambda day, _what, _at: hits_of_whole_day(day, keeps_seat=False),
        act=lambda day, _what, by: services.cancel_day(day=day, by=by),
        is_grave=True,
    ),
}


@never_cache
@staff_required(MANAGE)
def change_session(request: HttpRequest, pk: int, session_pk: int, change: str) -> HttpResponseBase:
    day = day_or_404(request, pk, MANAGE)
    rows = LeaderSession.objects.taking_place().select_related("post", "leader", "day__place")
    session = get_object_or_404(rows, pk=session_pk, day=day)
    return _page(request, SESSION_CHANGES, change, session, session.day)


@never_cache
@staff_required(MANAGE)
def change_day(request: HttpRequest, pk: int, change: str) -> HttpResponseBase:
    day = day_or_404(request, pk, MANAGE)
    return _page(request, DAY_CHANGES, change, day, day)


def _page(
    request: HttpRequest, changes: Mapping[str, Change], name: str, subject: Any, day: ReceptionDay
) -> HttpResponse:
    """The question, whom the answer hits, and the reason. What was typed stays; a list that has changed since it was
    shown is shown again before anything happens."""
    change = changes.get(name)
    if change is None:
        raise Http404
    if day.state == DayState.CANCELLED or (change is DAY_CHANGES["move"] and day.state == DayState.DRAFT):
        messages.info(request, gettext("This day can no longer be changed in this way."))
        return redirect("reception_days:desk_day", day.pk)
    at, is_sent = now(), request.method == "POST"
    answers = request.POST if is_sent else request.GET if change.asks_first and request.GET else None
    what = change.form(answers, subject=subject, at=at)
    reason = ReasonForm(request.POST if is_sent else None, is_required=_asks_why(change, day))
    is_asking = change.asks_first and not (what.is_bound and what.is_valid())
    hits = [] if is_asking else change.hits(subject, what.cleaned_data if what.is_bound and what.is_valid() else {}, at)
    seen = _fingerprint(hits)
    is_stale = is_sent and not is_asking and request.POST.get("seen", "") != seen
    if is_sent and what.is_valid() and reason.is_valid() and not is_stale:
        done = _done(request, change, subject, day, what, reason)
        if done is not None:
            return done
    context = {
        "day": day,
        "session": subject if subject is not day else None,
        "change": change,
        "what": what,
        "reason": reason,
        "is_asking": is_asking,
        "is_stale": is_stale,
        "seen": seen,
        **_listed(request, change, hits),
    }
    return render(request, "reception_days/desk/change.html", context)


def _asks_why(change: Change, day: ReceptionDay) -> bool:
    return day.state != DayState.DRAFT or change is DAY_CHANGES["cancel"]


def _fingerprint(hits: list[Hit]) -> str:
    """Whom the officer has seen in the list."""
    return sha256(repr([(hit.booking.pk, hit.booking.state) for hit in hits]).encode()).hexdigest()[:16]


def _listed(request: HttpRequest, change: Change, hits: list[Hit]) -> dict[str, Any]:
    """Masked, and only those this officer may see; the others are counted."""
    keys = [hit.booking.pk for hit in hits]
    seen = set(Booking.objects.visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    shown = [(hit, _offer(change, hit)) for hit in hits if hit.booking.pk in seen]
    return {"hits": shown, "unseen": len(hits) - len(shown), "total": len(hits)}


def _offer(change: Change, hit: Hit) -> str:
    """In words: what becomes of this booking."""
    if change is SESSION_CHANGES["room"]:
        return gettext("Is told the new room")
    if hit.seat is None:
        return gettext("No seat: next time first, written reply, or withdraw")
    if change is DAY_CHANGES["move"]:
        return gettext("The same seat on the new date, or a choice")
    if hit.keeps_time:
        return gettext("Keeps the time, or a choice")
    leader = f"{hit.seat.session.display_post} {hit.seat.session.leader_name}"
    when = f"{localtime(hit.seat.starts_at):%H:%M}"
    return gettext("%(when)s, %(leader)s, or a choice") % {"when": when, "leader": leader}


def _done(
    request: HttpRequest, change: Change, subject: Any, day: ReceptionDay, what: ChangeForm, reason: Form
) -> HttpResponse | None:
    """None where the service refused; then the form says why."""
    actor: Any = request.user
    by = OfficeAct(actor=actor, at=now(), words=reason.cleaned_data["words"], roles=roles_of(actor, day))
    try:
        outcome = change.act(subject, what.cleaned_data, by)
    except tuple(REFUSALS) as refused:
        what.add_error(None, str(REFUSALS[type(refused)]))
        return None
    except (MoveNotAllowed, MovedMeanwhile):
        messages.info(request, gettext("Somebody else has changed this day in the meantime, or your role may not."))
        return redirect("reception_days:desk_day", day.pk)
    told = _told(outcome)
    if told:
        words = ngettext("Done. %(told)d citizen has been told.", "Done. %(told)d citizens have been told.", told)
        messages.success(request, words % {"told": told})
    else:
        messages.success(request, gettext("Done."))
    return redirect("reception_days:desk_day", outcome.pk if isinstance(outcome, ReceptionDay) else day.pk)


def _told(outcome: object) -> int:
    """A moved day has taken everybody along; the other acts say how many it was."""
    if isinstance(outcome, ReceptionDay):
        return len(live_of(outcome))
    return outcome if isinstance(outcome, int) else 0
