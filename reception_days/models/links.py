"""What leads back to a booking: reminders, and revocable links in messages, QR codes and calendars."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reception_days.models.bookings import Booking


class ReminderAnswer(models.TextChoices):
    NONE = "", _("No answer yet")
    COMING = "coming", _("Is coming")
    NOT_COMING = "not_coming", _("Is not coming")
    CALL_ME = "call_me", _("Asks for a call")


class Reminder(models.Model):
    """One reminder of one booking. Sent once; the answer may come by link, SMS digit or through a clerk."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="reminders", verbose_name=_("booking"))
    days_before = models.PositiveSmallIntegerField(_("days before"))
    seat_starts_at = models.DateTimeField(_("reminds of"))
    sent_at = models.DateTimeField(_("sent at"))
    answer = models.CharField(_("answer"), max_length=10, choices=ReminderAnswer.choices, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "days_before", "seat_starts_at"], name="reminder_sent_once"),
            models.CheckConstraint(condition=Q(answer__in=ReminderAnswer.values), name="reminder_answer_known"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="reminder_answered_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} -{self.days_before}"


class LinkPurpose(models.TextChoices):
    REMINDER = "reminder", _("Answer a reminder")
    BOOKING = "booking", _("Open the booking")
    CALENDAR = "calendar", _("Calendar feed")


class AccessLinkQuerySet(models.QuerySet["AccessLink"]):
    def live(self, *, at: datetime) -> Self:
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)


class AccessLink(models.Model):
    """A capability in a message, a QR code or a calendar programme: only its digest is kept, and it can be revoked."""

    purpose = models.CharField(_("purpose"), max_length=10, choices=LinkPurpose.choices)
    digest = models.CharField(max_length=64, unique=True)
    booking = models.ForeignKey(Booking, null=True, blank=True, on_delete=models.CASCADE, related_name="links")
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_links"
    )
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = AccessLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.CheckConstraint(
                condition=Q(booking__isnull=False, person=None) | Q(booking=None, person__isnull=False),
                name="access_link_opens_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.pk}"
