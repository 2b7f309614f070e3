"""One's own booking through the API: read, move, withdraw, hand in the list of a group.

Opened by its number and query code, in headers, or by the phone proved when registering.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from ninja import File, Header, Router, UploadedFile
from ninja.decorators import decorate_view

from foundation.api.idempotency import once
from foundation.people.api import Asker
from foundation.people.doors import client_of
from foundation.people.models import Post
from matters.api_keys import OPENS_A_MATTER, QueryCode, people_of
from matters.exceptions import NoSuchMatter
from matters.models import Matter
from matters.services import find_by_number_and_code
from reception_days import api_problems
from reception_days.api_schemas import (
    API_CHANNEL,
    BookingOut,
    MandateOut,
    RescheduleIn,
    WithdrawIn,
    booking_out,
)
from reception_days.models import Booking, BookingState, ReceptionDay
from reception_days.services import answer_due, may_withdraw, reschedule_booking, withdraw_booking
from reception_days.services.mandates import add_mandate, mandate_of, takes_mandate
from reception_days.services.reschedule import may_change_time

router = Router(tags=["reception"])
NUMBER: Any = Header(..., alias="Booking-Number")  # type: ignore[type-arg]  # a function, typed as a class


def _opened(request: HttpRequest, number: str) -> Booking:
    """By its query code, or by the phone proved by the one who registered. Raises NoSuchMatter,
    TooManyTries."""
    at = now()
    rows = Booking.objects.select_related(
        "day__place", "matter__person", "seat__session", "redirected_to"
    ).prefetch_related("events")
    opener: QueryCode | Asker = request.auth  # type: ignore[attr-defined]  # set by ninja
    if isinstance(opener, QueryCode):
        booking = rows.filter(matter=_matter_of(number, opener.code, request, at)).first()
    else:
        booking = rows.filter(number=number, matter__person__in=people_of(opener, at)).first()
    if booking is None:
        raise api_problems.NoSuchBooking
    return booking


def _matter_of(number: str, code: str, request: HttpRequest, at: datetime) -> Matter:
    try:
        return find_by_number_and_code(number=number, code=code, client=client_of(request), at=at)
    except NoSuchMatter as error:
        raise api_problems.NoSuchBooking from error


def _shown(booking: Booking, *, at: datetime) -> dict[str, Any]:
    possible = {
        "reschedule": may_change_time(booking, at=at),
        "withdraw": may_withdraw(booking, at=at),
        "mandate": takes_mandate(booking),
    }
    is_unanswered = booking.state == BookingState.SUBMITTED
    due_on = answer_due(booking).legal_on if is_unanswered else None
    return booking_out(booking, due_on=due_on, may=[name for name, may in possible.items() if may])


@router.get(
    "/booking",
    response=BookingOut,
    auth=OPENS_A_MATTER,
    summary=gettext_noop("Read one booking"),
    description=gettext_noop(
        "The one named by Booking-Number, opened by the header Query-Code or by the phone proved when registering."
    ),
)
@decorate_view(never_cache)
def booking(request: HttpRequest, number: str = NUMBER) -> Any:
    return _shown(_opened(request, number), at=now())


def _changed(request: HttpRequest, scope: str, booking: Booking, change: Callable[[], object]) -> HttpResponse:
    """Makes the change once and answers with the booking as it is then."""

    def act() -> dict[str, Any]:
        change()
        fresh = Booking.objects.select_related("day", "seat__session", "redirected_to").get(pk=booking.pk)
        return _shown(fresh, at=now())

    return once(request, scope, act, who=f"booking {booking.number}")


@router.post(
    "/booking/reschedule",
    response={201: BookingOut},
    auth=OPENS_A_MATTER,
    summary=gettext_noop("Choose another time"),
    description=gettext_noop(
        "The new time is taken and the old one freed together, or neither. Until 17:00 of the working day before."
    ),
)
@decorate_view(never_cache)
def reschedule(request: HttpRequest, wanted: RescheduleIn, number: str = NUMBER) -> HttpResponse:
    found = _opened(request, number)
    day = found.day if wanted.day is None else get_object_or_404(ReceptionDay.objects.published(), pk=wanted.day)
    wish = get_object_or_404(Post.objects.leaders(), pk=wanted.preferred_post) if wanted.preferred_post else None
    return _changed(
        request, "reception_days.reschedule", found,
        lambda: reschedule_booking(
            booking=found, day=day, starts_at=wanted.starts_at, preferred_post=wish, at=now(), actor=_account(request),
            channel=API_CHANNEL,
        ),
    )  # fmt: skip


@router.post(
    "/booking/withdraw",
    response={201: BookingOut},
    auth=OPENS_A_MATTER,
    summary=gettext_noop("Give the time back"),
    description=gettext_noop("The matter stays registered and will be answered, unless `with_matter` lets it go too."),
)
@decorate_view(never_cache)
def withdraw(request: HttpRequest, wanted: WithdrawIn, number: str = NUMBER) -> HttpResponse:
    found = _opened(request, number)
    return _changed(
        request, "reception_days.withdraw", found,
        lambda: withdraw_booking(
            booking=found, at=now(), with_matter=wanted.with_matter, actor=_account(request), channel=API_CHANNEL
        ),
    )  # fmt: skip


@router.post(
    "/booking/mandate",
    response={201: MandateOut},
    auth=OPENS_A_MATTER,
    summary=gettext_noop("Hand in a group's list"),
    description=gettext_noop(
        "One page of the list on which a group names who speaks for it: a photo, a PDF or an office "
        "document of at most 10 MB, up to five. Refused with no_mandate_needed, file_refused."
    ),
)
@decorate_view(never_cache)
def mandate(
    request: HttpRequest,
    file: File[UploadedFile],
    number: str = NUMBER,
) -> HttpResponse:
    found = _opened(request, number)

    def act() -> dict[str, int]:
        add_mandate(booking=found, upload=file, at=now())
        return {"pages": len(mandate_of(found))}

    asked = f"{number}\n{file.name}\n{_digest(file)}"
    return once(request, "reception_days.mandate", act, who=f"booking {found.number}", asked=asked)


def _digest(upload: UploadedFile) -> str:
    content = hashlib.sha256()
    for chunk in upload.chunks():
        content.update(chunk)
    upload.seek(0)
    return content.hexdigest()


def _account(request: HttpRequest) -> Any:
    return request.auth.user if isinstance(request.auth, Asker) else None  # type: ignore[attr-defined]  # ninja's
