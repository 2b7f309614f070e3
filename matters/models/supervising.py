"""Urging, supervising, handling jointly."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.encryption.fields import EncryptedTextField
from foundation.places.models import Unit
from matters.models.columns import LONGEST_WORDS, by_whom


class ActKind(models.TextChoices):
    URGE = "urge", pgettext_lazy("act", "Urged")
    SUPERVISE = "supervise", pgettext_lazy("act", "Supervised")
    JOINT = "joint", pgettext_lazy("act", "Handled jointly")


class Trigger(models.TextChoices):
    """Why a matter is supervised: 潍坊市12345条例 art. 26."""

    REFUSED = "refused", _("The unit refuses its duty")
    OVERDUE = "overdue", _("Overdue")
    UNSOLVED = "unsolved", _("It should be solved and is not")
    HARMFUL = "harmful", _("Harmful effect")
    OTHER = "other", pgettext_lazy("trigger", "Other")


class SupervisionAct(models.Model):
    """Urging, supervising and handling jointly are three recorded acts, each with its words."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(_("act"), max_length=10, choices=ActKind.choices)
    trigger = models.CharField(_("trigger"), max_length=10, choices=Trigger.choices, blank=True)
    words = EncryptedTextField(_("words to the unit"), validators=[MaxLengthValidator(LONGEST_WORDS)])
    answer_by = models.DateField(_("answer wanted by"), null=True, blank=True)
    meets_at = models.DateTimeField(_("meeting at"), null=True, blank=True)
    meets_where = models.CharField(_("meeting place"), max_length=120, blank=True)
    units = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name=_("units called"))
    by = by_whom(verbose_name=_("by"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("act of supervision")
        verbose_name_plural = _("acts of supervision")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="supervise") | ~Q(trigger=""), name="supervision_has_trigger"),
        ]
