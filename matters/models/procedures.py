"""Procedures with their versions, and the clocks of a version."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.memory import Memory
from foundation.moves.table import MoveTable
from foundation.places.models import Named, in_reader_language
from foundation.workdays.clocks import Unit
from matters.procedures.definition import table_from


class Procedure(Named):
    """A way a matter is handled: petition, 12345 request, grid event, dispute, on-site question."""

    code = models.SlugField(_("code"), max_length=30, unique=True)

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        ordering = ["pk"]


class ProcedureVersionQuerySet(models.QuerySet["ProcedureVersion"]):
    def standing(self) -> Self:
        """All that count or will count: those withdrawn before they began are history."""
        return self.filter(withdrawn_on=None)

    def to_come(self, *, on: date) -> Self:
        """Published and not begun: what may still be withdrawn."""
        return self.standing().filter(valid_from__gt=on)

    def on_day(self, day: date) -> Self:
        """Of each procedure the versions valid that day, the newest first."""
        return self.standing().filter(valid_from__lte=day).order_by("procedure", "-valid_from", "-pk")

    def in_force(self, *, on: date) -> Self:
        """What matters registered that day follow: of each procedure one."""
        newest = self.model.objects.on_day(on).filter(procedure=OuterRef("procedure")).order_by("-valid_from", "-pk")
        return self.filter(pk=Subquery(newest.values("pk")[:1]))


class ProcedureVersion(models.Model):
    """How a procedure goes from a date on. Never changed: a change is a new version, and one that has not begun can be
    withdrawn."""

    procedure = models.ForeignKey(
        Procedure, on_delete=models.PROTECT, related_name="versions", verbose_name=_("procedure")
    )
    valid_from = models.DateField(_("valid from"))
    basis = models.CharField(_("legal basis"), max_length=300)
    document = models.JSONField(_("states and moves"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_why = models.CharField(_("why it was withdrawn"), max_length=300, blank=True, default="", db_default="")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("withdrawn by"),
    )  # fmt: skip

    objects = ProcedureVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a procedure")
        verbose_name_plural = _("versions of procedures")
        ordering = ["procedure", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "valid_from"],
                condition=Q(withdrawn_on=None),
                name="procedure_version_stands_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__lt=F("valid_from")),
                name="procedure_version_begun_stays",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_why="") | Q(withdrawn_on__isnull=False) & ~Q(withdrawn_why=""),
                name="procedure_version_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.valid_from}"

    @cached_property
    def table(self) -> MoveTable:
        """Buttons, checks, diagram and docs read this."""
        return table_from(f"matter:{self.procedure_id}", self.document)

    def next_words(self, state: str) -> str:
        """What happens now, told to the person."""
        found = next((each for each in self.document["states"] if each["name"] == state), None)
        return in_reader_language(*found["next"]) if found else ""

    def uses(self, move: str) -> bool:
        return move in self.table.moves


class ClockUnit(models.TextChoices):
    MINUTE = "minute", _("minutes")
    HOUR = "hour", _("hours")
    CALENDAR_DAY = "calendar_day", _("calendar days")
    WORKING_DAY = "working_day", _("working days")


class ClockRule(models.Model):
    """How long something may take, and on what basis (DESIGN §3.9).

    `starts` and `stops` are names of moves. Empty `urgency` and `kinds` fit every matter; of the rules with one code
    the first that fits counts. The main clock is the one a matter is judged on time by.
    """

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="clocks")
    order = models.PositiveSmallIntegerField(_("order"))
    code = models.SlugField(_("code"), max_length=30)
    starts = models.JSONField(_("moves that start it"))
    stops = models.JSONField(_("moves that stop it"))
    urgency = models.JSONField(_("only for these urgencies"), default=list, blank=True)
    kinds = models.JSONField(_("only for these kinds of request"), default=list, blank=True)
    amount = models.PositiveSmallIntegerField(_("how many"))
    unit = models.CharField(_("of which unit"), max_length=12, choices=ClockUnit.choices)
    extend = models.PositiveSmallIntegerField(_("may be extended by"), default=0)
    is_main = models.BooleanField(_("decides on time or late"), default=False)
    basis = models.CharField(_("legal basis"), max_length=300)
    basis_on = models.DateField(_("basis valid from"))

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        ordering = ["version", "order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "order"], name="clock_ordered_once"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="clock_runs_some_time"),
            models.CheckConstraint(condition=Q(unit__in=ClockUnit.values), name="clock_unit_known"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.amount} {self.get_unit_display()}"

    def fits(self, *, urgency: str, kind: str) -> bool:
        return (not self.urgency or urgency in self.urgency) and (not self.kinds or kind in self.kinds)

    @property
    def workday_unit(self) -> Unit:
        """As foundation.workdays counts it."""
        unit: Unit = self.unit  # type: ignore[assignment]  # the same words, held by a constraint
        return unit


def _version(key: int) -> ProcedureVersion:
    return ProcedureVersion.objects.select_related("procedure").prefetch_related("clocks").get(pk=key)


def _beginnings(code: str) -> list[tuple[date, int]]:
    """From when each version of the procedure counts, the last first."""
    rows = ProcedureVersion.objects.standing().filter(procedure__code=code).order_by("-valid_from", "-pk")
    return list(rows.values_list("valid_from", "pk"))


_versions = Memory(_version)
_dates = Memory(_beginnings)


def kept_version(key: int) -> ProcedureVersion:
    """The version with its table and clocks, read once a minute and process instead of once a matter."""
    return _versions.get(key)


def version_on(code: str, day: date) -> int:
    """The key of the version that counts that day; before the first one that one."""
    dates = _dates.get(code)
    return next((key for valid_from, key in dates if valid_from <= day), dates[-1][1])


def forget_versions() -> None:
    """After a version was published or withdrawn."""
    _versions.forget()
    _dates.forget()
