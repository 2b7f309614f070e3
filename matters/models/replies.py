"""What handlers write: remarks, and the answer."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.encryption.fields import EncryptedTextField
from foundation.places.models import Unit
from matters.models.columns import LONGEST_WORDS, by_whom


class Note(models.Model):
    """A remark of the handlers. Internal ones are never shown to the person, public ones at once."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="notes")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_public = models.BooleanField(_("the person may read it"), default=False)
    text = EncryptedTextField(_("note"), validators=[MaxLengthValidator(LONGEST_WORDS)])
    by = by_whom(verbose_name=_("by"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["at", "pk"]


class ReplyClass(models.TextChoices):
    """What the written decision says to the request: 信访工作条例 art. 32."""

    SUPPORTED = "supported", _("Supported")
    PARTLY = "partly", _("Supported in part")
    EXPLAINED = "explained", _("Explained")
    NOT_SUPPORTED = "not_supported", _("Not supported")


class Reply(models.Model):
    """An answer: drafted by the unit, approved by its lead, sent to the person. One a round of handling."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="replies")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(_("round"))
    text = EncryptedTextField(_("answer"), validators=[MaxLengthValidator(LONGEST_WORDS)])
    basis = models.CharField(_("legal basis"), max_length=500, blank=True)
    decision = models.CharField(_("decision"), max_length=14, choices=ReplyClass.choices, blank=True)
    contact = models.CharField(_("contact of the unit"), max_length=120, blank=True)
    checked = models.JSONField(_("checked before sending"), default=list, blank=True)
    claims_solved = models.BooleanField(_("the unit says it is solved"), default=False)
    drafted_by = by_whom(null=True, blank=True, verbose_name=_("drafted by"))
    drafted_at = models.DateTimeField(_("drafted at"))
    sent_by = by_whom(null=True, blank=True, verbose_name=_("approved by"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["round"]
        constraints = [models.UniqueConstraint(fields=["matter", "round"], name="one_reply_a_round")]
