"""Matters made public (信件公开): what everybody reads, and the words it is found by."""

from typing import Any, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.places.models import Place, Unit
from matters.models.categories import Category
from matters.models.columns import LONGEST_WORDS, by_whom


class PublicationState(models.TextChoices):
    DRAFTED = "drafted", _("Drafted")
    SHOWN = "shown", _("Shown to the person")
    PUBLISHED = "published", pgettext_lazy("letter", "Published")
    REFUSED = "refused", _("Not to be published")
    WITHDRAWN = "withdrawn", pgettext_lazy("letter", "Taken back")


class WhyNotPublic(models.TextChoices):
    """政府信息公开条例 arts. 14–16, and what the office itself decides."""

    SECRET = "secret", _("State secret, or a danger to security or order (art. 14)")
    PRIVATE = "private", _("Privacy or business secrets of somebody (art. 15)")
    INTERNAL = "internal", _("Internal, or still being decided (art. 16)")
    DELICATE = "delicate", _("About minors, family, health, courts or an accusation")
    WRONG = "wrong", _("Something in it is wrong")
    OTHER = "other", pgettext_lazy("reason", "Another reason")


class PublicationQuerySet(models.QuerySet["Publication"]):
    def public(self) -> Self:
        return self.filter(state=PublicationState.PUBLISHED)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def visible_to(self, user: Any) -> Self:
        """At the desk: of matters the user may make public."""
        from matters.models.matters import Matter

        return self.filter(matter__in=Matter.objects.visible_to(user, "matters.publish"))

    def waiting_for_person(self) -> Self:
        return self.filter(state=PublicationState.SHOWN, agreed_at=None)

    def to_review(self) -> Self:
        """Agreed by the person: a second person may let it out."""
        return self.filter(state=PublicationState.SHOWN).exclude(agreed_at=None)

    def ended_by_the_person(self) -> Self:
        """Refused or taken back by who asked; what the office keeps private has a reason."""
        return self.ended().filter(reason="")

    def ended(self) -> Self:
        return self.filter(state__in=[PublicationState.REFUSED, PublicationState.WITHDRAWN])


class Publication(models.Model):
    """A matter made public (信件公开): title rewritten, text masked, agreed by the person, reviewed by a second person.

    Nothing here is encrypted: by the time it is published it must not hold anything that would need to be.
    """

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, related_name="publication")
    state = models.CharField(
        _("state"), max_length=10, choices=PublicationState.choices, default=PublicationState.DRAFTED
    )
    title = models.CharField(_("title"), max_length=60)
    text = models.TextField(_("what was asked"), validators=[MaxLengthValidator(LONGEST_WORDS)])
    reply = models.TextField(_("answer"), validators=[MaxLengthValidator(LONGEST_WORDS)])
    # What the lists are narrowed by stands here too: they never look at the matters themselves.
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("category")
    )
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("place")
    )
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    replied_on = models.DateField(_("answered on"), null=True, blank=True)
    drafted_by = by_whom(verbose_name=_("drafted by"))
    drafted_at = models.DateTimeField(_("drafted at"))
    agreed_at = models.DateTimeField(_("the person agreed at"), null=True, blank=True)
    reviewed_by = by_whom(null=True, blank=True, verbose_name=_("reviewed by"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("taken down at"), null=True, blank=True)
    ended_by = by_whom(null=True, blank=True, verbose_name=_("taken down by"))
    reason = models.CharField(
        _("why it is not public"), max_length=10, choices=WhyNotPublic.choices, blank=True, default="", db_default=""
    )
    words = models.CharField(_("reason in words"), max_length=300, blank=True, default="", db_default="")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("published matter")
        verbose_name_plural = _("published matters")
        indexes = [
            models.Index(fields=["state", "-published_at", "-id"], name="letter_newest"),
            models.Index(fields=["category", "state", "-published_at", "-id"], name="letter_newest_of_category"),
            models.Index(fields=["unit", "state", "-published_at", "-id"], name="letter_newest_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(agreed_at__isnull=False, reviewed_by__isnull=False, published_at__isnull=False),
                name="publication_agreed_and_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("drafted_by")), name="publication_takes_two_people"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class LetterWords(models.Model):
    """What a letter is found by while it is public: the engines index `words` (migration 0019).

    Keys grow with the moment of publication, so that "newest first" needs no sorting.
    """

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="found_by")
    words = models.TextField()

    def __str__(self) -> str:
        return str(self.publication_id)
