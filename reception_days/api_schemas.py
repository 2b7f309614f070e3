"""What goes in and out of the API of reception days, and how rows become it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import AwareDatetime

from foundation.people.models import Post
from foundation.places.models import Place
from matters.api_schemas import WithFirstDoors, WithNumbers
from matters.fields import SHORTEST_REQUEST, LongTextField
from matters.models import Category, Channel, ComplaintKind
from reception_days.forms import PersonForm
from reception_days.models import MOST_REPRESENTATIVES, Booking, LeaderSession, ReceptionDay
from reception_days.services import Application

TELLS_LEADER = {"confirmed"}
API_CHANNEL = Channel.APP


class Told(Schema):
    """What a client sends: an entry we do not know is refused rather than ignored."""

    model_config = {"extra": "forbid"}


class DayOut(Schema):
    id: int
    date: date
    kind: str
    kind_label: str
    state: str
    state_label: str
    place: str
    centre: str
    opens_at: datetime
    closes_at: datetime
    is_open: bool
    notice: str
    agenda: str
    moved_to: int | None


class SessionOut(Schema):
    post: int
    post_name: str
    leader: str
    portfolio: str
    half_day: str
    room: str
    starts_at: datetime
    ends_at: datetime


class SessionsOut(Schema):
    items: list[SessionOut]


class TimeOut(Schema):
    starts_at: datetime
    free: int


class TimesOut(Schema):
    """All leaders together: there are no counts per leader."""

    items: list[TimeOut]


class HoldIn(Told):
    starts_at: AwareDatetime
    preferred_post: int | None = None


class HoldOut(Schema):
    hold: UUID
    starts_at: datetime
    held_until: datetime


class HoldNamed(Told):
    hold: UUID


class HoldExtended(Schema):
    held_until: datetime


class Released(Schema):
    released: bool


class RegistrationIn(Told, WithNumbers, WithFirstDoors):
    hold: UUID
    day: int
    starts_at: AwareDatetime
    name: str
    id_number: str
    text: str
    request: str
    notice_read: bool = Field(description="The person has read how their data are used and asks for handling")
    category: str = ""
    place: str = Field("", description="Code of the place; empty: the whole city")
    representatives: int = Field(1, ge=1, le=MOST_REPRESENTATIVES)
    preferred_post: int | None = None
    complaint: Literal["", "service", "official"] = ""
    about_post: int | None = Field(None, description="The leader complained of, with complaint official")
    may_be_published: bool = False


class ReceiptOut(Schema):
    """The query code is told once, here; the same Idempotency-Key tells it again."""

    number: str
    query_code: str
    state: str
    state_label: str
    starts_at: datetime
    answer_due_on: date


class DoorOut(Schema):
    name: str
    words: str
    phone: str
    contact: str


class BookingRow(Schema):
    number: str
    state: str
    state_label: str
    day: int
    date: date
    starts_at: datetime | None


class BookingOut(BookingRow):
    leader: str
    post_name: str
    room: str
    answer_due_on: date | None
    words: str
    referred_to: DoorOut | None
    may: list[str]


class RescheduleIn(Told):
    starts_at: AwareDatetime
    day: int | None = None
    preferred_post: int | None = None


class WithdrawIn(Told):
    with_matter: bool = False


class MandateOut(Schema):
    pages: int


def day_out(day: ReceptionDay, *, at: datetime) -> dict[str, Any]:
    return {
        "id": day.pk,
        "date": day.date,
        "kind": day.kind,
        "kind_label": str(day.get_kind_display()),
        "state": day.state,
        "state_label": str(day.get_state_display()),
        "place": day.place.display_name,
        "centre": str(day.centre or ""),
        "opens_at": day.opens_at,
        "closes_at": day.closes_at,
        "is_open": day.is_open(at=at),
        "notice": day.display_notice,
        "agenda": day.display_agenda,
        "moved_to": day.moved_to_id,
    }


def session_out(session: LeaderSession) -> dict[str, Any]:
    names = ("half_day", "room", "starts_at", "ends_at")
    return {name: getattr(session, name) for name in names} | {
        "post": session.post_id,
        "post_name": session.display_post,
        "leader": session.leader_name,
        "portfolio": session.display_portfolio,
    }


def booking_row(booking: Booking) -> dict[str, Any]:
    seat = getattr(booking, "seat", None)
    return {
        "number": booking.number,
        "state": booking.state,
        "state_label": str(booking.get_state_display()),
        "day": booking.day_id,
        "date": booking.day.date,
        "starts_at": seat.starts_at if seat is not None else None,
    }


def booking_out(booking: Booking, *, due_on: date | None, may: list[str]) -> dict[str, Any]:
    """The leader is named once the booking is confirmed, as on the pages."""
    seat = getattr(booking, "seat", None)
    session = seat.session if seat is not None and booking.state in TELLS_LEADER else None
    last = max(booking.events.all(), key=lambda event: event.pk, default=None)
    return booking_row(booking) | {
        "leader": session.leader_name if session else "",
        "post_name": session.display_post if session else "",
        "room": session.room if session else "",
        "answer_due_on": due_on,
        "words": last.words if last is not None else "",
        "referred_to": _door_out(booking),
        "may": may,
    }


def _door_out(booking: Booking) -> dict[str, str] | None:
    door = booking.redirected_to
    if door is None:
        return None
    words = {"name": door.display_name, "words": door.display_words, "phone": door.phone}
    return words | {"contact": booking.redirect_contact}


def application_of(told: RegistrationIn, *, phone: str, day: ReceptionDay, language: str) -> Application:
    """The same fields and checks as on the pages. Raises ValidationError naming every entry that is wrong."""
    person = PersonForm(told.dict(include={"name", "id_number", "representatives"}))
    wrong: dict[str, Any] = dict(person.errors.as_data())
    found: dict[str, Any] = {}

    def check(name: str, find: Callable[[], Any]) -> None:
        try:
            found[name] = find()
        except ValidationError as error:
            wrong[name] = error.error_list

    check("text", lambda: LongTextField().clean(told.text))
    check("request", lambda: LongTextField(shortest=SHORTEST_REQUEST).clean(told.request))
    check("category", lambda: _category(told.category))
    check("place", lambda: _place(told.place, day))
    check("preferred_post", lambda: _leader(told.preferred_post))
    check("about_post", lambda: _complained_of(told))
    if wrong:
        raise ValidationError(wrong)
    about = found["about_post"]
    return Application(
        name=person.cleaned_data["name"],
        phone=phone,
        id_number=person.cleaned_data["id_number"],
        text=found["text"],
        request=found["request"],
        category=found["category"],
        place=found["place"],
        starts_at=told.starts_at,
        representatives=told.representatives,
        preferred_post=None if found["preferred_post"] == about else found["preferred_post"],
        complaint_kind=ComplaintKind.SERVICE if told.complaint == "service" else ComplaintKind.NONE,
        about_post=about,
        consents_to_handling=told.notice_read,
        consents_to_publication=told.may_be_published,
        phone_was_proved=True,
        language=language,
    )


def _category(code: str) -> Category | None:
    category = Category.objects.active().filter(code=code).first() if code else None
    if code and category is None:
        raise ValidationError(_("There is no such subject. Leave it empty if you are not sure."))
    return category


def _place(code: str, day: ReceptionDay) -> Place:
    place = Place.objects.current().filter(code=code).first() if code else day.place
    if place is None:
        raise ValidationError(_("There is no such place. Leave it empty if it concerns the whole city."))
    return place


def _leader(pk: int | None) -> Post | None:
    post = Post.objects.leaders().filter(pk=pk).first() if pk is not None else None
    if pk is not None and post is None:
        raise ValidationError(_("No leader holds this post. Leave it empty to let the office decide."))
    return post


def _complained_of(told: RegistrationIn) -> Post | None:
    if told.complaint != "official":
        return None
    if told.about_post is None:
        raise ValidationError(_("Say which leader the complaint is about."))
    return _leader(told.about_post)
