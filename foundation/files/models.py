"""Stored files, and the link by which an owner app holds them."""

import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from foundation.encryption.fields import EncryptedTextField

MOST_FILES = 5
KEEP_DRAFTS = timedelta(hours=24)


def private_storage() -> Storage:
    return storages["private"]


def stored_path(instance: "StoredFile", name: str) -> str:
    """Says nothing about the file, and keeps folders small."""
    return f"{now():%Y/%m/%d}/{instance.public_id.hex}"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def unbound(self) -> Self:
        """Uploaded, not yet attached, not being purged. Columns of this row only: attaching claims with it."""
        return self.filter(bound_at=None, purged_at=None)

    def abandoned(self, *, at: datetime) -> Self:
        return self.filter(bound_at=None, uploaded_at__lte=at - KEEP_DRAFTS)

    def of_draft(self, draft: uuid.UUID) -> Self:
        return self.unbound().filter(draft=draft).order_by("position")


class StoredFile(models.Model):
    """One file as we keep it, which is not always as it was sent."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    draft = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    content = models.FileField(storage=private_storage, upload_to=stored_path)
    name = EncryptedTextField(_("file name"))
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveIntegerField(_("file size"))
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    bound_at = models.DateTimeField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("attached file")
        verbose_name_plural = _("attached files")
        constraints = [
            models.UniqueConstraint(fields=["draft", "position"], name="file_has_its_place_in_the_draft"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_FILES), name="file_at_most_five_a_draft"
            ),
            models.CheckConstraint(
                condition=Q(bound_at=None) | Q(purged_at=None), name="file_bound_or_purged_not_both"
            ),
        ]
        indexes = [models.Index(fields=["uploaded_at"], condition=Q(bound_at=None), name="file_unbound")]

    def __str__(self) -> str:
        return str(self.public_id)


class Attachment(models.Model):
    """Base of the owner's link: add a foreign key to what the file is attached to, and register it in `access`."""

    file = models.OneToOneField(
        StoredFile, on_delete=models.PROTECT, related_name="%(app_label)s_%(class)s", verbose_name=_("attached file")
    )

    class Meta:
        abstract = True

    @classmethod
    def holding(cls, file: StoredFile) -> Any:
        return cls._default_manager.filter(file=file).first()
