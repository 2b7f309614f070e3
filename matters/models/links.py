"""How a matter stands beside others: numbers in the official systems, imported batches."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from matters.models.categories import Category
from matters.models.columns import by_whom


class OfficialSystem(models.TextChoices):
    """DESIGN §3.13: beside these the portal keeps its own record."""

    PETITION = "petition", _("National petition system")
    HOTLINE = "hotline", _("12345 platform")
    POLICE = "police110", _("Police 110")
    MAILBOX = "mailbox", _("Mayor's mailbox")
    OTHER = "other", pgettext_lazy("system", "Other")


class ExternalNumber(models.Model):
    """The number a matter has in another system; each of them belongs to one matter."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="external_numbers")
    system = models.CharField(_("system"), max_length=12, choices=OfficialSystem.choices)
    number = models.CharField(_("number"), max_length=60)
    batch = models.ForeignKey(
        "ImportBatch", null=True, blank=True, on_delete=models.PROTECT, related_name="numbers", verbose_name=_("import")
    )
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("external number")
        verbose_name_plural = _("external numbers")
        ordering = ["added_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["system", "number"], name="external_number_once")]

    def __str__(self) -> str:
        return f"{self.get_system_display()} {self.number}"


class HotlineNumberQuerySet(models.QuerySet["HotlineNumber"]):
    def current(self, *, on: date) -> Self:
        """Those people still dial that day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on))


class HotlineNumber(models.Model):
    """One of the hotlines merged into 12345, and the category its calls go to (DOMAIN §1 row 19)."""

    number = models.CharField(_("old number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", verbose_name=_("category"))
    ended_on = models.DateField(
        _("ended on"), null=True, blank=True, help_text=_("From this day on it is no longer offered to operators.")
    )

    objects = HotlineNumberQuerySet.as_manager()

    class Meta:
        verbose_name = _("merged hotline")
        verbose_name_plural = _("merged hotlines")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number


class Brings(models.TextChoices):
    MATTERS = "matters", _("matters")
    NUMBERS = "numbers", _("numbers of matters that are here")


class ImportBatch(models.Model):
    """One file taken in. It can be undone while nothing has happened to what it brought."""

    source = models.CharField(_("file"), max_length=200)
    file_digest = models.CharField(max_length=64)
    brings = models.CharField(
        _("what it brings"), max_length=8, choices=Brings.choices, default=Brings.MATTERS, db_default=Brings.MATTERS
    )
    system = models.CharField(_("system"), max_length=12, choices=OfficialSystem.choices)
    rows_read = models.PositiveIntegerField(_("rows read"), default=0)
    rows_new = models.PositiveIntegerField(_("new"), default=0)
    rows_updated = models.PositiveIntegerField(_("updated"), default=0)
    rows_wrong = models.PositiveIntegerField(_("wrong"), default=0)
    by = by_whom(null=True, blank=True, verbose_name=_("by"))
    at = models.DateTimeField(_("when"))
    undone_by = by_whom(null=True, blank=True, verbose_name=_("undone by"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.source
