"""What this room offers on the staff's home page, and to whom. The roof reads it."""

from django.utils.translation import gettext_lazy as _

from foundation.people.desks import DeskEntry

ENTRIES = [
    DeskEntry(
        _("Register by voice"),
        _("For whoever comes to the window, calls 12345, or is visited at home: one screen, then the slip."),
        "reception_days:desk_voice",
        "reception_days.register_for_others",
    ),
    DeskEntry(
        _("Change or withdraw for a caller"),
        _("Somebody calls or comes about a registration: another time, withdraw, answer a reminder, choose."),
        "reception_days:desk_help_find",
        "reception_days.register_for_others",
    ),
    DeskEntry(
        _("Reception days"),
        _("Schedule and publish days, see and answer bookings."),
        "reception_days:desk_days",
        "reception_days.view_booking",
    ),
]
