"""What can be done with reception days; every door calls these."""

from matters.services import Receipt
from reception_days.services.answers import answer_due, ask_for_information, confirm_booking, redirect_booking
from reception_days.services.applications import Application, ProxyFacts, access_needs_of, mandate_names_of
from reception_days.services.bookings import (
    may_withdraw,
    register_booking,
    supply_information,
    withdraw_booking,
)
from reception_days.services.changes import add_seats, cancel_session, change_room, retire_seats, substitute_leader
from reception_days.services.choices import accept_change, choose_next_time, choose_written_reply, open_choice
from reception_days.services.day_changes import cancel_day, move_day
from reception_days.services.days import add_session, next_month_to_schedule, schedule_day
from reception_days.services.displacing import OfficeAct
from reception_days.services.drafting import draft_coming_days
from reception_days.services.publishing import publish_by, publish_day
from reception_days.services.reschedule import reschedule_booking
from reception_days.services.seats import (
    bind_hold_to_phone,
    extend_hold,
    hold_a_time,
    hold_seat,
    release_hold,
)

__all__ = [
    "Application",
    "OfficeAct",
    "ProxyFacts",
    "Receipt",
    "accept_change",
    "access_needs_of",
    "add_seats",
    "add_session",
    "answer_due",
    "ask_for_information",
    "bind_hold_to_phone",
    "cancel_day",
    "cancel_session",
    "change_room",
    "choose_next_time",
    "choose_written_reply",
    "confirm_booking",
    "draft_coming_days",
    "extend_hold",
    "hold_a_time",
    "hold_seat",
    "mandate_names_of",
    "may_withdraw",
    "move_day",
    "next_month_to_schedule",
    "open_choice",
    "publish_by",
    "publish_day",
    "redirect_booking",
    "register_booking",
    "release_hold",
    "reschedule_booking",
    "retire_seats",
    "schedule_day",
    "substitute_leader",
    "supply_information",
    "withdraw_booking",
]
