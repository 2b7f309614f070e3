"""Citizens' bookings, their moves, and the lawful doors a booking may be referred to."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from foundation.encryption.fields import EncryptedTextField
from foundation.encryption.keys import digest
from foundation.moves.models import MoveEvent
from foundation.people.identifiers import normalise_id_number
from foundation.people.models import Person
from foundation.people.permissions import VisibleQuerySet, scope
from foundation.places.models import Named, Place
from matters.models import ComplaintKind
from reception_days.models.days import ReceptionDay
from reception_days.states import LIVE_STATES, NOT_TIED_TO_THE_DAY, BookingState

MOST_REPRESENTATIVES = 5  # 《信访工作条例》 art. 20


class LawfulDoor(Named):
    """Where a request goes when the law gives it to somebody else: a refusal always names one."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    basis = models.CharField(_("basis"), max_length=200)
    words = models.TextField(_("what the citizen is told"))
    words_en = models.TextField(_("what the citizen is told, in English"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("lawful door")
        verbose_name_plural = _("lawful doors")
        ordering = ["pk"]

    @property
    def display_words(self) -> str:
        return self.words_en if get_language() == "en" and self.words_en else self.words


class AccessNeed(models.TextChoices):
    WHEELCHAIR = "wheelchair", _("Step-free way, wheelchair")
    HEARING = "hearing", _("Hearing: writing pad or loop")
    SIGN = "sign", _("Sign-language interpreter")
    SIGHT = "sight", _("Sight: somebody to read aloud")
    DIALECT = "dialect", _("Somebody who speaks the dialect")
    LANGUAGE = "language", _("Interpreter for another language")
    COMPANION = "companion", _("A companion comes along")


class Relation(models.TextChoices):
    """On whose behalf somebody registers."""

    RELATIVE = "relative", _("For a relative")
    NEIGHBOUR = "neighbour", _("For a neighbour")
    CLIENT = "client", _("As grid worker, village cadre or social worker")


class ConsentForm(models.TextChoices):
    """How the person agreed to be registered by somebody else."""

    SPOKEN = "spoken", _("Said so in person or by phone")
    SIGNED = "signed", _("Signed on paper")


class BookingQuerySet(VisibleQuerySet):
    view_action = "reception_days.view_booking"
    place_lookup = "day__place"

    def live(self) -> Self:
        return self.filter(state__in=LIVE_STATES)

    def visible_to(self, user: Any, action: str | None = None) -> Self:
        """Within the viewer's places; complaints about officials only for those who handle matters, never for
        the person complained of (《信访工作条例》 arts. 28, 30)."""
        rows = super().visible_to(user, action).exclude(matter__about_post__tenures__person__user_id=user.pk)
        if scope(user, "matters.view_matter"):
            return rows
        return rows.exclude(matter__complaint_kind=ComplaintKind.OFFICIAL)


class Booking(models.Model):
    """A citizen's registration for a day. Its matter exists from the first moment and outlives it."""

    number = models.CharField(_("number"), max_length=24, unique=True, help_text="The same as the matter's")
    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, related_name="booking")
    day = models.ForeignKey(ReceptionDay, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("day"))
    state = models.CharField(_("state"), max_length=20, choices=BookingState.choices, default=BookingState.SUBMITTED)
    beneficiary_digest = models.CharField(max_length=64)
    representatives = models.PositiveSmallIntegerField(_("people who come"), default=1)
    preferred_post = models.ForeignKey(
        "people.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("preferred")
    )
    redirected_to = models.ForeignKey(
        LawfulDoor, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("redirected to")
    )
    redirect_contact = models.CharField(_("person to call"), max_length=120, blank=True)
    access_needs = EncryptedTextField(
        _("what the visit needs"), blank=True, help_text="JSON list of AccessNeed values: sensitive data"
    )
    access_note = EncryptedTextField(_("more about it"), blank=True)
    mandate_names = EncryptedTextField(_("who comes for the group"), blank=True, help_text="JSON list of names")
    wants_written_reply = models.BooleanField(_("wants a written reply"), default=False)
    submitted_at = models.DateTimeField(_("registered at"))

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "beneficiary_digest"],
                condition=Q(state__in=LIVE_STATES),
                name="booking_beneficiary_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(representatives__gte=1, representatives__lte=MOST_REPRESENTATIVES),
                name="booking_one_to_five_come",
            ),
            models.CheckConstraint(condition=Q(state__in=BookingState.values), name="booking_state_known"),
            models.CheckConstraint(condition=~Q(beneficiary_digest=""), name="booking_has_beneficiary"),
            models.CheckConstraint(
                condition=~Q(state=BookingState.REDIRECTED)
                | (Q(redirected_to__isnull=False) & ~Q(redirect_contact="")),
                name="booking_redirect_names_door",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def place(self) -> Place:
        """Whose booking it is for permissions: the place that receives."""
        return self.day.place

    @property
    def person(self) -> Person:
        """Whose record it is. Nobody registers for a reception day without a name."""
        person = self.matter.person
        assert person is not None
        return person

    @property
    def person_id(self) -> int:
        """For a logged reveal."""
        assert self.matter.person_id is not None, "nobody registers for a reception day without a name"
        return self.matter.person_id

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES

    def is_over(self, *, at: datetime) -> bool:
        """Its day has passed, and it does not wait for a choice or for another day."""
        return self.day.date < localdate(at) and self.state not in NOT_TIED_TO_THE_DAY

    @staticmethod
    def digest_of(id_number: str) -> str:
        """What makes a beneficiary comparable within this app and with nothing else."""
        return digest("reception_days.beneficiary", normalise_id_number(id_number))


class Proxy(models.Model):
    """Who registered for the person who comes, and how that person agreed."""

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="proxy", verbose_name=_("booking"))
    relation = models.CharField(_("on whose behalf"), max_length=10, choices=Relation.choices)
    name = EncryptedTextField(pgettext_lazy("person", "name"))
    phone = EncryptedTextField(_("phone"), blank=True)
    consent = models.CharField(_("how the person agreed"), max_length=10, choices=ConsentForm.choices)
    consented_at = models.DateTimeField(_("agreed at"))

    class Meta:
        verbose_name = _("registered by somebody else")
        verbose_name_plural = _("registered by somebody else")
        constraints = [
            models.CheckConstraint(condition=Q(relation__in=Relation.values), name="proxy_relation_known"),
            models.CheckConstraint(condition=Q(consent__in=ConsentForm.values), name="proxy_consent_known"),
        ]

    def __str__(self) -> str:
        return self.get_relation_display()


class BookingEvent(MoveEvent):
    """One move of a booking. `words` are what the citizen was told."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="events", verbose_name=_("booking"))

    class Meta(MoveEvent.Meta):
        verbose_name = _("booking event")
        verbose_name_plural = _("booking events")
