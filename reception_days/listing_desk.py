"""What the office desk reads of a day's bookings: filters, what a row shows, and finding one. Constant queries."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length
from django.utils.timezone import localdate, localtime

from foundation.numbers.services import is_valid_number, normalise_number
from foundation.people.identifiers import half_width, normalise_phone
from foundation.people.models import Person
from foundation.workdays.services import due, end_of
from reception_days.exceptions import TooManyToSearch
from reception_days.models import (
    AccessNeed,
    Booking,
    BookingState,
    HalfDay,
    ReceptionDay,
    ReceptionRules,
    Reminder,
    ReminderAnswer,
)

Bookings: TypeAlias = "QuerySet[Any]"  # of Booking; annotations are unknown to the type checker

MOST_SEARCHED = 2000  # a day of twenty leaders has some hundreds
SHORTEST_PHONE = 7  # digits; shorter is a name, or nothing
UNANSWERED = "unanswered"
WITHOUT_SEAT = "none"


@dataclass(frozen=True)
class Wanted:
    """What the office asks the list for. `who`: a half day, the key of a leader's session, or those without a seat."""

    state: str = ""
    who: str = ""
    reminder: str = ""
    overdue: bool = False
    needs: bool = False
    written: bool = False


def overdue_before(day: ReceptionDay, *, at: datetime) -> datetime:
    """Who registered before this moment should have an answer by now: `answer_due`, turned round for a query."""
    limit = ReceptionRules.objects.on_day(day.date).answer_working_days
    last = localdate(at)
    while due(end_of(last), limit, "working_day").legal_at >= at:
        last -= timedelta(days=1)
    return end_of(last) + timedelta(seconds=1)


def bookings_of(rows: Bookings, day: ReceptionDay) -> Bookings:
    """The day's bookings with what a row, an export or a sheet shows. `answered`: to reminders of the present time."""
    reminders = Reminder.objects.filter(booking=OuterRef("pk"), seat_starts_at=OuterRef("seat__starts_at"))
    answers = reminders.exclude(answer=ReminderAnswer.NONE).order_by("-answered_at", "-pk")
    related = ("matter__category", "matter__person", "matter__place", "seat__session", "day")
    return (
        rows.filter(day=day)
        .select_related(*related)
        .annotate(was_reminded=Exists(reminders), answered=Subquery(answers.values("answer")[:1]))
    )


def narrowed(rows: Bookings, wanted: Wanted, *, day: ReceptionDay, at: datetime) -> Bookings:
    """Only what was asked for; `rows` come from `bookings_of`."""
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.overdue:
        rows = rows.filter(state=BookingState.SUBMITTED, submitted_at__lt=overdue_before(day, at=at))
    if wanted.written:
        rows = rows.filter(wants_written_reply=True)
    if wanted.needs:
        rows = rows.annotate(needs_length=Length("access_needs")).filter(needs_length__gt=0)
    if wanted.reminder == UNANSWERED:
        rows = rows.filter(was_reminded=True, answered=None)
    elif wanted.reminder:
        rows = rows.filter(answered=wanted.reminder)
    return rows.filter(_with_whom(wanted.who))


def _with_whom(who: str) -> Q:
    if who in HalfDay.values:
        return Q(seat__session__half_day=who)
    if who == WITHOUT_SEAT:
        return Q(seat=None)
    return Q(seat__session=who) if who else Q()


def search(rows: Bookings, text: str) -> Bookings:
    """By number, exact phone or exact name, also of who registered for somebody. Raises TooManyToSearch.

    A phone is found by its blind index. Names have none: the day's are read, up to a limit.
    """
    number = normalise_number(text)
    if is_valid_number(number):
        return rows.filter(number=number)
    phone, name = normalise_phone(text), _plain(text)
    if sum(character.isdigit() for character in phone) >= SHORTEST_PHONE:
        by_phone = {key for key, _name, proxy_phone in _proxies(rows) if normalise_phone(proxy_phone) == phone}
        return rows.filter(Q(matter__person__in=Person.objects.with_phone(phone)) | Q(pk__in=by_phone))
    by_name = {key for key, given in _names(rows) if _plain(given) == name}
    by_name |= {key for key, given, _phone in _proxies(rows) if _plain(given) == name}
    return rows.filter(pk__in=by_name) if name else rows.none()


def _names(rows: Bookings) -> list[tuple[int, str]]:
    found = list(rows.order_by("pk").values_list("pk", "matter__name")[: MOST_SEARCHED + 1])
    if len(found) > MOST_SEARCHED:
        raise TooManyToSearch
    return found


def _proxies(rows: Bookings) -> list[tuple[int, str, str]]:
    with_proxy = rows.filter(proxy__isnull=False).order_by("pk")
    return list(with_proxy.values_list("pk", "proxy__name", "proxy__phone")[:MOST_SEARCHED])


def _plain(name: str) -> str:
    """Width, spaces and the kind of middle dot do not matter."""
    return "".join(half_width(name).casefold().replace("•", "·").split())


def needs_of(booking: Booking) -> list[str]:
    """What the visit needs, in words."""
    chosen = json.loads(booking.access_needs) if booking.access_needs else []
    return [str(AccessNeed(need).label) for need in chosen if need in AccessNeed.values]


def is_overdue(booking: Booking, before: datetime) -> bool:
    return booking.state == BookingState.SUBMITTED and booking.submitted_at < before


def time_of(booking: Booking) -> str:
    """Hour and minute of the seat; "" without one."""
    seat: Any = getattr(booking, "seat", None)
    return f"{localtime(seat.starts_at):%H:%M}" if seat else ""
