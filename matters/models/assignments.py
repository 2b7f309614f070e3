"""Who has a matter: units, a leader who answers for it, people of several units who work on it together."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.encryption.fields import EncryptedTextField
from foundation.places.models import Unit


class AssignmentRole(models.TextChoices):
    LEAD = "lead", _("leads")
    ASSIST = "assist", _("assists")


class AssignmentEnd(models.TextChoices):
    RETURNED = "returned", _("returned")
    REDISPATCHED = "redispatched", _("sent to another unit")
    DONE = "done", _("done")


class Assignment(models.Model):
    """A unit has a matter from one moment to another: what lay where for how long is read off these rows."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=8, choices=AssignmentRole.choices)
    task = EncryptedTextField(_("what this unit is asked to do"), blank=True)
    began_at = models.DateTimeField(_("since"))
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    ended_how = models.CharField(_("how it ended"), max_length=12, choices=AssignmentEnd.choices, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["began_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(role="lead", ended_at=None), name="matter_has_one_lead_unit"
            ),
            models.UniqueConstraint(
                fields=["matter", "unit"], condition=Q(ended_at=None), name="unit_has_one_part_in_matter"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="assignment_ends_after_begin"
            ),
        ]

    @property
    def lasted(self) -> timedelta | None:
        return self.ended_at - self.began_at if self.ended_at else None


class CaseLead(models.Model):
    """A leader answers for a hard matter (领导包案), from one day to another."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="case_leads")
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+", verbose_name=_("post"))
    plan = EncryptedTextField(_("plan"), blank=True)
    began_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("case leader")
        verbose_name_plural = _("case leaders")
        ordering = ["began_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["matter"], condition=Q(ended_at=None), name="matter_has_one_case_lead")
        ]


class TaskForce(models.Model):
    """People of several units who work on long-pending matters of one kind (政法专班)."""

    name = models.CharField(_("name"), max_length=100)
    task = models.TextField(_("task"))
    units = models.ManyToManyField(Unit, related_name="+", verbose_name=_("units"))
    matters = models.ManyToManyField(
        "matters.Matter", related_name="task_forces", blank=True, verbose_name=_("matters")
    )
    led_by = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+", verbose_name=_("led by"))
    began_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    end_reason = models.TextField(_("why it ended"), blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("task force")
        verbose_name_plural = _("task forces")
        ordering = ["-began_on", "pk"]

    def __str__(self) -> str:
        return self.name
