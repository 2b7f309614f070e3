"""What a clerk does for a citizen who is at the window or on the phone, as one piece of the booking's desk page."""

from typing import Any

from django import template
from django.utils.timezone import now

from reception_days.models import Booking, ReminderAnswer
from reception_days.services.reminders import open_reminder
from reception_days.services.reschedule import may_change_time
from reception_days.views.reschedule import FOR_OTHERS

register = template.Library()


@register.inclusion_tag("reception_days/desk/for_the_citizen.html", takes_context=True)
def for_the_citizen(context: dict[str, Any], booking: Booking) -> dict[str, Any]:
    """The reminders with their answers, three buttons for the one that is open, and the way to another time."""
    user, at = context["request"].user, now()
    may_type = user.has_perm(FOR_OTHERS, booking)
    return {
        "booking": booking,
        "reminders": list(booking.reminders.all()),
        "current": open_reminder(booking, at=at) if may_type else None,
        "answers": [choice for choice in ReminderAnswer.choices if choice[0]],
        "may_change_time": may_type and may_change_time(booking, at=at),
        "csrf_token": context.get("csrf_token"),
    }
