"""The names of the states (DESIGN §6), and which of them occupy a place on the day."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DayState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("reception day", "Draft")
    PUBLISHED = "published", pgettext_lazy("reception day", "Published")
    CANCELLED = "cancelled", pgettext_lazy("reception day", "Cancelled")


class BookingState(models.TextChoices):
    SUBMITTED = "submitted", _("Registered, under review")
    NEEDS_INFORMATION = "needs_information", _("More information needed")
    ELIGIBLE = "eligible", _("Checked, waiting for a place")
    REDIRECTED = "redirected", _("Referred to the responsible body")
    WAITLISTED = "waitlisted", _("On the waiting list")
    OFFERED = "offered", _("A place is offered, waiting for a yes")
    CONFIRMED = "confirmed", _("Confirmed")
    DISPLACED = "displaced", _("Changed by the office, waiting for a choice")
    CHECKED_IN = "checked_in", _("Checked in")
    CALLED = "called", _("Called")
    PARKED = "parked", _("Waiting for papers or a department")
    IN_RECEPTION = "in_reception", _("Being received")
    RECEIVED = "received", _("Received, record being written")
    RECORDED = "recorded", _("Received and recorded")
    MISSED = "missed", _("Missed")
    SOLVED_EARLY = "solved_early", _("Solved before the day")
    WITHDRAWN = "withdrawn", pgettext_lazy("booking", "Withdrawn")
    CANCELLED = "cancelled", pgettext_lazy("booking", "Cancelled")
    LEFT = "left", _("Left before being received")
    NOT_REACHED = "not_reached", _("No place this time, priority next time")
    ARCHIVED = "archived", _("Archived")


# A person may hold one of these per day. Moving into one of them claims again (DESIGN §3.1).
LIVE_STATES = (
    BookingState.SUBMITTED,
    BookingState.NEEDS_INFORMATION,
    BookingState.ELIGIBLE,
    BookingState.WAITLISTED,
    BookingState.OFFERED,
    BookingState.CONFIRMED,
    BookingState.DISPLACED,
    BookingState.CHECKED_IN,
    BookingState.CALLED,
    BookingState.PARKED,
    BookingState.IN_RECEPTION,
    BookingState.RECEIVED,
    BookingState.RECORDED,
)

# What these wait for is not the day they stand on: the citizen's choice, or the first place on another day.
NOT_TIED_TO_THE_DAY = (BookingState.DISPLACED, BookingState.OFFERED, BookingState.NOT_REACHED)

# Those who have a seat, or had one taken from them, and may still choose another.
RESCHEDULABLE_STATES = (
    BookingState.SUBMITTED,
    BookingState.NEEDS_INFORMATION,
    BookingState.OFFERED,
    BookingState.CONFIRMED,
    BookingState.DISPLACED,
)


class DayAct(models.TextChoices):
    """What the office changed of a published day, named in the day's history and in the journal of staff."""

    ADD_SESSION = "add_session", _("Leader's session added")
    ADD_SEATS = "add_seats", _("Seats added")
    RETIRE_SEATS = "retire_seats", _("Seats retired")
    CHANGE_ROOM = "change_room", _("Room changed")
    SUBSTITUTE_LEADER = "substitute_leader", _("Leader substituted")
    CANCEL_SESSION = "cancel_session", _("Leader's session cancelled")
    CHANGE_PLAN = "change_day", _("Plan of a reception day changed")
