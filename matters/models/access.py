"""Revocable links in messages and QR codes that lead back to a matter."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkPurpose(models.TextChoices):
    MATTER = "matter", _("Open the matter")
    VERDICT = "verdict", _("Judge the answer")


class AccessLinkQuerySet(models.QuerySet["AccessLink"]):
    def live(self, *, at: datetime) -> Self:
        return self.filter(expires_at__gt=at, revoked_at=None)


class AccessLink(models.Model):
    """A capability: only its digest is kept, it ends by itself, and it can be revoked."""

    purpose = models.CharField(_("purpose"), max_length=10, choices=LinkPurpose.choices)
    digest = models.CharField(max_length=64, unique=True)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="links")
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = AccessLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.pk}"
