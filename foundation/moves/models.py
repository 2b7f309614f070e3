"""The event every move leaves; each room makes its own table of it with a key to what was moved."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.append_only import AppendOnly
from foundation.encryption.fields import EncryptedTextField


class MoveEvent(AppendOnly):
    """Who moved what, in which role, by which channel, and the words told to the citizen. Written once.

    Subclasses add `ForeignKey(…, on_delete=PROTECT, related_name="events")` to the row that moved.
    """

    move = models.CharField(_("move"), max_length=40)
    before = models.CharField(_("before"), max_length=30, blank=True)
    after = models.CharField(_("after"), max_length=30)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who"),
    )
    role = models.CharField(_("role"), max_length=40)
    channel = models.CharField(_("channel"), max_length=20, blank=True)
    words = EncryptedTextField(_("words told to the citizen"), blank=True)
    at = models.DateTimeField(_("when"))

    class Meta(AppendOnly.Meta):
        abstract = True
        ordering = ["at", "pk"]
