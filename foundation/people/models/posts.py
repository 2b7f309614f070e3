"""Posts, and who holds them when."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.people.models.accounts import Person
from foundation.people.permissions import VisibleQuerySet
from foundation.places.models import Named, Place, Unit


class Body(models.IntegerChoices):
    """The four leading bodies in the order protocol names them (DESIGN §6), then everybody else."""

    PARTY = 1, _("Party committee")
    CONGRESS = 2, _("People's congress standing committee")
    GOVERNMENT = 3, _("Government")
    CPPCC = 4, _("CPPCC")
    OTHER = 9, _("Other")


class PostKind(models.TextChoices):
    LEADER = "leader", _("city leader")
    UNIT_HEAD = "unit_head", _("head of unit")
    STAFF = "staff", _("staff member")
    GRID_HEAD = "grid_head", _("grid head")
    GRID_WORKER = "grid_worker", _("full-time grid worker")
    MICRO_GRID_HEAD = "micro_grid_head", _("micro-grid contact")
    VILLAGE_SECRETARY = "village_secretary", _("village Party secretary")
    VILLAGE_MEDIATOR = "village_mediator", _("village mediator")
    POLICE_OFFICER = "police_officer", _("police officer")
    JUDGE = "judge", _("judge")
    PROSECUTOR = "prosecutor", _("prosecutor")
    LAWYER = "lawyer", _("lawyer")
    DEPUTY = "deputy", _("deputy")
    DELEGATE = "delegate", _("Party delegate")
    CPPCC_MEMBER = "cppcc_member", _("CPPCC member")


class PostQuerySet(VisibleQuerySet):
    view_action = "people.view_post"

    def by_protocol(self) -> Self:
        """Party committee, congress, government, CPPCC, then rank; never alphabet or demand (DESIGN §6)."""
        return self.order_by("body", "rank", "pk")

    def leaders(self) -> Self:
        return self.filter(kind=PostKind.LEADER, is_active=True)

    def serving(self, place: Place) -> Self:
        """Active posts of the place itself and of everything it belongs to."""
        return self.filter(is_active=True, place__in=Place.objects.here_and_above(place))


class Post(Named):
    """A seat to be filled: it exists, and is shown as vacant, when nobody holds it."""

    kind = models.CharField(_("kind"), max_length=20, choices=PostKind.choices)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="posts", verbose_name=_("unit")
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="posts", verbose_name=_("place")
    )
    body = models.PositiveSmallIntegerField(_("leading body"), choices=Body.choices, default=Body.OTHER)
    rank = models.PositiveSmallIntegerField(_("rank in the body"), default=99)
    portfolio = models.CharField(_("portfolio"), max_length=300, blank=True)
    portfolio_en = models.CharField(_("portfolio in English"), max_length=400, blank=True)
    work_phone = models.CharField(_("work phone"), max_length=30, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("people", "post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(place__isnull=False), name="post_belongs_somewhere"
            )
        ]

    def holder(self, on: date) -> Person | None:
        """Who holds the post that day, or None: vacant."""
        tenure = self.tenures.on_day(on).select_related("person").first()
        return tenure.person if tenure else None


class TenureQuerySet(VisibleQuerySet):
    view_action = "people.view_post"
    place_lookup = "post__place"
    unit_lookup = "post__unit"

    def on_day(self, day: date) -> Self:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Tenure(models.Model):
    """A person holding a post, both days included. At most one open tenure a post."""

    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="tenures", verbose_name=pgettext_lazy("people", "post")
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tenures", verbose_name=_("person"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        verbose_name = _("tenure")
        verbose_name_plural = _("tenures")
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["post"], condition=Q(ends_on=None), name="post_held_by_one"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="tenure_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.starts_on}"

    @property
    def place(self) -> Place | None:
        return self.post.place

    @property
    def unit(self) -> Unit | None:
        return self.post.unit
