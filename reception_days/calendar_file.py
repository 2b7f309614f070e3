"""Appointments as calendar files (RFC 5545): one to save from the receipt, all of a person's in their feed."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from foundation.encryption.keys import digest
from reception_days.models import Booking, BookingState

MEDIA_TYPE = "text/calendar; charset=utf-8"
FILE_NAME = "appointment.ics"
TALK_TAKES = timedelta(minutes=20)
REMIND_BEFORE = timedelta(days=1)
CERTAIN = {BookingState.CONFIRMED}
ENDED = {BookingState.REDIRECTED, BookingState.WITHDRAWN, BookingState.CANCELLED, BookingState.NOT_REACHED}
PRODUCT = "-//Reception days//portal//EN"


def calendar_of(bookings: Iterable[Booking]) -> bytes:
    """The file. Expects `day__centre`, `seat__session` and `events` at hand; bookings without a seat are called off."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for booking in bookings:
        calendar.add_component(_event_of(booking))
    calendar.add_missing_timezones(first_date=date(2000, 1, 1))
    content: bytes = calendar.to_ical()
    return content


def uid_of(booking: Booking) -> str:
    """Stays the same while the appointment moves, and does not carry the number into somebody's calendar cloud."""
    return f"{digest('reception_days.calendar', booking.number)[:32]}@reception-days"


def _event_of(booking: Booking) -> Event:
    moves = list(booking.events.all())
    seat = getattr(booking, "seat", None)
    event = Event()
    event.add("uid", uid_of(booking))
    event.add("sequence", max(len(moves) - 1, 0))
    event.add("dtstamp", max((move.at for move in moves), default=booking.submitted_at))
    event.add("summary", _("Appointment at the reception centre"))
    event.add("class", "PRIVATE")
    if seat is None or booking.state in ENDED:
        _call_off(event, booking)
        return event
    begins = localtime(seat.starts_at, get_current_timezone())
    event.add("dtstart", begins)
    event.add("dtend", begins + TALK_TAKES)
    event.add("status", "CONFIRMED" if booking.state in CERTAIN else "TENTATIVE")
    event.add("description", _description(booking))
    if booking.day.centre is not None:
        centre = booking.day.centre
        event.add("location", " ".join(filter(None, [centre.display_name, centre.display_address])))
    event.add_component(_alarm())
    return event


def _call_off(event: Event, booking: Booking) -> None:
    event.add("dtstart", booking.day.date)
    event.add("dtend", booking.day.date + timedelta(days=1))
    event.add("status", "CANCELLED")


def _description(booking: Booking) -> str:
    """Nothing about the matter: calendars are shared with families and employers."""
    early = _("Please come 15 minutes early with your ID card.")
    call = _("To change or withdraw: look it up with number and query code, or call 12345.")
    review = "" if booking.state in CERTAIN else _("Not confirmed yet: the office answers by text message or call.")
    return "\n".join(filter(None, [early, review, call]))


def _alarm() -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Appointment at the reception centre"))
    alarm.add("trigger", -REMIND_BEFORE)
    return alarm
