"""The names of a matter's states."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MatterState(models.TextChoices):
    REGISTERED = "registered", pgettext_lazy("matter", "Registered")
    CLOSED = "closed", pgettext_lazy("matter", "Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn by the person")
