"""What a refusal means to a client of the API: a stable code, the reason, and what to do next."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.api.problems import register_problem
from foundation.files.exceptions import FileRefused
from matters import api_problems  # noqa: F401  # what is refused of every matter
from matters.exceptions import NoSuchMatter
from reception_days.exceptions import (
    AlreadyBooked,
    DayIsOver,
    HoldAlreadyExtended,
    HoldLost,
    LeaderIsComplainedOf,
    NoMandateNeeded,
    NoSeatLeft,
    RegistrationNotOpen,
    SameTime,
    SeatTaken,
    TooLateToChange,
    TooManyRepresentatives,
)

CHOOSE_ANOTHER = _("Ask for the free times of the day and choose another one.")
HOLD_AGAIN = _("Hold a time again and send the registration with the new hold; nothing was stored.")
OTHER_DAYS = _("Ask for the list of days: it says which one is open, and from when.")
CALL = _("If you did not register, please call 12345.")


class NoSuchBooking(NoSuchMatter):
    """As NoSuchMatter, to a client that asked for a booking."""


def _refusal(exception: type[Exception], code: str, title: Any, next_step: Any, status: int = 409) -> None:
    register_problem(exception, status=status, code=code, title=title, detail=lambda _error: next_step)


_refusal(SeatTaken, "time_taken", _("This time has just been taken."), CHOOSE_ANOTHER)
_refusal(NoSeatLeft, "time_taken", _("Nothing is free at this time."), CHOOSE_ANOTHER)
_refusal(HoldLost, "hold_lost", _("The time is no longer kept for you."), HOLD_AGAIN)
_refusal(
    HoldAlreadyExtended,
    "hold_extended",
    _("A hold is extended once."),
    _("Send the registration before the hold ends."),
)
_refusal(RegistrationNotOpen, "not_open", _("Registration for this day is not open."), OTHER_DAYS)
_refusal(
    AlreadyBooked, "already_booked", _("Somebody is registered for this day with this ID number."),
    _("Each person may register once a day. If that was not you, please call 12345."),
)  # fmt: skip
_refusal(
    LeaderIsComplainedOf, "leader_complained_of", _("At this time only the leader complained of receives."),
    _("Nobody handles a complaint about themselves: please choose another time."),
)  # fmt: skip
_refusal(
    TooManyRepresentatives, "too_many_representatives", _("At most five representatives come together."),
    _("Choose up to five; the others are heard through them."), 422,
)  # fmt: skip
_refusal(DayIsOver, "day_is_over", _("This day is over."), CALL)
_refusal(
    TooLateToChange, "too_late_to_change", _("The time can no longer be changed."),
    _("Withdrawing is always possible, and the matter stays registered."),
)  # fmt: skip
_refusal(
    SameTime, "same_time", _("The booking is at this time already."), _("Choose another time, or leave it as it is.")
)
_refusal(
    NoSuchBooking, "no_such_booking", _("No booking is opened by what you sent."),
    _("Check the number and the query code on the receipt, or prove the phone given when registering."), 404,
)  # fmt: skip
_refusal(
    NoMandateNeeded, "no_mandate_needed", _("Only a group that is still to come has such a list."),
    _("A registration for one person needs none."),
)  # fmt: skip
register_problem(
    FileRefused, status=422, code="file_refused", title=_("This file is not taken."), detail=lambda error: error.message
)
