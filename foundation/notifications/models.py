"""One row a message: outbox, inbox and proof of what was told."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.encryption.fields import EncryptedTextField

MAX_ATTEMPTS = 10


class Channel(models.TextChoices):
    IN_APP = "in_app", _("portal inbox")
    SMS = "sms", _("text message")
    EMAIL = "email", _("e-mail")
    CALL = "call", _("phone call")


CARRIED_BY_PEOPLE = (Channel.CALL,)  # somebody reads the text to the person; no worker sends it


class State(models.TextChoices):
    QUEUED = "queued", _("waiting to be sent")
    FAILED = "failed", _("failed, will be tried again")
    SENT = "sent", _("has been sent")
    GIVEN_UP = "given_up", _("could not be sent")


WAITING = (State.QUEUED, State.FAILED)
NOT_DELIVERED = "not delivered: "  # how `last_error` begins when the carrier says that it did not reach the phone
CALL_FAILURES = ("not_reached", "wrong_number")  # why a letter is written instead


class MessageQuerySet(models.QuerySet["Message"]):
    def sent_to(self, person: models.Model) -> Self:
        """Every message to this person on any channel, newest first."""
        return self.filter(person_id=person.pk).order_by("-created_at", "-pk")

    def inbox_of(self, person: models.Model) -> Self:
        """What the person reads in the portal, newest first."""
        return self.sent_to(person).filter(channel=Channel.IN_APP)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def due(self, *, at: datetime) -> Self:
        """What any worker may claim now. An expired lease counts as none: no reaper is needed."""
        no_live_lease = Q(leased_until=None) | Q(leased_until__lte=at)
        return self.exclude(channel__in=CARRIED_BY_PEOPLE).filter(
            no_live_lease, Q(give_up_at=None) | Q(give_up_at__gt=at), state__in=WAITING,
            next_attempt_at__lte=at, attempts__lt=MAX_ATTEMPTS,
        )  # fmt: skip

    def hopeless(self, *, at: datetime) -> Self:
        """Waiting, but out of attempts or too late to be of use, and nobody is just trying."""
        no_live_lease = Q(leased_until=None) | Q(leased_until__lte=at)
        return self.filter(no_live_lease, Q(attempts__gte=MAX_ATTEMPTS) | Q(give_up_at__lte=at), state__in=WAITING)

    def calls_to_make(self) -> Self:
        """Phone calls somebody still owes, the oldest first."""
        return self.filter(channel=Channel.CALL, state__in=WAITING).order_by("created_at", "pk")

    def callable_now(self, *, at: datetime) -> Self:
        """Calls anybody may claim: due, still of use, and nobody is just calling."""
        no_live_lease = Q(leased_until=None) | Q(leased_until__lte=at)
        return self.calls_to_make().filter(
            no_live_lease, Q(give_up_at=None) | Q(give_up_at__gt=at), next_attempt_at__lte=at
        )

    def letters_to_write(self) -> Self:
        """Calls that reached nobody, the oldest first."""
        owed = self.filter(channel=Channel.CALL, state=State.GIVEN_UP, last_error__in=CALL_FAILURES)
        return owed.order_by("created_at", "pk")


class Message(models.Model):
    """A text to one person or address on one channel, as it was rendered when it was decided."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    template = models.CharField(_("message template"), max_length=100)
    language = models.CharField(_("language"), max_length=7)
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="messages",
        verbose_name=_("person"),
    )  # fmt: skip
    address = EncryptedTextField(_("address"), blank=True)
    subject = EncryptedTextField(_("subject"), blank=True)
    body = EncryptedTextField(_("message text"), blank=True)
    discreet = models.BooleanField(_("discreet message"), default=False)
    erase_after_send = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, blank=True)
    dedupe = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(_("written at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    give_up_at = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("reached the phone at"), null=True, blank=True)
    provider_reference = models.CharField(max_length=100, blank=True)
    last_error = models.CharField(max_length=100, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["channel", "dedupe"], condition=~Q(dedupe=""), name="message_written_once"),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="message_sent_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(channel="in_app") | Q(person__isnull=False), name="inbox_message_has_a_person"
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state__in=["queued", "failed"]), name="message_due"),
            models.Index(fields=["person", "-created_at"], name="message_of_person"),
            models.Index(
                fields=["provider_reference"],
                condition=Q(channel="sms") & ~Q(provider_reference=""),
                name="message_of_the_carrier",
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(channel="call", state__in=["queued", "failed", "given_up"]),
                name="message_call_owed",
            ),
        ]

    @property
    def did_not_arrive(self) -> bool:
        """No carrier took it, or the one that did said later that it failed to reach the phone."""
        failed = self.delivered_at is None and self.last_error.startswith(NOT_DELIVERED)
        return failed or self.state == State.GIVEN_UP
