"""What people bring, every move it makes, and what they add to it."""

from typing import Any, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.encryption.fields import EncryptedTextField
from foundation.files.models import Attachment
from foundation.moves.models import MoveEvent
from foundation.people.identifiers import mask_name, mask_phone
from foundation.people.permissions import VisibleQuerySet
from foundation.places.models import InPlaceQuerySet, Place
from matters.models.categories import Category
from matters.states import MatterState

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
    APP = "app", _("App")
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
        """Within the viewer's places, and never a complaint about the viewer."""
        return super().visible_to(user, action).not_about(user)

    def not_about(self, user: Any) -> Self:
        """Without complaints about a post the user holds or has held (信访工作条例 arts. 28, 30)."""
        return self.exclude(about_post__tenures__person__user_id=user.pk)


class Matter(models.Model):
    """One thing one person asks for: one number, one story, however many procedures it goes through.

    Name and phone are what was given then; the person's current ones are on `person`.
    """

    number = models.CharField(_("number"), max_length=24, unique=True)
    query_code_digest = models.CharField(max_length=QUERY_CODE_DIGEST_LENGTH)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices)
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="matters", verbose_name=_("category")
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="matters", verbose_name=_("place"))
    place_code_at_acceptance = models.CharField(max_length=20)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="matters", verbose_name=_("person")
    )
    name = EncryptedTextField(_("name as given"))
    phone = EncryptedTextField(_("phone as given"))
    text = EncryptedTextField(_("what happened"), validators=[MaxLengthValidator(LONGEST_TEXT)])
    request = EncryptedTextField(_("what is asked"), validators=[MaxLengthValidator(LONGEST_TEXT)])
    state = models.CharField(
        _("state"), max_length=12, choices=MatterState.choices, default=MatterState.REGISTERED, db_index=True
    )
    complaint_kind = models.CharField(
        _("kind of complaint"), max_length=10, choices=ComplaintKind.choices, blank=True, default=ComplaintKind.NONE
    )
    about_post = models.ForeignKey(
        "people.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("complains of")
    )
    consents_to_handling = models.BooleanField(_("read the notice and asks for handling"), default=False)
    consents_to_publication = models.BooleanField(_("agrees to anonymous publication"), default=False)
    registered_at = models.DateTimeField(_("registered at"))

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("matter")
        verbose_name_plural = _("matters")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MatterState.values), name="matter_state_known"),
            models.CheckConstraint(
                condition=Q(about_post=None) | Q(complaint_kind=ComplaintKind.OFFICIAL),
                name="matter_about_post_is_complaint",
            ),
            # No step is taken on a matter whose person has not read how their data is used.
            models.CheckConstraint(condition=Q(consents_to_handling=True), name="matter_notice_was_read"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)


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
