"""Service centres and what is inside them."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from foundation.places.models.named import Named, in_reader_language
from foundation.places.models.territory import Place
from foundation.places.models.units import Unit


class CentreQuerySet(models.QuerySet["Centre"]):
    def near(self, place: Place) -> Self:
        """The centres in charge of a place, the nearest first: of its village, its town, the city."""
        return self.filter(place__in=Place.objects.here_and_above(place)).order_by("-place__path")


class Centre(Named):
    """An integrated governance service centre (社会治理综合服务中心) of the city, a town or a village."""

    place = models.OneToOneField(
        Place, verbose_name=pgettext_lazy("places", "place"), on_delete=models.PROTECT, related_name="centre"
    )
    unit = models.OneToOneField(
        Unit,
        verbose_name=pgettext_lazy("places", "unit"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="centre",
    )
    address = models.CharField(pgettext_lazy("places", "address"), max_length=200)
    address_en = models.CharField(_("address in English"), max_length=250, blank=True)
    hours = models.CharField(_("opening hours"), max_length=200)
    hours_en = models.CharField(_("opening hours in English"), max_length=250, blank=True)
    phone = models.CharField(_("phone"), max_length=30)
    supervision_phone = models.CharField(_("supervision phone"), max_length=30, blank=True)
    route = models.TextField(_("how to get there"), blank=True)
    route_en = models.TextField(_("how to get there, in English"), blank=True)

    objects = CentreQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("places", "centre")
        verbose_name_plural = pgettext_lazy("places", "centres")

    def get_absolute_url(self) -> str:
        return reverse("places:centre", args=[self.place.code])

    @property
    def display_address(self) -> str:
        return in_reader_language(self.address, self.address_en)

    @property
    def display_hours(self) -> str:
        return in_reader_language(self.hours, self.hours_en)

    @property
    def display_route(self) -> str:
        return in_reader_language(self.route, self.route_en)


class CentrePart(Named):
    """Something inside a centre, shown in the order of its number."""

    number = models.PositiveSmallIntegerField(pgettext_lazy("places", "number"))

    class Meta:
        abstract = True


class Zone(CentrePart):
    """A floor area of a centre. Research and command zones are not shown to the public."""

    centre = models.ForeignKey(
        Centre, on_delete=models.CASCADE, related_name="zones", verbose_name=pgettext_lazy("places", "centre")
    )
    is_public = models.BooleanField(_("open to the public"), default=True)

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["centre", "number"], name="zone_numbered_once")]


class ResidentBody(CentrePart):
    """An organisation with staff inside a centre (入驻单位)."""

    centre = models.ForeignKey(
        Centre, on_delete=models.CASCADE, related_name="bodies", verbose_name=pgettext_lazy("places", "centre")
    )
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=pgettext_lazy("places", "unit"),
    )
    duties = models.CharField(_("duties"), max_length=300, blank=True)
    duties_en = models.CharField(_("duties in English"), max_length=400, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("resident body")
        verbose_name_plural = _("resident bodies")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["centre", "number"], name="resident_body_numbered_once")]


class CentreFunction(CentrePart):
    """What a centre does for people, each with the door where it begins."""

    centre = models.ForeignKey(
        Centre, on_delete=models.CASCADE, related_name="functions", verbose_name=pgettext_lazy("places", "centre")
    )
    entry_path = models.CharField(
        _("entry"), max_length=200, blank=True, help_text=_("Path on this site, without language prefix.")
    )

    class Meta:
        verbose_name = _("function")
        verbose_name_plural = _("functions")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["centre", "number"], name="centre_function_numbered_once")]

    @property
    def entry_url(self) -> str:
        """The entry under the prefix of the reader's language; empty where the function begins at the window."""
        if not self.entry_path:
            return ""
        prefix = "/en" if get_language() == "en" else ""
        return f"{prefix}/{self.entry_path.lstrip('/')}"


class Window(CentrePart):
    """A reception window (接待窗口)."""

    centre = models.ForeignKey(
        Centre, on_delete=models.CASCADE, related_name="windows", verbose_name=pgettext_lazy("places", "centre")
    )
    body = models.ForeignKey(
        ResidentBody,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="windows",
        verbose_name=pgettext_lazy("places", "body"),
    )
    hours = models.CharField(_("opening hours"), max_length=200, blank=True)
    hours_en = models.CharField(_("opening hours in English"), max_length=250, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("places", "window")
        verbose_name_plural = pgettext_lazy("places", "windows")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["centre", "number"], name="window_numbered_once")]
