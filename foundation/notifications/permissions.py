"""Who may carry messages to people."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {"notifications.make_calls": _("Make the phone calls that people without a mobile are owed")}
