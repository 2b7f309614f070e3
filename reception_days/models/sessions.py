"""Leaders' sessions and their seats: the scarce thing, one row each."""

from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reception_days.models.days import ReceptionDay

HOLD_TIME = timedelta(minutes=15)


class HalfDay(models.TextChoices):
    MORNING = "am", _("Morning")
    AFTERNOON = "pm", _("Afternoon")


class LeaderSessionQuerySet(models.QuerySet["LeaderSession"]):
    def by_protocol(self) -> Self:
        """Party committee, congress, government, CPPCC, then rank (DESIGN §6)."""
        return self.order_by("post__body", "post__rank", "post_id", "starts_at")

    def taking_place(self) -> Self:
        return self.filter(cancelled_at=None)


class LeaderSession(models.Model):
    """One leader receiving for half a day in one room. The names are those of the day it was added."""

    day = models.ForeignKey(ReceptionDay, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("day"))
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+", verbose_name=_("leader's post"))
    leader = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("leader"))
    leader_name = models.CharField(_("leader's name"), max_length=100)
    post_name = models.CharField(_("post as announced"), max_length=100)
    post_name_en = models.CharField(_("post in English"), max_length=150, blank=True)
    portfolio = models.CharField(_("portfolio as announced"), max_length=300, blank=True)
    portfolio_en = models.CharField(_("portfolio as announced, in English"), max_length=400, blank=True)
    half_day = models.CharField(_("half day"), max_length=2, choices=HalfDay.choices)
    room = models.CharField(_("room"), max_length=60)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    stands_in_for = models.CharField(
        _("stands in for"), max_length=200, blank=True, help_text=_("Post and name announced before")
    )
    stands_in_for_en = models.CharField(
        _("stands in for, in English"), max_length=250, blank=True, default="", db_default=""
    )
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    objects = LeaderSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("leader's session")
        verbose_name_plural = _("leaders' sessions")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "post", "half_day"], condition=Q(cancelled_at=None), name="leader_session_once"
            ),
            models.UniqueConstraint(
                fields=["day", "room", "half_day"], condition=Q(cancelled_at=None), name="leader_session_room_once"
            ),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="leader_session_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.display_post} {self.leader_name}"

    @property
    def display_post(self) -> str:
        return self.post_name_en if get_language() == "en" and self.post_name_en else self.post_name

    @property
    def display_stands_in_for(self) -> str:
        return self.stands_in_for_en if get_language() == "en" and self.stands_in_for_en else self.stands_in_for

    @property
    def display_portfolio(self) -> str:
        return self.portfolio_en if get_language() == "en" and self.portfolio_en else self.portfolio


class SeatQuerySet(models.QuerySet["Seat"]):
    """`free` and `claimable_by` decide claims: they name only columns of the seat's own row (STYLE)."""

    def free(self, *, at: datetime) -> Self:
        """Seats anybody may still claim: in the future, not retired, nobody booked, no live hold."""
        no_live_hold = Q(held_until=None) | Q(held_until__lte=at)
        return self.filter(no_live_hold, starts_at__gt=at, booking_id=None, retired_at=None)

    def claimable_by(self, token: UUID, *, at: datetime) -> Self:
        """Seats the bearer of a hold may book. A hold that ran out still counts while nobody has taken over."""
        return self.filter(hold_token=token, starts_at__gt=at, booking_id=None, retired_at=None)

    def held_by(self, token: UUID, *, at: datetime) -> Self:
        return self.filter(hold_token=token, held_until__gt=at)

    def running_out(self, *, after: datetime, until: datetime) -> Self:
        """Whose hold ends within this time."""
        return self.filter(held_until__gt=after, held_until__lte=until, booking_id=None)

    def offered(self) -> Self:
        return self.filter(retired_at=None)


class Seat(models.Model):
    """One place to be received by one leader at one time. Capacity is the number of rows."""

    session = models.ForeignKey(LeaderSession, on_delete=models.PROTECT, related_name="seats")
    starts_at = models.DateTimeField()
    number = models.PositiveSmallIntegerField()
    booking = models.OneToOneField("Booking", null=True, blank=True, on_delete=models.SET_NULL, related_name="seat")
    hold_token = models.UUIDField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    hold_extended = models.BooleanField(default=False)
    holder_index = models.CharField(max_length=64, blank=True, help_text="Keyed digest of the phone that holds")
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        indexes = [models.Index(fields=["session", "starts_at"], name="seat_session_start")]
        constraints = [
            models.UniqueConstraint(fields=["session", "starts_at", "number"], name="seat_numbered_once"),
            models.UniqueConstraint(fields=["hold_token"], name="seat_token_holds_once"),
            models.UniqueConstraint(
                fields=["holder_index"], condition=~Q(holder_index=""), name="seat_phone_holds_once"
            ),
            models.CheckConstraint(
                condition=Q(booking=None) | Q(hold_token=None, held_until=None, holder_index=""),
                name="seat_booked_or_held",
            ),
            models.CheckConstraint(
                condition=Q(hold_token=None, held_until=None) | Q(hold_token__isnull=False, held_until__isnull=False),
                name="seat_hold_has_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M} #{self.number}"

    def is_held(self, *, at: datetime) -> bool:
        return self.held_until is not None and self.held_until > at
