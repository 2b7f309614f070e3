"""What happens to a matter between its registration and the verdict: who has it, its clocks, acts, notes, replies."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.encryption.fields import EncryptedTextField
from foundation.people.permissions import scope
from foundation.places.models import Place, Unit
from matters.models.categories import Category

if TYPE_CHECKING:
    from foundation.people.models import User

LONGEST_WORDS = 5000


def by_whom(**options: Any) -> "models.ForeignKey[Any]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


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


class RoutingRuleQuerySet(models.QuerySet["RoutingRule"]):
    def current(self, *, at: datetime) -> Self:
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=at), began_at__lte=at)

    def changeable_by(self, user: "User") -> Self:
        """What `user_can_change_rules` allows: a rule without a place counts in the whole city."""
        reach = scope(user, "matters.change_routing")
        return self.all() if reach.everything else self.filter(place__in=reach.places)


class RoutingRule(models.Model):
    """Which unit handles a category in a place: the most specific rule wins. Ended, never changed: it is a history."""

    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="routing", verbose_name=_("category")
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="routing", verbose_name=_("place")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="routing", verbose_name=_("unit"))
    reason = models.CharField(_("reason or ruling"), max_length=300)
    made_by = by_whom(null=True, blank=True, verbose_name=_("made by"))
    began_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = RoutingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["-began_at", "-pk"]
        constraints = [
            # Three, because to a database one "none" is not another's equal.
            models.UniqueConstraint(fields=["category", "place"], condition=Q(ended_at=None), name="routing_rule_once"),
            models.UniqueConstraint(
                fields=["category"], condition=Q(ended_at=None, place=None), name="routing_rule_once_everywhere"
            ),
            models.UniqueConstraint(
                fields=["place"], condition=Q(ended_at=None, category=None), name="routing_rule_once_whatever"
            ),
            models.CheckConstraint(
                condition=Q(category__isnull=False) | Q(place__isnull=False), name="routing_rule_is_about_something"
            ),
        ]

    def __str__(self) -> str:
        about = [str(each) for each in (self.category, self.place) if each is not None]
        return f"{' · '.join(about)} → {self.unit}"


class ReturnRequest(models.Model):
    """A unit says a matter is not its duty: on what basis, whose it is then, and what the dispatcher ruled."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="return_requests")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="return_requests")
    basis = models.CharField(_("legal basis"), max_length=300)
    reason = EncryptedTextField(_("why it is not our duty"), validators=[MaxLengthValidator(LONGEST_WORDS)])
    suggested_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("who then should handle it")
    )
    asked_by = by_whom(verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    is_upheld = models.BooleanField(_("upheld"), null=True, blank=True)
    ruling = EncryptedTextField(_("ruling"), blank=True)
    ruled_unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("ruled to")
    )
    ruled_by = by_whom(null=True, blank=True, verbose_name=_("ruled by"))
    ruled_at = models.DateTimeField(_("ruled at"), null=True, blank=True)
    rule = models.OneToOneField(
        RoutingRule,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="ruling",
        verbose_name=_("made a rule"),
    )

    class Meta:
        verbose_name = _("return request")
        verbose_name_plural = _("return requests")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["matter"], condition=Q(ruled_at=None), name="matter_has_one_return_open"),
            models.CheckConstraint(
                condition=Q(ruled_at=None, is_upheld=None) | Q(ruled_at__isnull=False, is_upheld__isnull=False),
                name="return_ruled_or_not",
            ),
        ]


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
