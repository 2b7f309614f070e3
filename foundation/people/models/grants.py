"""Roles, and their grants on places and units."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from guardian.managers import UserObjectPermissionManager
from guardian.models import UserObjectPermissionBase

from foundation.people.models.accounts import User
from foundation.people.models.posts import Post
from foundation.people.permissions import VisibleQuerySet
from foundation.places.models import Named, Place, Unit


class Role(Named):
    """What a grant allows. `actions` are permission names such as `reception_days.view_booking` (data, DESIGN §6)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    actions = models.JSONField(_("actions"), default=list, blank=True)
    sms_step_allowed = models.BooleanField(
        _("text message is enough as second step"),
        default=False,
        help_text=_("For village cadres, deputies and grid workers. Everybody else needs an authenticator app."),
    )
    group_name = models.CharField(
        _("page editing group"),
        max_length=150,
        blank=True,
        help_text=_("Group whose page permissions a holder gets. It opens nothing without a valid grant."),
    )

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["code"]

    @staticmethod
    def grants_of(user_id: int, *, at: datetime) -> list[tuple[str, int, str, str]]:
        """Everything a question about rights needs, in one statement: every role, then the account's valid grants.

        Rows are ("role", id, code, actions as text) and ("place" | "unit", role id, path, ""). Written by hand
        because it runs in every staff request: compiling it from QuerySets took four times as long as running it.
        """
        moment = connection.ops.adapt_datetimefield_value(at)
        with connection.cursor() as cursor:
            cursor.execute(GRANTS_OF, [user_id, moment, moment, user_id, moment, moment])
            return cursor.fetchall()


GRANTS_OF = """
    SELECT 'role', id, code, CAST(actions AS text) FROM people_role
    UNION ALL
    SELECT 'place', g.role_id, node.path, '' FROM people_placegrant g
        JOIN places_place node ON node.id = g.content_object_id
        WHERE g.user_id = %s AND g.valid_from <= %s AND (g.valid_until IS NULL OR g.valid_until > %s)
    UNION ALL
    SELECT 'unit', g.role_id, node.path, '' FROM people_unitgrant g
        JOIN places_unit node ON node.id = g.content_object_id
        WHERE g.user_id = %s AND g.valid_from <= %s AND (g.valid_until IS NULL OR g.valid_until > %s)
"""


class GrantQuerySet(VisibleQuerySet):
    view_action = "people.view_grant"

    def valid(self, *, at: datetime) -> Self:
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=at), valid_from__lte=at)


class PlaceGrantQuerySet(GrantQuerySet):
    place_lookup = "content_object"
    unit_lookup = None


class UnitGrantQuerySet(GrantQuerySet):
    place_lookup = "content_object__place"
    unit_lookup = "content_object"


class Grant(UserObjectPermissionBase):
    """A role for a time, on a place or unit and everything below. The permission row stands for the role."""

    content_object: Any
    user = models.ForeignKey(User, on_delete=models.PROTECT, verbose_name=_("account"))
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+", verbose_name=_("role"))
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("post")
    )
    granted_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("granted by")
    )
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("ended by"),
    )

    class Meta:
        abstract = True  # without guardian's unique_together: a role may be granted again after it ended
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="%(class)s_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "content_object"], condition=Q(valid_until=None), name="%(class)s_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} · {self.content_object}"


class PlaceGrant(Grant):
    content_object = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="grants", verbose_name=_("place"))

    objects: ClassVar[Any] = UserObjectPermissionManager.from_queryset(PlaceGrantQuerySet)()

    class Meta(Grant.Meta):
        verbose_name = _("grant on a place")
        verbose_name_plural = _("grants on places")

    @property
    def place(self) -> Place:
        place: Place = self.content_object
        return place


class UnitGrant(Grant):
    content_object = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants", verbose_name=_("unit"))

    objects: ClassVar[Any] = UserObjectPermissionManager.from_queryset(UnitGrantQuerySet)()

    class Meta(Grant.Meta):
        verbose_name = _("grant on a unit")
        verbose_name_plural = _("grants on units")

    @property
    def unit(self) -> Unit:
        unit: Unit = self.content_object
        return unit

    @property
    def place(self) -> Place:
        place: Place = self.content_object.place
        return place
