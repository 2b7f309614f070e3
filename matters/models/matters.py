"""What people bring, every move it makes, and what they add to it."""

from datetime import datetime
from typing import Any, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.encryption.fields import EncryptedTextField
from foundation.files.models import Attachment
from foundation.moves.models import MoveEvent
from foundation.moves.table import Label, MoveTable
from foundation.people.identifiers import mask_name, mask_phone
from foundation.people.permissions import VisibleQuerySet, scope
from foundation.people.visibility import OneOf
from foundation.places.models import InPlaceQuerySet, Place, Unit
from matters.models.assignments import Assignment, AssignmentRole
from matters.models.categories import Category
from matters.models.clocks import Clock
from matters.models.procedures import ProcedureVersion, kept_version
from matters.states import (
    ANSWERED,
    MOST_RETURNS,
    MOST_REWORKS,
    OPEN_STATES,
    WITH_A_UNIT,
    DeclineReason,
    MatterState,
    Outcome,
    RequestKind,
    Urgency,
)

TEXT_LIMIT = 2000  # code points; DOMAIN §4
LONGEST_TEXT = 20_000  # what staff write down for somebody who speaks; see services.text_limit
QUERY_CODE_DIGEST_LENGTH = 64


class Channel(models.TextChoices):
    """By which door a matter came in (DOMAIN §1 row 20)."""

    WEB = "web", _("Online")
    PHONE = "phone", _("12345 hotline")
    WINDOW = "window", _("Service window")
    LETTER = "letter", _("Letter")
    MAYOR_MAILBOX = "mayor_mailbox", _("Mayor's mailbox")
    APP = "app", pgettext_lazy("channel", "App")
    WECHAT = "wechat", _("WeChat")
    GRID = "grid", _("Grid worker")
    POLICE_110 = "police110", _("Police 110")
    LEADER_RECEPTION = "leader_reception", _("Leadership reception day")
    DEPUTY = "deputy", _("Deputy")


class ComplaintKind(models.TextChoices):
    """DESIGN §3.7. The third kind, an accusation of misconduct, is never stored: its category redirects."""

    NONE = "", _("not a complaint")
    SERVICE = "service", _("complaint about a service")
    OFFICIAL = "official", _("complaint about a named official")


class MatterQuerySet(VisibleQuerySet, InPlaceQuerySet):  # type: ignore[override]  # the plugin types as_manager apart
    view_action = "matters.view_matter"

    def visible_to(self, user: Any, action: str | None = None) -> Self:
        """In the viewer's places and units, those their unit assists with; never a complaint about the viewer."""
        seen = super().visible_to(user, action)
        units = scope(user, action or self.view_action)
        if units.unit_paths and not units.everything:
            assisting = Assignment.objects.filter(OneOf("unit", units.units), role=AssignmentRole.ASSIST, ended_at=None)
            seen = seen | self.filter(pk__in=assisting.values("matter"))
        return seen.not_about(user)

    def not_about(self, user: Any) -> Self:
        """Without complaints about a post the user holds or has held (信访工作条例 arts. 28, 30)."""
        return self.exclude(about_post__tenures__person__user_id=user.pk)

    def open(self) -> Self:
        """Not ended yet, the citizen's verdict still to come included."""
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, *, at: datetime) -> Self:
        """A clock that is running has run out. Computed, never stored (DESIGN §3.3)."""
        return self.filter(due_at__lt=at)

    def awaiting_recheck_decision(self) -> Self:
        """Not solved at the re-check, and nobody has opened it again or said why not."""
        return self.filter(pk__in=Clock.objects.deciding_recheck().values("matter"))

    def due_before(self, moment: datetime) -> Self:
        return self.filter(due_at__lte=moment)

    def by_clock(self) -> Self:
        """What runs out first comes first; what has no clock running comes last."""
        return self.order_by(F("due_at").asc(nulls_last=True), "pk")

    def publishable(self) -> Self:
        """Answered, agreed to by a person who is known, and not of a kind that is never made public."""
        delicate = Category.objects.never_public().values("pk")
        rows = self.filter(consents_to_publication=True, state__in=ANSWERED, replied_at__isnull=False)
        rows = rows.exclude(person=None).exclude(complaint_kind=ComplaintKind.OFFICIAL)
        return rows.filter(Q(category=None) | ~Q(category__in=delicate))

    def of_requester(self, key: str) -> Self:
        return self.filter(requester_key=key) if key else self.none()


class Matter(models.Model):
    """One thing one person asks for: one number, one story, however many procedures it goes through.

    Name and phone are what was given then; the person's current ones are on `person`. An anonymous matter has neither.
    """

    number = models.CharField(_("number"), max_length=24, unique=True)
    query_code_digest = models.CharField(max_length=QUERY_CODE_DIGEST_LENGTH)
    version = models.ForeignKey(
        ProcedureVersion, on_delete=models.PROTECT, related_name="matters", verbose_name=_("procedure it follows")
    )
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices)
    kind = models.CharField(
        _("what is wanted"),
        max_length=12,
        choices=RequestKind.choices,
        default=RequestKind.HELP,
        db_default=RequestKind.HELP,
    )
    urgency = models.CharField(
        _("urgency"), max_length=10, choices=Urgency.choices, default=Urgency.ORDINARY, db_default=Urgency.ORDINARY
    )
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="matters", verbose_name=_("category")
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="matters", verbose_name=_("place"))
    place_code_at_acceptance = models.CharField(max_length=20)
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="matters",
        verbose_name=_("responsible unit"),
    )
    person = models.ForeignKey(
        "people.Person",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="matters",
        verbose_name=_("person"),
    )
    requester_key = models.CharField(max_length=64, blank=True, default="", db_default="", db_index=True)
    name = EncryptedTextField(_("name as given"), blank=True)
    phone = EncryptedTextField(_("phone as given"), blank=True)
    text = EncryptedTextField(_("what happened"), validators=[MaxLengthValidator(LONGEST_TEXT)])
    request = EncryptedTextField(_("what is asked"), validators=[MaxLengthValidator(LONGEST_TEXT)])
    happened = EncryptedTextField(_("when it happened, as told"), blank=True, default="", db_default="")
    state = models.CharField(
        _("state"), max_length=20, choices=MatterState.choices, default=MatterState.REGISTERED, db_index=True
    )
    outcome = models.CharField(
        _("how it ended"), max_length=12, choices=Outcome.choices, blank=True, default="", db_default=""
    )
    complaint_kind = models.CharField(
        _("kind of complaint"), max_length=10, choices=ComplaintKind.choices, blank=True, default=ComplaintKind.NONE
    )
    about_post = models.ForeignKey(
        "people.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("complains of")
    )
    consents_to_handling = models.BooleanField(_("read the notice and asks for handling"), default=False)
    consents_to_publication = models.BooleanField(_("agrees to anonymous publication"), default=False)
    is_identity_open = models.BooleanField(
        _("the unit may see who asks"),
        default=True,
        db_default=True,
        help_text=_("Off for who asked the leaders for a hearing, until they agree themselves."),
    )
    registered_at = models.DateTimeField(_("registered at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    replied_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    due_at = models.DateTimeField(_("next limit"), null=True, blank=True)
    decline_reason = models.CharField(
        _("why it was not accepted"),
        max_length=12,
        choices=DeclineReason.choices,
        blank=True,
        default="",
        db_default="",
    )
    lawful_route = models.CharField(_("lawful way"), max_length=300, blank=True, default="", db_default="")
    route_contact = models.CharField(_("whom to call"), max_length=120, blank=True, default="", db_default="")
    returns = models.PositiveSmallIntegerField(_("returns"), default=0, db_default=0)
    reworks = models.PositiveSmallIntegerField(_("times reworked"), default=0, db_default=0)
    reopenings = models.PositiveSmallIntegerField(_("times reopened"), default=0, db_default=0)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", verbose_name=_("joined with")
    )
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts", verbose_name=_("split from")
    )

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("matter")
        verbose_name_plural = _("matters")
        indexes = [
            models.Index(fields=["unit", "state", "due_at"], name="matter_inbox"),
            models.Index(fields=["state", "due_at"], name="matter_desk"),
            models.Index(fields=["registered_at"], name="matter_registered"),
            models.Index(
                fields=["-replied_at", "-id"], condition=Q(consents_to_publication=True), name="matter_consenting"
            ),
            # The desk's list of everything open, by clock: read in order, so that it costs the same in a big city.
            models.Index(fields=["due_at", "id"], name="matter_by_clock", condition=Q(state__in=OPEN_STATES)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MatterState.values), name="matter_state_known"),
            models.CheckConstraint(
                condition=Q(about_post=None) | Q(complaint_kind=ComplaintKind.OFFICIAL),
                name="matter_about_post_is_complaint",
            ),
            # No step is taken on a matter whose person has not read how their data is used.
            models.CheckConstraint(condition=Q(consents_to_handling=True), name="matter_notice_was_read"),
            # One responsible unit at a time, and never none once it was sent to one.
            models.CheckConstraint(condition=~Q(state__in=WITH_A_UNIT) | Q(unit__isnull=False), name="matter_has_unit"),
            models.CheckConstraint(
                condition=~Q(state=MatterState.MERGED) | Q(merged_into__isnull=False), name="matter_merged_into_one"
            ),
            models.CheckConstraint(
                condition=~Q(state=MatterState.CLOSED) | ~Q(outcome=""), name="matter_closed_has_outcome"
            ),
            # Never a bare refusal: a reason and the lawful way (DOMAIN §1 row 36).
            models.CheckConstraint(
                condition=~Q(state=MatterState.DECLINED)
                | (~Q(decline_reason="") & ~Q(lawful_route="") & ~Q(route_contact="")),
                name="matter_declined_names_a_way",
            ),
            models.CheckConstraint(condition=Q(returns__lte=MOST_RETURNS), name="matter_returned_twice_at_most"),
            models.CheckConstraint(condition=Q(reworks__lte=MOST_REWORKS), name="matter_reworked_twice_at_most"),
            models.CheckConstraint(condition=Q(reopenings__lte=1), name="matter_reopened_once"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def table(self) -> MoveTable:
        return kept_version(self.version_id).table

    @property
    def state_label(self) -> Label:
        """In the words of its procedure."""
        return self.table.label(self.state)

    @property
    def is_anonymous(self) -> bool:
        return self.person_id is None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def masked_name(self) -> str:
        return mask_name(self.name) if self.name else ""

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone) if self.phone else ""

    def is_overdue(self, *, at: datetime) -> bool:
        return self.due_at is not None and self.due_at < at


class MatterEvent(MoveEvent):
    """One move of a matter. `words` are what the person was told."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="events", verbose_name=_("matter"))

    class Meta(MoveEvent.Meta):
        verbose_name = _("matter event")
        verbose_name_plural = _("matter events")


class MatterFile(Attachment):
    """A photo or document that belongs to a matter."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="files", verbose_name=_("matter"))

    class Meta:
        verbose_name = _("attached file")
        verbose_name_plural = _("attached files")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file_id)


class Supplement(models.Model):
    """Something the person added later, in their own words."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="supplements", verbose_name=_("matter"))
    text = EncryptedTextField(_("added text"), validators=[MaxLengthValidator(TEXT_LIMIT)])
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("supplement")
        verbose_name_plural = _("supplements")
        ordering = ["added_at", "pk"]
