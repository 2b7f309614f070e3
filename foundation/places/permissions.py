from django.utils.translation import gettext_lazy as _

ACTIONS = {"places.change_place": _("Set up places, units and centres")}
