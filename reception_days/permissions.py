"""Who may do what with reception days. Roles are given these actions in foundation.people.roles."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "reception_days.view_booking": _("See reception days and their bookings"),
    "reception_days.manage_day": _("Schedule and publish reception days"),
    "reception_days.change_rules": _("Set up the rules of reception days and the lawful doors"),
    "reception_days.answer_booking": _("Answer bookings"),
    "reception_days.register_for_others": _("Register people at the window or by phone"),
}
