"""The bodies that can be responsible for something."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from treebeard.mp_tree import MP_Node, MP_NodeManager

from foundation.places.models.named import Named
from foundation.places.models.territory import Place, TreeQuerySet


class UnitKind(models.TextChoices):
    PARTY = "party", _("Party organ")
    CONGRESS = "congress", _("people's congress")
    GOVERNMENT = "government", _("government department")
    CPPCC = "cppcc", pgettext_lazy("places", "CPPCC")
    JUDICIAL = "judicial", _("court or procuratorate")
    CENTRE = "centre", _("governance service centre")
    TOWN = "town", _("town government")
    VILLAGE = "village", _("villagers' or residents' committee")
    UTILITY = "utility", _("public utility")


class UnitManager(MP_NodeManager):
    def get_queryset(self) -> "UnitQuerySet":
        return UnitQuerySet(self.model, using=self._db).order_by("path")


class UnitQuerySet(TreeQuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)


class Unit(Named, MP_Node):  # type: ignore[django-manager-missing]  # treebeard and guardian ship no types
    """A body that can be responsible for something: a department, a town government, a centre, a court."""

    code = models.SlugField(pgettext_lazy("places", "code"), max_length=40, unique=True)
    short_name = models.CharField(_("short name"), max_length=30, blank=True)
    kind = models.CharField(pgettext_lazy("places", "kind"), max_length=12, choices=UnitKind.choices)
    place = models.ForeignKey(
        Place, verbose_name=pgettext_lazy("places", "place served"), on_delete=models.PROTECT, related_name="units"
    )
    phone = models.CharField(_("work phone"), max_length=30, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = UnitManager.from_queryset(UnitQuerySet)()  # type: ignore[django-manager-missing]  # treebeard and guardian ship no types

    class Meta:
        verbose_name = pgettext_lazy("places", "unit")
        verbose_name_plural = pgettext_lazy("places", "units")

    def covers(self, other: "Unit") -> bool:
        return bool(other.path.startswith(self.path))
