"""What citizens are told, in the portal and by text message. Nothing here says what a matter is about."""

from datetime import datetime
from typing import Any

from django.conf import settings

from foundation.notifications.models import Channel as MessageChannel
from foundation.notifications.services import notify, send
from foundation.people.identifiers import is_mobile
from matters.services import TYPED_BY_THE_PERSON
from matters.signposts import tells_of_violence
from reception_days.models import Booking, BookingState, Reminder, Seat


def is_discreet(booking: Booking) -> bool:
    """Somebody at home may read the phone (DESIGN §3a). Asked of the text itself each time: nobody is marked."""
    return tells_of_violence(booking.matter.text, booking.matter.request)


def _tell(booking: Booking, template: str, at: datetime, *, by_call: bool = True, **facts: Any) -> None:
    context = {"number": booking.number, "day": booking.day.date, "url": f"{settings.PORTAL_URL}/look-up/", **facts}
    if is_discreet(booking):
        template = "booking_discreet"
    notify(booking.person, f"reception_days/{template}", context, at=at, by_call=by_call)


def tell_registered(booking: Booking, seat: Seat, *, at: datetime) -> None:
    """Who registered by voice has just heard it, and taken the slip home: no call to say it again."""
    from reception_days.services.answers import answer_due

    was_told = booking.matter.channel not in TYPED_BY_THE_PERSON
    due_on = answer_due(booking).legal_on
    _tell(booking, "booking_registered", at, by_call=not was_told, starts_at=seat.starts_at, due_on=due_on)


def tell_confirmed(booking: Booking, *, at: datetime) -> None:
    session = booking.seat.session
    _tell(
        booking,
        "booking_confirmed",
        at,
        starts_at=booking.seat.starts_at,
        leader=session.leader_name,
        post=session.post_name,
        post_en=session.post_name_en,
        room=session.room,
        centre=booking.day.centre,
    )


def tell_information_needed(booking: Booking, *, words: str, at: datetime) -> None:
    _tell(booking, "booking_information", at, words=words)


def tell_redirected(booking: Booking, *, words: str, at: datetime) -> None:
    _tell(booking, "booking_redirected", at, words=words, door=booking.redirected_to, contact=booking.redirect_contact)


def tell_withdrawn(booking: Booking, *, with_matter: bool, at: datetime, was_told: bool = False) -> None:
    """`was_told`: to a clerk at the window or on the phone, who has just said so; no call to say it again."""
    _tell(booking, "booking_withdrawn", at, by_call=not was_told, with_matter=with_matter)


def tell_rescheduled(booking: Booking, *, starts_at: datetime, at: datetime, was_told: bool = False) -> None:
    """Before the seat is claimed: the leader and the room stand on the page of the registration."""
    is_confirmed = booking.state == BookingState.CONFIRMED
    _tell(
        booking, "booking_rescheduled", at, by_call=not was_told, starts_at=starts_at, is_confirmed=is_confirmed
    )  # fmt: skip


def tell_displaced(booking: Booking, seat: Seat | None, *, words: str, token: str, at: datetime) -> None:
    """The office changed what was announced: why, what is theirs now, and by when to choose."""
    _tell(
        booking, "booking_displaced", at, starts_at=seat.starts_at if seat else None, words=words,
        choose_by=booking.day.closes_at, url=_way_to(booking, token),
    )  # fmt: skip


def _way_to(booking: Booking, token: str) -> str:
    """Straight to the booking, and only from the phone it was told to; nothing that opens by itself where somebody
    else may hold the phone."""
    opens_by_itself = is_mobile(booking.person.phone) and not is_discreet(booking)
    return f"{settings.PORTAL_URL}/l/{token}/" if opens_by_itself else f"{settings.PORTAL_URL}/look-up/"


def tell_room(booking: Booking, seat: Seat, *, room: str, words: str, at: datetime) -> None:
    _tell(booking, "booking_room", at, starts_at=seat.starts_at, room=room, words=words)


def tell_offered(booking: Booking, seat: Seat, *, token: str, at: datetime) -> None:
    facts: dict[str, Any] = {"choose_by": booking.day.closes_at, "url": _way_to(booking, token)}
    _tell(booking, "booking_offered", at, starts_at=seat.starts_at, **facts)


def tell_chosen(booking: Booking, choice: str, *, at: datetime) -> None:
    """`choice`: "kept", "next_time" or "written_reply"."""
    _tell(booking, "booking_chosen", at, choice=choice)


def tell_reminder(booking: Booking, *, token: str, at: datetime) -> None:
    """The link is in the text message only: a call is read out, and the portal knows who is reading."""
    link = f"{settings.PORTAL_URL}/r/{token}/"
    _tell(
        booking,
        "booking_reminder",
        at,
        starts_at=booking.seat.starts_at,
        centre=booking.day.centre,
        link=link if is_mobile(booking.person.phone) else "",
    )


def ask_for_call(booking: Booking, reminder: Reminder, *, at: datetime) -> None:
    """Somebody of the office calls: the call stands in the list of calls to make. Raises NotificationRefused."""
    template = "booking_discreet" if is_discreet(booking) else "booking_call_me"
    context = {"number": booking.number, "day": booking.day.date, "starts_at": reminder.seat_starts_at}
    context["url"] = f"{settings.PORTAL_URL}/look-up/"
    person, dedupe = booking.person, f"call_me:{reminder.pk}"
    send(f"reception_days/{template}", person, MessageChannel.CALL, context, dedupe=dedupe, at=at)


def reply_to_answer(reminder: Reminder, what: str, *, at: datetime) -> None:
    """By text message to who answered by one: "coming", "call_me", "which" or "over". Nothing where it may be read by
    somebody else at home."""
    booking = reminder.booking
    if not is_discreet(booking):
        context = {"what": what, "number": booking.number, "starts_at": reminder.seat_starts_at}
        send("reception_days/reminder_reply", booking.person, MessageChannel.SMS, context, at=at)
