"""Days, free times, holding, registering. The pages call the same services; one's own booking is in `api_own`.

Whoever writes has proved a phone (foundation.people.api): nothing personal stands in an address. Every POST
needs an Idempotency-Key; sent again it answers the same.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from django.utils.translation import get_language, gettext_noop
from django.views.decorators.cache import never_cache
from ninja import Router, Status
from ninja.decorators import decorate_view

from foundation.api.auth import signed_in
from foundation.api.idempotency import REPLAYED, key_of, once
from foundation.api.paging import PageOf, page_of
from foundation.people.api import Asker, phone_proved
from matters.services.first_doors import refuse_unread
from reception_days.api_schemas import (
    API_CHANNEL,
    BookingRow,
    DayOut,
    HoldExtended,
    HoldIn,
    HoldNamed,
    HoldOut,
    ReceiptOut,
    RegistrationIn,
    Released,
    SessionsOut,
    TimesOut,
    application_of,
    booking_row,
    day_out,
    session_out,
)
from reception_days.exceptions import HoldLost
from reception_days.listing import all_times, sessions_of
from reception_days.models import Booking, BookingState, ReceptionDay, Seat
from reception_days.services import (
    answer_due,
    extend_hold,
    hold_a_time,
    register_booking,
    release_hold,
)
from reception_days.services.seats import holder_index_of

router = Router(tags=["reception"])


# --- What everybody may read --------------------------------------------------------------------


def _published() -> QuerySet[ReceptionDay]:
    return ReceptionDay.objects.published().select_related("place", "centre")


def _day(pk: int) -> ReceptionDay:
    return get_object_or_404(_published(), pk=pk)


@router.get(
    "/days",
    response=PageOf[DayOut],
    summary=gettext_noop("Coming days, the soonest first"),
    description=gettext_noop("Also a day that was announced and cancelled since: people look for it."),
)
def days(request: HttpRequest, cursor: str | None = None, size: int = 25) -> Any:
    at = now()
    coming = _published().filter(date__gte=localdate(at))
    page = page_of(coming, cursor=cursor, order=("date", "pk"), size=size)
    return {"items": [day_out(day, at=at) for day in page.items], "next": page.next}


@router.get("/days/{int:day_id}", response=DayOut, summary=gettext_noop("One day"))
def day(request: HttpRequest, day_id: int) -> Any:
    return day_out(_day(day_id), at=now())


@router.get("/days/{int:day_id}/sessions", response=SessionsOut, summary=gettext_noop("Who receives, by protocol"))
def sessions(request: HttpRequest, day_id: int) -> Any:
    return {"items": [session_out(session) for session in sessions_of(_day(day_id))]}


@router.get("/days/{int:day_id}/times", response=TimesOut, summary=gettext_noop("Times with the number of free places"))
def times(request: HttpRequest, day_id: int) -> Any:
    return {"items": all_times(_day(day_id), at=now())}


# --- Holding a time -----------------------------------------------------------------------------


def _asker(request: HttpRequest) -> Asker:
    asker: Asker = request.auth  # type: ignore[attr-defined]  # set by ninja
    return asker


def _refuse_others_hold(token: UUID, asker: Asker) -> None:
    """A hold is good only together with the phone it was made for."""
    if Seat.objects.filter(hold_token=token).exclude(holder_index=holder_index_of(asker.phone)).exists():
        raise HoldLost


@router.post(
    "/days/{int:day_id}/holds",
    response={201: HoldOut},
    auth=phone_proved,
    summary=gettext_noop("Hold a time"),
    description=gettext_noop(
        "Keeps a place at that time for fifteen minutes; a phone holds one, an earlier one is let go. The "
        "preferred leader is a wish. Refused with time_taken, not_open."
    ),
)
@decorate_view(never_cache)
def hold(request: HttpRequest, day_id: int, choice: HoldIn) -> HttpResponse:
    day, asker = _day(day_id), _asker(request)

    def act() -> dict[str, Any]:
        token = uuid4()
        seat = hold_a_time(
            day=day, starts_at=choice.starts_at, token=token, at=now(), phone=asker.phone,
            preferred_post_id=choice.preferred_post,
        )  # fmt: skip
        return {"hold": token, "starts_at": seat.starts_at, "held_until": seat.held_until}

    return once(request, "reception_days.hold", act, who=asker.who)


@router.post(
    "/holds/extend",
    response={201: HoldExtended},
    auth=phone_proved,
    summary=gettext_noop("Hold it longer, once"),
    description=gettext_noop("Another fifteen minutes on top of those left. Refused with hold_lost, hold_extended."),
)
@decorate_view(never_cache)
def extend(request: HttpRequest, named: HoldNamed) -> HttpResponse:
    asker = _asker(request)

    def act() -> dict[str, datetime]:
        _refuse_others_hold(named.hold, asker)
        return {"held_until": extend_hold(token=named.hold, at=now())}

    return once(request, "reception_days.extend", act, who=asker.who)


@router.post(
    "/holds/release",
    response={201: Released},
    auth=phone_proved,
    summary=gettext_noop("Let a held time go"),
    description=gettext_noop("Somebody else may take it at once."),
)
@decorate_view(never_cache)
def release(request: HttpRequest, named: HoldNamed) -> HttpResponse:
    asker = _asker(request)

    def act() -> dict[str, bool]:
        _refuse_others_hold(named.hold, asker)
        release_hold(token=named.hold)
        return {"released": True}

    return once(request, "reception_days.release", act, who=asker.who)


# --- Registering --------------------------------------------------------------------------------


@router.post(
    "/bookings",
    response={201: ReceiptOut},
    auth=phone_proved,
    summary=gettext_noop("Register"),
    description=gettext_noop(
        "Registers the person for the held time; the office answers by `answer_due_on`. Refused with "
        "another_door_first, hold_lost, not_open, already_booked, belongs_elsewhere, leader_complained_of, "
        "notice_not_read, personal_numbers; then nothing is stored."
    ),
)
@decorate_view(never_cache)
def register(request: HttpRequest, response: HttpResponse, told: RegistrationIn) -> Any:
    asker, day, key = _asker(request), _day(told.day), key_of(request)
    _refuse_others_hold(told.hold, asker)
    at = now()
    refuse_unread(told.text, told.request, at=at, names_somebody=told.complaint == "official", passed=told.passed)
    receipt = register_booking(
        key=f"{asker.who}\n{key}",
        token=told.hold,
        day=day,
        application=application_of(told, phone=asker.phone, day=day, language=get_language() or ""),
        at=at,
        channel=API_CHANNEL,
        actor=asker.user,
        numbers=told.personal_numbers,
    )
    if receipt.is_replay:
        response[REPLAYED] = "true"
    booking = Booking.objects.select_related("day").get(number=receipt.number)
    facts = {
        "number": receipt.number,
        "query_code": receipt.query_code,
        "state": BookingState.SUBMITTED.value,
        "state_label": str(BookingState.SUBMITTED.label),
        "starts_at": told.starts_at,
        "answer_due_on": answer_due(booking).legal_on,
    }
    return Status(201, facts)


@router.get(
    "/bookings",
    response=PageOf[BookingRow],
    auth=signed_in,
    summary=gettext_noop("The bookings of one's account"),
    description=gettext_noop(
        "The newest first. Only with a session that is signed in; read one for what is possible now."
    ),
)
@decorate_view(never_cache)
def bookings(request: HttpRequest, cursor: str | None = None, size: int = 25) -> Any:
    mine = Booking.objects.filter(matter__person__user=request.user.pk).select_related("day", "seat")
    page = page_of(mine, cursor=cursor, order=("-submitted_at", "-pk"), size=size)
    return {"items": [booking_row(each) for each in page.items], "next": page.next}
