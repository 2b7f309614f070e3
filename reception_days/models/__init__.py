"""Days on which the city's leaders receive citizens: days, sessions, seats, bookings and their moves."""

from reception_days.models.bookings import (
    MOST_REPRESENTATIVES,
    AccessNeed,
    Booking,
    BookingEvent,
    ConsentForm,
    LawfulDoor,
    Proxy,
    Relation,
)
from reception_days.models.days import (
    DayKind,
    ReceptionDay,
    ReceptionDayEvent,
    ReceptionRules,
    forget_rules,
    kept_rules,
)
from reception_days.models.links import AccessLink, LinkPurpose, Reminder, ReminderAnswer
from reception_days.models.mandates import MandateList
from reception_days.models.sessions import HOLD_TIME, HalfDay, LeaderSession, Seat
from reception_days.states import LIVE_STATES, RESCHEDULABLE_STATES, BookingState, DayAct, DayState

__all__ = [
    "HOLD_TIME",
    "LIVE_STATES",
    "MOST_REPRESENTATIVES",
    "RESCHEDULABLE_STATES",
    "AccessLink",
    "AccessNeed",
    "Booking",
    "BookingEvent",
    "BookingState",
    "ConsentForm",
    "DayAct",
    "DayKind",
    "DayState",
    "HalfDay",
    "LawfulDoor",
    "LeaderSession",
    "LinkPurpose",
    "MandateList",
    "Proxy",
    "ReceptionDay",
    "ReceptionDayEvent",
    "ReceptionRules",
    "Relation",
    "Reminder",
    "ReminderAnswer",
    "Seat",
    "forget_rules",
    "kept_rules",
]
