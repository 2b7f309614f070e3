"""Days of reception, and the city's own rules for them."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.memory import Memory
from foundation.moves.models import MoveEvent
from foundation.people.permissions import VisibleQuerySet
from foundation.places.models import Place
from reception_days.states import DayAct, DayState


class ReceptionRulesQuerySet(models.QuerySet["ReceptionRules"]):
    def on_day(self, day: date) -> "ReceptionRules":
        """The rules in force that day."""
        return self.filter(valid_from__lte=day).latest("valid_from")


def reminder_days() -> list[int]:
    """A week and two days before (anchors: the habit of the systems that people trust)."""
    return [7, 2]


class ReceptionRules(models.Model):
    """The city's own limits and habits, each version with its basis. Changing them means adding a row."""

    valid_from = models.DateField(_("in force from"), unique=True)
    basis = models.CharField(_("basis"), max_length=300)
    opens_on_day = models.PositiveSmallIntegerField(_("registration opens on this day of the month before"), default=20)
    opens_time = models.TimeField(_("registration opens at"))
    closes_time = models.TimeField(_("registration closes on the working day before at"))
    morning_starts = models.TimeField(_("morning starts"))
    afternoon_starts = models.TimeField(_("afternoon starts"))
    seats = models.PositiveSmallIntegerField(_("seats in a half day"), default=7)
    seat_minutes = models.PositiveSmallIntegerField(_("minutes a seat"), default=20)
    answer_working_days = models.PositiveSmallIntegerField(_("working days to answer"), default=2)
    publish_working_days = models.PositiveSmallIntegerField(
        _("working days between publishing and the opening of registration"), default=5
    )
    reminder_days = models.JSONField(_("reminders this many days before"), default=reminder_days)

    objects = ReceptionRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("rules of reception days")
        verbose_name_plural = _("rules of reception days")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return str(self.valid_from)


_rules: Memory[date, ReceptionRules] = Memory(lambda day: ReceptionRules.objects.on_day(day))


def kept_rules(day: date) -> ReceptionRules:
    """`on_day` for what is asked with every registration."""
    return _rules.get(day)


def forget_rules() -> None:
    """After a version was saved."""
    _rules.forget()


class DayKind(models.TextChoices):
    FIXED = "fixed", _("Reception at the centre")
    INVITED = "invited", _("By invitation")
    OUTREACH = "outreach", _("Outreach in a village")
    ONSITE = "onsite", _("On-site office")


class ReceptionDayQuerySet(VisibleQuerySet):
    view_action = "reception_days.view_booking"

    def published(self) -> Self:
        """Announced, also when it was cancelled afterwards: people look for it."""
        return self.exclude(state=DayState.DRAFT)

    def for_citizens(self) -> Self:
        """Announced, not called off, and of the form that citizens book."""
        return self.filter(state=DayState.PUBLISHED, kind=DayKind.FIXED)

    def taking_bookings(self, *, at: datetime) -> Self:
        """Open for registration at that moment, soonest first."""
        return self.for_citizens().filter(opens_at__lte=at, closes_at__gt=at).order_by("date", "pk")

    def upcoming(self, *, today: date) -> Self:
        return self.filter(date__gte=today).order_by("date", "pk")


class ReceptionDay(models.Model):
    """One day of reception by one place. Registration is open by the clock, not by a stored state."""

    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="reception_days", verbose_name=_("place that receives")
    )
    centre = models.ForeignKey(
        "places.Centre", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("centre")
    )
    date = models.DateField(_("date"))
    kind = models.CharField(_("form of reception"), max_length=10, choices=DayKind.choices, default=DayKind.FIXED)
    state = models.CharField(_("state"), max_length=10, choices=DayState.choices, default=DayState.DRAFT)
    opens_at = models.DateTimeField(_("registration opens"))
    closes_at = models.DateTimeField(_("registration closes"))
    notice = models.TextField(_("text of the notice"), blank=True)
    notice_en = models.TextField(_("notice in English"), blank=True)
    agenda = models.TextField(_("agenda"), blank=True)
    agenda_en = models.TextField(_("agenda in English"), blank=True)
    address = models.CharField(_("where, if not at the centre"), max_length=200, blank=True)
    visited_place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("village visited")
    )
    units_called = models.ManyToManyField(
        "places.Unit", blank=True, related_name="+", verbose_name=_("units called in")
    )
    matters_chosen = models.ManyToManyField(
        "matters.Matter", blank=True, related_name="+", verbose_name=_("matters chosen"),
        help_text=_("Seen by the office only."),
    )  # fmt: skip
    moved_to = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="moved_from", verbose_name=_("moved to")
    )

    objects = ReceptionDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("reception day")
        verbose_name_plural = _("reception days")
        constraints = [
            models.UniqueConstraint(
                fields=["place", "date", "kind"], condition=~Q(state=DayState.CANCELLED), name="reception_day_once"
            ),
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="reception_day_opens_before_closing"),
            models.CheckConstraint(condition=Q(state__in=DayState.values), name="reception_day_state_known"),
            models.CheckConstraint(
                condition=Q(moved_to=None) | Q(state=DayState.CANCELLED), name="reception_day_moved_takes_nobody"
            ),
            models.CheckConstraint(
                condition=~Q(kind=DayKind.OUTREACH) | Q(visited_place__isnull=False),
                name="reception_day_outreach_names_village",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("reception_days:day", args=[self.date])

    @property
    def display_notice(self) -> str:
        return self.notice_en if get_language() == "en" and self.notice_en else self.notice

    def is_open(self, *, at: datetime) -> bool:
        """True while citizens may register."""
        return self.takes_bookings and self.opens_at <= at < self.closes_at

    @property
    def has_seats(self) -> bool:
        """Only at the centre do citizens book; to the other forms they are invited."""
        return self.kind == DayKind.FIXED

    @property
    def takes_bookings(self) -> bool:
        return self.state == DayState.PUBLISHED and self.has_seats

    @property
    def display_agenda(self) -> str:
        return self.agenda_en if get_language() == "en" and self.agenda_en else self.agenda


class ReceptionDayEvent(MoveEvent):
    """One move of a day, and for a change which act of the office it was and whose session it was about."""

    day = models.ForeignKey(ReceptionDay, on_delete=models.PROTECT, related_name="events", verbose_name=_("day"))
    act = models.CharField(_("what was changed"), max_length=20, choices=DayAct, blank=True, default="")
    session = models.ForeignKey(
        "reception_days.LeaderSession",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("session"),
    )

    class Meta(MoveEvent.Meta):
        verbose_name = _("reception day event")
        verbose_name_plural = _("reception day events")
