from django.utils.translation import gettext_lazy as _

ACTIONS = {"workdays.change_calendar": _("Import holiday notices")}
