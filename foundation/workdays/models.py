"""Days off and make-up workdays, as the State Council's yearly notice names them (国务院办公厅关于节假日安排的通知)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class HolidayNotice(models.Model):
    """One yearly notice. A year without one falls back to Monday to Friday, and everybody is told so."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    title = models.CharField(_("notice"), max_length=200)
    published_on = models.DateField(_("published on"))
    imported_at = models.DateTimeField(_("imported at"), null=True, blank=True)

    class Meta:
        verbose_name = _("holiday notice")
        verbose_name_plural = _("holiday notices")
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"{self.year} · {self.title}"


class DayKind(models.TextChoices):
    OFF = "off", _("day off")
    WORK = "work", _("make-up workday")


class NoticedDay(models.Model):
    """A day the notice speaks of: off, or worked although it is a Saturday or Sunday (调休上班)."""

    notice = models.ForeignKey(HolidayNotice, on_delete=models.CASCADE, related_name="days", verbose_name=_("notice"))
    on = models.DateField(pgettext_lazy("workdays", "date"), unique=True)
    kind = models.CharField(pgettext_lazy("workdays", "kind"), max_length=4, choices=DayKind.choices)
    occasion = models.CharField(_("occasion"), max_length=40)

    class Meta:
        verbose_name = _("day off or make-up workday")
        verbose_name_plural = _("days off and make-up workdays")
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on} {self.occasion}"
