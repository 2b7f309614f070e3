"""The signed list by which a group sends its representatives (《信访工作条例》 art. 20)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.files.models import Attachment
from reception_days.models.bookings import Booking


class MandateList(Attachment):
    """A scan or photo of the list, or one page of it."""

    booking = models.ForeignKey(
        Booking, on_delete=models.PROTECT, related_name="mandate_lists", verbose_name=_("booking")
    )

    class Meta:
        verbose_name = _("mandate list")
        verbose_name_plural = _("mandate lists")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file_id)
