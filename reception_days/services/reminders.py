"""Reminders before the day, once each, and what people answer to them."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from foundation.notifications.exceptions import NotificationRefused
from foundation.people import journal
from reception_days import notices
from reception_days.exceptions import ReminderIsOver
from reception_days.models import (
    AccessLink,
    Booking,
    BookingEvent,
    BookingState,
    DayState,
    LinkPurpose,
    ReceptionDay,
    ReceptionRules,
    Reminder,
    ReminderAnswer,
)
from reception_days.services.bookings import lock, withdraw_booking
from reception_days.services.days import local_moment
from reception_days.services.links import make_link

if TYPE_CHECKING:
    from foundation.people.models import User

logger = logging.getLogger(__name__)

REMIND_AT = time(9)
STILL_SENT_FOR = timedelta(hours=24)  # where no worker ran at nine
LONGEST_AHEAD = timedelta(days=60)
SETS_THE_TIME = ("confirm", "accept", "reschedule")
"""Moves after which the citizen has just been told their time: only reminders due later than those are sent."""


def reminders_due(*, at: datetime) -> Iterator[tuple[Booking, int]]:
    """Confirmed bookings and how many days before: due, not sent yet, and due only after what they were told last."""
    today = localdate(at)
    days = ReceptionDay.objects.filter(state=DayState.PUBLISHED, date__gte=today, date__lte=today + LONGEST_AHEAD)
    for day in days.order_by("date", "pk"):
        for days_before in ReceptionRules.objects.on_day(day.date).reminder_days:
            moment = local_moment(day.date - timedelta(days=days_before), REMIND_AT)
            if moment <= at < moment + STILL_SENT_FOR:
                yield from ((booking, days_before) for booking in _unreminded(day, days_before, moment))


def _unreminded(day: ReceptionDay, days_before: int, moment: datetime) -> QuerySet[Booking]:
    told_since = BookingEvent.objects.filter(booking=OuterRef("pk"), move__in=SETS_THE_TIME, at__gte=moment)
    reminded = Reminder.objects.filter(
        booking=OuterRef("pk"), days_before=days_before, seat_starts_at=OuterRef("seat__starts_at")
    )
    waiting = Booking.objects.filter(~Exists(told_since), ~Exists(reminded), day=day, state=BookingState.CONFIRMED)
    return waiting.filter(seat__isnull=False).select_related("day__centre", "seat", "matter__person").order_by("pk")


def send_due_reminders(*, at: datetime) -> int:
    """Each in a transaction of its own, so that one that fails stops nobody else's; how many were sent."""
    sent = 0
    for booking, days_before in reminders_due(at=at):
        try:
            sent += send_reminder(booking=booking, days_before=days_before, at=at) is not None
        except Exception as error:
            logger.warning("a reminder was not written: %s", type(error).__name__)
    return sent


@transaction.atomic
def send_reminder(*, booking: Booking, days_before: int, at: datetime) -> Reminder | None:
    """None where it was sent already: the constraint decides between two workers."""
    facts = {"booking": booking, "days_before": days_before, "seat_starts_at": booking.seat.starts_at}
    try:
        with transaction.atomic():
            reminder = Reminder.objects.create(**facts, sent_at=at)
    except IntegrityError:
        return None
    token = make_link(booking=booking, purpose=LinkPurpose.REMINDER, at=at)
    notices.tell_reminder(booking, token=token, at=at)
    return reminder


def reminder_of_link(link: AccessLink) -> Reminder | None:
    """A link and its reminder were made at the same moment."""
    return Reminder.objects.filter(booking=link.booking_id, sent_at=link.made_at).first()


def open_reminder(booking: Booking, *, at: datetime) -> Reminder | None:
    """The latest reminder of the present time, until that time has come; None where there is nothing to answer.

    Reads the booking's seat and reminders, which a list may have at hand.
    """
    seat = getattr(booking, "seat", None)
    if booking.state != BookingState.CONFIRMED or seat is None or seat.starts_at <= at:
        return None
    return next((each for each in booking.reminders.all() if each.seat_starts_at == seat.starts_at), None)


@transaction.atomic
def answer_reminder(
    *, reminder: Reminder, answer: str, at: datetime, channel: str, actor: "User | None" = None
) -> Reminder:
    """Coming; not coming, which gives the seat back and keeps the matter; or "call me", which is a call to make.

    An answer may be changed while the appointment stands; the same answer again changes nothing. The answer to an
    earlier reminder of the same time counts as one to the latest. Raises ReminderIsOver.
    """
    booking = Booking.objects.select_related("day__centre", "matter__person").get(pk=reminder.booking_id)
    lock(booking)
    latest = open_reminder(booking, at=at)
    if latest is None or latest.seat_starts_at != reminder.seat_starts_at:
        raise ReminderIsOver
    if latest.answer == answer:
        return latest
    latest.answer, latest.answered_at, latest.channel = ReminderAnswer(answer), at, channel
    latest.save(update_fields=["answer", "answered_at", "channel"])
    if actor is not None and channel not in ("web", "sms"):
        journal.record("reception_days.answer_reminder", booking, actor=actor, at=at, data={"answer": answer})
    if answer == ReminderAnswer.NOT_COMING:
        withdraw_booking(booking=booking, at=at, actor=actor, channel=channel)
    elif answer == ReminderAnswer.CALL_ME:
        with suppress(NotificationRefused):  # no phone that can be called: the desk's filter still shows it
            notices.ask_for_call(booking, latest, at=at)
    return latest
