"""Reading 1, 2 or 3 as the answer to a reminder sent to that phone."""

import re
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from foundation.people.identifiers import half_width
from foundation.people.models import Person
from reception_days import notices
from reception_days.exceptions import ReminderIsOver
from reception_days.models import BookingState, Reminder, ReminderAnswer
from reception_days.services.reminders import answer_reminder

# The digit alone or with its own words. "2点到" or "3月5日不来" are not read as a withdrawal or a wish for a call.
READ_AS = {
    ReminderAnswer.COMING: re.compile(r"(回复)?1来?|(回复)?来|1yes"),
    ReminderAnswer.NOT_COMING: re.compile(r"(回复)?2(不来)?|(回复)?不来了?|2no"),
    ReminderAnswer.CALL_ME: re.compile(r"(回复)?3(请给我打电话|打电话)?|请给我打电话|3pleasecallme"),
}
NOISE = re.compile(r"[\s。.,，!！;；:：、“”\"'‘’\[\]【】()（）]+")
REMEMBERED = timedelta(days=60)


def read_answer(text: str) -> ReminderAnswer | None:
    cleaned = NOISE.sub("", half_width(text)).lower()
    return next((answer for answer, words in READ_AS.items() if cleaned and words.fullmatch(cleaned)), None)


def is_waiting(phone: str, at: datetime) -> bool:
    """A reminder sent to this phone has not been answered, and still can be."""
    return _open_ones(_sent_to(phone), at).filter(answer=ReminderAnswer.NONE).exists()


def _sent_to(phone: str) -> "QuerySet[Reminder]":
    return Reminder.objects.filter(booking__matter__person__in=Person.objects.with_phone(phone))


def _open_ones(sent: "QuerySet[Reminder]", at: datetime) -> "QuerySet[Reminder]":
    return sent.filter(
        seat_starts_at__gt=at, seat_starts_at=F("booking__seat__starts_at"), booking__state=BookingState.CONFIRMED
    )


def read_sms(phone: str, text: str, at: datetime) -> bool:
    """Acts on the answer and replies; False where the text or the phone is none of ours.

    Where a family shares the phone and has several appointments ahead, nobody's is withdrawn by a guess.
    """
    answer = read_answer(text)
    sent = _sent_to(phone)
    if answer is None or not sent.filter(sent_at__gt=at - REMEMBERED).exists():
        return False
    latest = list(_open_ones(sent, at).select_related("booking__matter__person").order_by("-sent_at", "-pk"))
    if len({reminder.booking_id for reminder in latest}) > 1:
        notices.reply_to_answer(latest[0], "which", at=at)
    elif latest:
        _answer(latest[0], answer, at)
    else:
        notices.reply_to_answer(sent.select_related("booking__matter__person").latest("sent_at"), "over", at=at)
    return True


def _answer(reminder: Reminder, answer: ReminderAnswer, at: datetime) -> None:
    try:
        answer_reminder(reminder=reminder, answer=answer, at=at, channel="sms")
    except ReminderIsOver:
        notices.reply_to_answer(reminder, "over", at=at)
        return
    if answer != ReminderAnswer.NOT_COMING:  # the withdrawal has its own message
        notices.reply_to_answer(reminder, answer, at=at)
