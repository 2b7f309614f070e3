"""An API of our own beside the portal's, so that the kit is tested by what it promises and not by what is mounted."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest
from django.utils.timezone import now
from ninja import Schema
from ninja.errors import HttpError

from foundation.api.auth import acting, signed_in
from foundation.api.factory import make_api
from foundation.api.idempotency import once
from foundation.api.paging import PageOf, page_of
from foundation.api.problems import register_problem
from foundation.api.urls import mount
from foundation.requests.exceptions import TooManyTries
from foundation.schedule.models import Slot
from portal.urls import urlpatterns as portal_urls

api = make_api(title="Test", openapi_url="/openapi.json")
acted: list[str] = []


class SeatTaken(Exception):
    pass


class SeatTakenTwice(SeatTaken):
    pass


register_problem(SeatTaken, status=409, code="seat_taken", title="The seat is taken.", detail=lambda error: str(error))


class Booking(Schema):
    name: str
    day: date
    seats: int


class SlotOut(Schema):
    job: str


FAILURES: dict[str, Exception] = {
    "missing": Http404(),
    "no-row": Slot.DoesNotExist(),
    "forbidden": PermissionDenied("secret reason"),
    "tries": TooManyTries(now()),
    "taken": SeatTakenTwice("10:00"),
    "invalid": ValidationError({"name": ["Too long."]}),
    "teapot": HttpError(409, "x"),
    "crash": ZeroDivisionError("the password is 4711"),
}


@api.get("/fail/{kind}")
def fail(request: HttpRequest, kind: str) -> None:
    raise FAILURES[kind]


@api.post("/bookings", response={201: Any})
def book(request: HttpRequest, booking: Booking) -> Any:
    def act() -> dict[str, str]:
        acted.append(booking.name)
        if booking.name == "taken":
            raise SeatTaken
        return {"name": booking.name}

    return once(request, "test.book", act)


@api.get("/me", auth=signed_in)
def me(request: HttpRequest) -> dict[str, str]:
    return {"name": request.user.get_username()}


@api.get("/staff", auth=acting)
def staff(request: HttpRequest) -> dict[str, str]:
    return {}


@api.get("/newest", response=PageOf[SlotOut])
def newest(request: HttpRequest, cursor: str | None = None, size: int = 2) -> Any:
    """The newest slots first."""
    return page_of(Slot.objects.all(), cursor=cursor, order=("-starts_at", "-pk"), size=size)


@api.get("/by-job", response=PageOf[SlotOut])
def by_job(request: HttpRequest, cursor: str | None = None) -> Any:
    return page_of(Slot.objects.all(), cursor=cursor, order=("job", "-starts_at", "pk"), size=3)


urlpatterns = [*mount(api), *[url for url in portal_urls if not str(url.pattern).startswith("api/")]]
