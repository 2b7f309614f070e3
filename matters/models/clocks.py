"""The limits of a matter, and more time."""

from datetime import datetime
from typing import Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.utils.translation import gettext_lazy as _

from foundation.encryption.fields import EncryptedTextField
from matters.models.columns import LONGEST_WORDS, by_whom

RECHECK_CLOCK = "recheck"  # the office decides on what is not solved thirty days later


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> Self:
        return self.filter(stopped_at=None)

    def deciding_recheck(self) -> Self:
        """Running while somebody has to open a matter again, or to say why not."""
        return self.running().filter(code=RECHECK_CLOCK)

    def main(self) -> Self:
        return self.filter(is_main=True)

    def near(self, *, at: datetime) -> Self:
        """Running, and amber: the set `Clock.is_near` is about."""
        gone = ExpressionWrapper(Value(at) - F("started_at"), output_field=models.DurationField())
        whole = ExpressionWrapper(F("legal_due_at") - F("started_at"), output_field=models.DurationField())
        return self.running().alias(gone=gone, whole=whole).filter(gone__gte=F("whole") * 0.8)


class Clock(models.Model):
    """One limit of one matter. Whether it was kept is computed from these moments, never stored (DESIGN §3.3)."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="clocks")
    code = models.SlugField(_("code"), max_length=30)
    is_main = models.BooleanField(_("decides on time or late"), default=False)
    started_at = models.DateTimeField(_("started at"))
    internal_due_at = models.DateTimeField(_("internal limit"))
    legal_due_at = models.DateTimeField(_("legal limit"))
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    extended_by = models.PositiveSmallIntegerField(_("extended by"), default=0)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock of a matter")
        verbose_name_plural = _("clocks of matters")
        ordering = ["started_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "code"], condition=Q(stopped_at=None), name="matter_clock_runs_once"
            )
        ]
        indexes = [  # a few rows of a big city's many: the desk counts them on every page
            models.Index(
                fields=["matter"], condition=Q(code=RECHECK_CLOCK, stopped_at=None), name="clock_deciding_recheck"
            )
        ]

    def is_kept(self, *, at: datetime) -> bool:
        """In time when it stopped, or still in time."""
        return (self.stopped_at or at) <= self.legal_due_at

    def is_near(self, *, at: datetime) -> bool:
        """Amber: four fifths of the time are gone."""
        return self.stopped_at is None and at >= self.started_at + (self.legal_due_at - self.started_at) * 0.8


class Extension(models.Model):
    """More time, asked for before the limit with law, reason and length; told to the citizen when granted."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="extensions")
    amount = models.PositiveSmallIntegerField(_("how much more"))
    basis = models.CharField(_("legal basis"), max_length=300)
    reason = EncryptedTextField(_("reason"), validators=[MaxLengthValidator(LONGEST_WORDS)])
    asked_by = by_whom(verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    is_granted = models.BooleanField(_("granted"), null=True, blank=True)
    decided_by = by_whom(null=True, blank=True, verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["matter"], condition=~Q(is_granted=False), name="matter_extended_once"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="extension_is_some_time"),
        ]
