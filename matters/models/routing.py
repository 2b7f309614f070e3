"""Which unit has to handle a matter: rules, and what a unit says is not its duty."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.encryption.fields import EncryptedTextField
from foundation.people.permissions import scope
from foundation.places.models import Place, Unit
from matters.models.assignments import Assignment
from matters.models.categories import Category
from matters.models.columns import LONGEST_WORDS, by_whom

if TYPE_CHECKING:
    from foundation.people.models import User


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
