"""The person's own word on the outcome, the attempts to hear it, and what is taken out of the rates."""

from typing import Any, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.encryption.fields import EncryptedTextField
from matters.models.columns import LONGEST_WORDS, by_whom
from matters.models.replies import Reply


class Solved(models.TextChoices):
    YES = "yes", _("Solved")
    PARTLY = "partly", _("Solved in part")
    NO = "no", _("Not solved")


class Satisfaction(models.IntegerChoices):
    """DOMAIN §6; the last two are a low verdict and need a reason."""

    VERY_SATISFIED = 5, _("Very satisfied")
    SATISFIED = 4, _("Satisfied")
    BASICALLY = 3, _("Basically satisfied")
    DISSATISFIED = 2, _("Dissatisfied")
    VERY_DISSATISFIED = 1, _("Very dissatisfied")


LOW = (Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED)
SATISFIED = (Satisfaction.VERY_SATISFIED, Satisfaction.SATISFIED)  # of five levels the top two (DOMAIN §3b)


class VerdictKind(models.TextChoices):
    AFTER_REPLY = "after_reply", _("After the answer")
    RECHECK = "recheck", _("Re-check after thirty days")

    @property
    def title(self) -> Any:
        """What was said, where it stands among other things that happened; the label names the occasion."""
        return _("Verdict on the answer") if self is VerdictKind.AFTER_REPLY else self.label


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def low(self) -> Self:
        return self.filter(satisfaction__in=LOW)

    def rated(self) -> Self:
        """Somebody said how satisfied they are. A digit by text message does not: it is in no rate of satisfaction."""
        return self.filter(satisfaction__isnull=False)

    def counted(self) -> Self:
        """Without what is left out of the rates, with reason and approver (剔除)."""
        return self.exclude(matter__in=Exclusion.objects.approved().values("matter"))


class Verdict(models.Model):
    """Contacted? Solved? How satisfied? Each answer is kept as given: the three rates are computed from these rows."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="verdicts")
    reply = models.ForeignKey(Reply, null=True, blank=True, on_delete=models.PROTECT, related_name="verdicts")
    kind = models.CharField(_("kind"), max_length=12, choices=VerdictKind.choices, default=VerdictKind.AFTER_REPLY)
    channel = models.CharField(_("channel"), max_length=20)
    was_contacted = models.BooleanField(_("the unit contacted me"), null=True, blank=True)
    solved = models.CharField(_("solved"), max_length=8, choices=Solved.choices)
    satisfaction = models.PositiveSmallIntegerField(
        _("satisfaction"),
        choices=Satisfaction.choices,
        null=True,
        blank=True,
        help_text=_("Empty where nobody said: one digit by text message tells only whether it is solved."),
    )
    reason = EncryptedTextField(_("reason"), blank=True, validators=[MaxLengthValidator(LONGEST_WORDS)])
    agent = by_whom(null=True, blank=True, verbose_name=_("asked by"))
    given_at = models.DateTimeField(_("given at"))

    objects = VerdictQuerySet.as_manager()

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reply", "kind"], name="one_verdict_a_reply"),
            models.CheckConstraint(
                condition=Q(satisfaction__in=Satisfaction.values), name="verdict_satisfaction_known"
            ),
            models.CheckConstraint(condition=Q(solved__in=Solved.values), name="verdict_solved_known"),
        ]

    @property
    def is_low(self) -> bool:
        return self.satisfaction in LOW or self.solved == Solved.NO


class AttemptResult(models.TextChoices):
    REACHED = "reached", pgettext_lazy("call", "Reached")
    NOT_REACHED = "not_reached", pgettext_lazy("call", "Not reached")
    WRONG_NUMBER = "wrong_number", pgettext_lazy("call", "Wrong number")
    NO_ANSWER_WANTED = "refused", _("Does not want to answer")


class CallbackQuerySet(models.QuerySet["Callback"]):
    def open(self) -> Self:
        return self.filter(settled_at=None)


class Callback(models.Model):
    """Somebody who is not of the unit asks by phone: three attempts on two days (DOMAIN §3b)."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="callbacks")
    reply = models.ForeignKey(Reply, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=VerdictKind.choices, default=VerdictKind.AFTER_REPLY)
    not_before = models.DateTimeField(_("not before"))
    agent = by_whom(null=True, blank=True, verbose_name=_("taken by"))
    taken_until = models.DateTimeField(_("taken until"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up call")
        verbose_name_plural = _("follow-up calls")
        ordering = ["not_before", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "kind"], condition=Q(settled_at=None), name="matter_has_one_callback_open"
            )
        ]

    @property
    def title(self) -> Any:
        return VerdictKind(self.kind).title


class CallbackAttempt(models.Model):
    callback = models.ForeignKey(Callback, on_delete=models.PROTECT, related_name="attempts")
    result = models.CharField(_("result"), max_length=14, choices=AttemptResult.choices)
    agent = by_whom(verbose_name=_("called by"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["at", "pk"]


class ExclusionReason(models.TextChoices):
    """Why a matter is left out of the rates (剔除); counted in public (DESIGN §3.5)."""

    UNLAWFUL = "unlawful", _("The demand is unlawful")
    UNREASONABLE = "unreasonable", _("The demand cannot be met by law or policy")
    DUPLICATE = "duplicate", _("The same matter was counted already")
    FORCE_MAJEURE = "force_majeure", _("Force majeure")


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def approved(self) -> Self:
        return self.filter(is_approved=True)


class Exclusion(models.Model):
    """Asked for by one person with a reason, approved by another."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, related_name="exclusion")
    reason = models.CharField(_("reason"), max_length=14, choices=ExclusionReason.choices)
    words = EncryptedTextField(_("explanation"), validators=[MaxLengthValidator(LONGEST_WORDS)])
    asked_by = by_whom(verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    is_approved = models.BooleanField(_("approved"), null=True, blank=True)
    decided_by = by_whom(null=True, blank=True, verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="exclusion_takes_two_people"
            )
        ]
